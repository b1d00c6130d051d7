// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/pair_view.h"

#include "core/base/error.h"
#include "widgets/frontier/cost_axis.h"

#include <QCommandLineParser>

namespace klas::ui {

/// `klas-explorer --export heatmap|pairs|frontier|trust|selection|cost|report|all --out F FILE`: the window's figures and tables without a window.
struct ExportOptions {
    QString what, out, project;
    QString split = QStringLiteral("test"); ///< of the frontier and of what scores are held against
    QStringList overlays;                   ///< published curves beside the frontier
    QString run, score;                     ///< of trust; empty: the first
    CostAxis axis = CostAxis::Flops;        ///< of the frontier
    PairView view;    ///< source and target empty: the pair the window would show first
    double scale = 1; ///< PNG: pixels per point, 1..4
    bool dark = false;
    bool linear = false; ///< colours; else logarithmic
};

/// What cannot be meant, as against what cannot be done: exit 2 instead of 1.
struct UsageError : Error {
    using Error::Error;
};

void addExportOptions(QCommandLineParser& parser);
/// Throws UsageError for what is missing or malformed, Error for values out of range.
ExportOptions exportOptions(const QCommandLineParser& parser);
/// Throws Error.
void runExport(const ExportOptions& options);

} // namespace klas::ui
