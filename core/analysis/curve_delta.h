// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/frontier.h"

namespace klas {

/// Two curves at the same budget: best accuracy at or below it.
struct AtFlops {
    double flops = 0;
    double a = 0, b = 0; ///< 0..1
    double gain() const { return a - b; }
    bool operator==(const AtFlops&) const = default;
};

/// Two curves at the same accuracy: FLOPs of the cheapest network that reaches it.
struct AtAccuracy {
    double accuracy = 0; ///< 0..1
    double a = 0, b = 0; ///< FLOPs
    double saving() const { return b / a; } ///< above 1 where A is cheaper
    bool operator==(const AtAccuracy&) const = default;
};

/// Curve A beside curve B.
struct CurveDelta {
    FlopsRange range;                ///< where both have a network
    CurveAreas a, b;                 ///< over that range
    std::vector<AtFlops> atFlops;    ///< at the budget of every network of both fronts in the range, ascending
    std::vector<AtAccuracy> atAccuracy; ///< at the accuracy of every network of both fronts that both reach, ascending
    std::optional<AtFlops> largestGain, largestLoss; ///< of A over B; the loss is a negative gain, absent where there is none
    std::optional<AtAccuracy> largestSaving;         ///< absent where A is cheaper nowhere
};

/// Compares within `range` (the reference's anchors), narrowed to begin where both curves have a network.
/// Throws Error when nothing is left of it.
CurveDelta compareCurves(const Curve& a, const Curve& b, const FlopsRange& range);

} // namespace klas
