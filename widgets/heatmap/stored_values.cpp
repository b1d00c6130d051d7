// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/stored_values.h"

#include "core/records/pair_table.h"

#include <algorithm>
#include <cmath>

namespace klas::ui {

StoredValues storedValues(const ScoreMatrix& scores, const ScoreMatrix* targetSelf, Quantity quantity) {
    const PairTable table = pairTable({scores.source, scores.target, scores.rows(), scores.columns(), &scores, targetSelf, nullptr, nullptr});
    const bool gamma = quantity == Quantity::Gamma;
    StoredValues stored{scores.rows(), scores.columns(), {}, {}};
    stored.values.reserve(table.cells.size());
    stored.trusted.reserve(table.cells.size());
    for (const PairCell& cell : table.cells) {
        stored.values.push_back(gamma ? cell.gamma : cell.omega);
        if (!(gamma && cell.unresolved) && std::isfinite(stored.values.back())) stored.trusted.push_back(stored.values.back());
    }
    return stored;
}

std::optional<ColorRange> rangeOf(const StoredValues& stored, Scale scale) {
    if (stored.trusted.empty()) return {};
    const ValueScale own = valueScale(stored.trusted, scale);
    return ColorRange{own.lower, own.upper};
}

std::optional<ColorRange> united(const std::optional<ColorRange>& a, const std::optional<ColorRange>& b) {
    if (!a || !b) return a ? a : b;
    return ColorRange{std::min(a->lower, b->lower), std::max(a->upper, b->upper)};
}

void RangeOfPairs::add(const std::string& source, const std::string& target, const std::optional<ColorRange>& range) {
    std::optional<ColorRange>& ends = source == target ? m_selves : m_others;
    ends = united(ends, range);
}

} // namespace klas::ui
