// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/cell_painting.h"

#include "widgets/heatmap/heatmap_text.h"

#include <cmath>

namespace klas::ui {

ColorMap mapOf(const HeatmapData& data, ColorMap chosen) {
    return data.against ? ColorMap::Diverging : chosen;
}

std::vector<double> rangedValues(const HeatmapData& data, const PairTable& table, const PairTable& other) {
    std::vector<double> values;
    for (const PairCell& cell : table.cells) {
        if (!cell.legal && !table.self()) continue;
        if (data.against) {
            if (const ComparedCell c = compared(data, other, cell); !c.unresolved) values.push_back(c.delta());
        } else if (!(data.quantity == Quantity::Gamma && cell.unresolved)) {
            values.push_back(shownValue(data, other, cell));
        }
    }
    return values;
}

ValueScale ownScale(const HeatmapData& data, std::vector<double> values, Scale scale) {
    return data.against ? symmetricScale(std::move(values)) : valueScale(std::move(values), scale);
}

std::vector<PaintedCell> paintedCells(const HeatmapData& data, const PairTable& table, const PairTable& other, DrawnFacts& drawn) {
    const bool gamma = data.quantity == Quantity::Gamma, up = largerOnTop(data);
    std::vector<PaintedCell> painted;
    painted.reserve(table.cells.size());
    for (const PairCell& cell : table.cells) {
        PaintedCell paint;
        const double value = shownValue(data, other, cell);
        if (!cell.legal && !table.self()) {
            paint.look = CellLook::Blocked;
            drawn.blocked = true;
        } else if (std::isnan(value)) {
            drawn.pending |= cell.j > 0;
        } else {
            const double fraction = drawn.values.fraction(value);
            paint.color = colorAt(drawn.map, up ? fraction : 1 - fraction);
            const bool unresolved = data.against ? compared(data, other, cell).unresolved : gamma && cell.unresolved;
            paint.look = unresolved ? CellLook::Slashed : CellLook::Filled;
            drawn.unresolved |= unresolved;
            paint.small = outsideRange(data, cell.cost);
            drawn.outside |= paint.small;
        }
        painted.push_back(paint);
    }
    return painted;
}

} // namespace klas::ui
