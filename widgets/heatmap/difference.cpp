// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/difference.h"

namespace klas::ui {

static double valueOf(const HeatmapData& data, const PairCell& cell) {
    return data.quantity == Quantity::Gamma ? cell.gamma : cell.omega;
}

PairTable otherTable(const HeatmapData& data) {
    if (!data.against) return {};
    const Comparison& b = *data.against;
    const int rows = b.crosswise ? data.columns : data.rows, columns = b.crosswise ? data.rows : data.columns;
    return pairTable({b.source, b.target, rows, columns, &b.scores, b.targetSelf ? &*b.targetSelf : nullptr, nullptr, nullptr});
}

const PairCell* metCell(const HeatmapData& data, const PairTable& other, const PairCell& cell) {
    if (!data.against) return nullptr;
    const bool crosswise = data.against->crosswise;
    const int i = crosswise ? cell.j : cell.i, j = crosswise ? cell.i : cell.j;
    return other.contains(i, j) ? &other.cell(i, j) : nullptr;
}

ComparedCell compared(const HeatmapData& data, const PairTable& other, const PairCell& cell) {
    ComparedCell result;
    result.a = valueOf(data, cell);
    result.unresolved = cell.unresolved;
    if (const PairCell* met = metCell(data, other, cell)) {
        result.b = valueOf(data, *met);
        result.unresolved |= met->unresolved;
    }
    result.unresolved &= data.quantity == Quantity::Gamma;
    return result;
}

double shownValue(const HeatmapData& data, const PairTable& other, const PairCell& cell) {
    return data.against ? compared(data, other, cell).delta() : valueOf(data, cell);
}

} // namespace klas::ui
