// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/score_matrix.h"
#include "widgets/heatmap/heatmap_data.h"
#include "widgets/plot/value_scale.h"

#include <optional>
#include <vector>

namespace klas::ui {

/// The numbers of a stored matrix, row by row, whether there is a stitch or not; NaN where one is not known.
struct StoredValues {
    int rows = 0, columns = 0;
    std::vector<double> values;
    std::vector<double> trusted; ///< without Γ over a Σ that is too small; in no order
};

/// Ω, or Γ with the target's matrix with itself (null: no Γ is known).
StoredValues storedValues(const ScoreMatrix& scores, const ScoreMatrix* targetSelf, Quantity quantity);

/// Two ends of colours, whatever lies between them.
struct ColorRange {
    double lower = 0, upper = 1;
    bool operator==(const ColorRange&) const = default;
};

/// The range that shows this matrix by itself; nothing where it has no number.
std::optional<ColorRange> rangeOf(const StoredValues& stored, Scale scale);
/// The range that shows both: what it cuts off, the one it comes from cuts off too.
std::optional<ColorRange> united(const std::optional<ColorRange>& a, const std::optional<ColorRange>& b);

/// One range for the heatmaps of many pairs. A block is like itself beyond all measure: with those cells every pair would look
/// alike, so pairs of an anchor with itself count only where there are no others, and else take the bright end.
class RangeOfPairs {
public:
    void add(const std::string& source, const std::string& target, const std::optional<ColorRange>& range);
    const std::optional<ColorRange>& range() const { return m_others ? m_others : m_selves; }

private:
    std::optional<ColorRange> m_others, m_selves;
};

} // namespace klas::ui
