// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/pair_view.h"

#include <QCommandLineParser>

namespace klas::ui {

/// `klas-explorer --export heatmap --out F FILE`: the window's figure and tables without a window.
struct ExportOptions {
    QString what, out, project;
    PairView view;    ///< source and target empty: the pair the window would show first
    double scale = 1; ///< PNG: pixels per point, 1..4
    bool dark = false;
    bool linear = false; ///< colours; else logarithmic
};

void addExportOptions(QCommandLineParser& parser);
/// Throws Error for values out of range.
ExportOptions exportOptions(const QCommandLineParser& parser);
/// Throws Error.
void runExport(const ExportOptions& options);

} // namespace klas::ui
