// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/heatmap/pair_grid.h"
#include "widgets/plot/figure.h"

namespace klas::ui {

/// The grid of all pairs for files: every cell a filled rectangle, every word text, pairs that were not analysed a dash.
/// Throws klas::Error: fewer than two anchors, or no pair with a number.
FigureDrawing pairGridDrawing(const PairGridSpec& spec, const PairGrid::Values& values, const ExportFormat& format);

} // namespace klas::ui
