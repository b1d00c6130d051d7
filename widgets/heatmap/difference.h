// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/pair_table.h"
#include "widgets/heatmap/heatmap_data.h"

namespace klas::ui {

/// A heatmap A held against another pair B of the same measure: each cell shows A minus B.
///
/// Block by block, cell (i, j) of A meets cell (i, j) of B, so B has A's shape. Crosswise, it meets cell (j, i): for the
/// other direction of A's pair that is the cell where the same two blocks meet, once as source block i and target block j,
/// once the other way round. Γ of B is divided by Σ of B's own target.
struct ComparedCell {
    double a = PairCell::kUnknown, b = PairCell::kUnknown; ///< in the heatmap's quantity
    bool unresolved = false;                               ///< Γ of one of them means nothing
    double delta() const { return a - b; }                 ///< NaN where one is not known
};

/// The cells of B; an empty table where nothing is compared. Throws Error when B has another shape than it must have.
PairTable otherTable(const HeatmapData& data);
/// The cell of B that a cell of A meets; null where there is none, as before the target's first block.
const PairCell* metCell(const HeatmapData& data, const PairTable& other, const PairCell& cell);
ComparedCell compared(const HeatmapData& data, const PairTable& other, const PairCell& cell);

/// What a cell shows as a number: Ω, Γ, or the difference. NaN where it is not known.
double shownValue(const HeatmapData& data, const PairTable& other, const PairCell& cell);

} // namespace klas::ui
