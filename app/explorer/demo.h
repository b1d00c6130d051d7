// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project.h"

#include <QString>

namespace klas::ui {

/// Where the demo project lives: in the documents folder, else in the temporary one. `fresh` gives a name not
/// taken yet.
QString demoFile(bool fresh = false);

/// Puts the bundled anchors, by reference to where they are installed, and Fashion-MNIST into a project.
/// Throws Error when the anchors are not installed.
void fillDemo(Project& project);

} // namespace klas::ui
