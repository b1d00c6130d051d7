// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace klas::ui {

/// How large the project of `klas-explorer --bench` is.
struct WindowBenchSize {
    int anchors = 20;
    int blocks = 100;          ///< of each
    int runs = 1000;
    int stitches = 10;         ///< of each run, evaluated
    int curvePoints = 1000;    ///< of each run
};

/// One line of the result: a time of the window, and what it is to stay under.
struct WindowBenchLine {
    QString what;
    double value = 0, wanted = 0; ///< in `unit`
    QString unit;
    QString note;
};

/// Writes a project of that size into a folder that is removed afterwards, opens it in a window and uses it as a person would:
/// mouse over cells and points, sliders, other pairs. Times are of the window's thread, until the frame is painted.
/// Throws Error.
std::vector<WindowBenchLine> benchWindow(const WindowBenchSize& size);
QString tableOf(const std::vector<WindowBenchLine>& lines);

} // namespace klas::ui
