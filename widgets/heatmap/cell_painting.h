// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/heatmap/difference.h"
#include "widgets/heatmap/heatmap_legend.h"
#include "widgets/plot/painted_cell.h"
#include "widgets/plot/value_scale.h"

#include <vector>

/// How the numbers of a heatmap become colours, apart from any canvas.
namespace klas::ui {

/// The map a heatmap is drawn with: a diverging one for differences, whatever was chosen for the rest.
ColorMap mapOf(const HeatmapData& data, ColorMap chosen);

/// The numbers that decide the colour range: of stitches, or of all cells of an anchor with itself; not those of Γ that
/// mean nothing.
std::vector<double> rangedValues(const HeatmapData& data, const PairTable& table, const PairTable& other);

/// The range that suits the picture by itself; symmetric and linear for a difference.
ValueScale ownScale(const HeatmapData& data, std::vector<double> values, Scale scale);

/// The cells of the table in its order, and what of them needs explaining.
std::vector<PaintedCell> paintedCells(const HeatmapData& data, const PairTable& table, const PairTable& other, DrawnFacts& drawn);

} // namespace klas::ui
