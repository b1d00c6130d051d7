// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <vector>

namespace klas::ui {

enum class Scale { Linear, Log };

/// A range of values laid over colours or an axis: fraction 0 at `lower`, 1 at `upper`.
///
/// Values outside are clamped, and `clippedBelow`/`clippedAbove` tell that there are some, so that a colour
/// bar can say so.
struct ValueScale {
    double lower = 0, upper = 1; ///< finite, lower < upper; both > 0 on a log scale
    Scale scale = Scale::Linear;
    bool clippedBelow = false, clippedAbove = false;

    /// 0..1, clamped; NaN for NaN. On a log scale zero and negative values lie at the lower end.
    double fraction(double value) const;
    bool operator==(const ValueScale&) const = default;
};

/// The scale that shows `values`; NaN and infinities are ignored, no values at all give 0..1 (log: 0.1..1).
///
/// A log scale spans at most four decades to either side of the median, a linear one ends at the 95th
/// percentile when the largest value is more than ten times that: one degenerate cell (Γ over a vanishing Σ,
/// KL of a network with itself) must not take all the colours. Without a positive value a log scale falls
/// back to a linear one. Equal values get a range around themselves.
ValueScale valueScale(std::vector<double> values, Scale scale);

/// The linear scale that shows differences: as far below zero as above, so that the middle of the colours is zero. Where one
/// difference is ten times what 95 % of them reach, it ends there.
ValueScale symmetricScale(std::vector<double> values);

/// The scale from `lower` to `upper`, whatever the values are; they say only whether it cuts some off. A log scale needs ends
/// above zero: a lower end that is not lies four decades below the upper one, and without a positive end it is linear.
ValueScale fixedScale(double lower, double upper, Scale scale, const std::vector<double>& values);

struct ScaleTick {
    double value = 0;
    bool major = true;
    bool operator==(const ScaleTick&) const = default;
};

/// Ticks inside [lower, upper], ascending, about `count` of them major: 1-2-5 steps on a linear scale; on a
/// log scale powers of ten with minor 2..9, or 1-2-5 of each decade where there are fewer than three powers.
std::vector<ScaleTick> scaleTicks(const ValueScale& scale, int count = 5);

/// "0.05", "2 000", "1e-6": the shortest plain text of a tick value.
QString tickText(double value);

} // namespace klas::ui
