// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/tradeoff_point.h"

#include <optional>
#include <utility>
#include <vector>

namespace klas {

/// A network that no other beats: none has at least its top-1 for fewer FLOPs.
struct FrontPoint {
    size_t index = 0;  ///< into the points it was made of
    double flops = 0;
    double top1 = 0;   ///< 0..1
    bool operator==(const FrontPoint&) const = default;
};
/// Ascending in FLOPs and strictly in top-1.
using Front = std::vector<FrontPoint>;

/// The Pareto front of (FLOPs, top-1); points without top-1 are left out. Of equal points the first counts.
Front paretoFront(const std::vector<TradeoffPoint>& points);

/// The front at or below a budget: its best top-1. Nothing where the cheapest network costs more.
std::optional<double> top1Within(const Front& front, double flops);
/// The fewest FLOPs that reach a top-1; nothing where none does.
std::optional<double> flopsFor(const Front& front, double top1);

/// What areas are scaled to: FLOPs of the smallest and of the largest anchor.
struct FlopsRange {
    double low = 0, high = 0;
    bool operator==(const FlopsRange&) const = default;
};
/// Of the points marked as anchors, or of all points where none is. Throws Error when they span no range.
FlopsRange anchorRange(const std::vector<TradeoffPoint>& points);

/// Areas under a curve of top-1 (0..1) over FLOPs scaled so that the range is [0, 1] (klas.md section 8: ours; the KLAS
/// paper's normalisation is not public).
struct CurveAreas {
    double staircase = 0; ///< best top-1 at or below each budget of the range: what one network can do
    double hull = 0;      ///< upper concave hull over the range: what mixing networks by input can do on average
    double trapezoid = 0; ///< straight lines between the front's points, those beyond the range too, as published
                          ///< figures have it; a better point in the middle can lower it
    bool operator==(const CurveAreas&) const = default;
};
CurveAreas curveAreas(const Front& front, const FlopsRange& range);

/// The extremes of one curve against another, over the budgets and accuracies that both reach within the range.
struct CurveGains {
    double mostTop1 = 0, mostTop1At = 0;   ///< greatest difference a - b of top-1, and the FLOPs it is at
    double leastTop1 = 0, leastTop1At = 0; ///< smallest difference
    double mostFlops = 1, mostFlopsAt = 0; ///< greatest ratio FLOPs of b / FLOPs of a, and the top-1 it is at
    double leastFlops = 1, leastFlopsAt = 0;
};
/// Nothing where the two have no budget in common.
std::optional<CurveGains> curveGains(const Front& a, const Front& b, const FlopsRange& range);

} // namespace klas
