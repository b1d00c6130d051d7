// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <vector>

class QWidget;

namespace klas::ui {

class MainWindow;

/// One view of the window as a picture shows it.
struct Scene {
    enum class Of { Project, NoProject, EmptyProject };

    QString name; ///< of the file
    Of of = Of::Project;
    /// Brings the window there as a person would; what it returns lies over the window.
    std::function<QWidget*(MainWindow&)> arrange;
};

/// Every view of the window. Each wants a window of its own.
std::vector<Scene> allScenes();

} // namespace klas::ui
