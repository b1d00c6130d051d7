// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/tradeoff_point.h"

#include <vector>

namespace klas {

/// A network on the plane of compute and accuracy.
struct CurvePoint {
    double flops = 0;    ///< above 0
    double accuracy = 0; ///< 0..1
    size_t index = 0;    ///< into the points it was made of
    bool operator==(const CurvePoint&) const = default;
};
using Curve = std::vector<CurvePoint>;

/// The points that have a top-1.
Curve top1Curve(const std::vector<TradeoffPoint>& points);

/// The Pareto front: ascending in FLOPs and accuracy, each point better than every one that costs no more. Of equals
/// the first counts. Throws Error unless all numbers are finite.
Curve paretoFront(Curve points);

/// What FLOPs are scaled by to [0, 1].
struct FlopsRange {
    double low = 0, high = 0;
    bool operator==(const FlopsRange&) const = default;
};

/// From the cheapest to the dearest anchor; of points without a marked anchor, from the cheapest to the dearest of all.
/// Throws Error when that is no range.
FlopsRange flopsRange(const std::vector<TradeoffPoint>& points);

/// Areas under a curve over a range of FLOPs scaled to [0, 1], accuracy as a share: each is a mean accuracy, 0..1.
struct CurveAreas {
    double staircase = 0; ///< best accuracy at or below a budget; 0 where nothing is that cheap
    double hull = 0;      ///< the same when networks may be mixed: the concave hull
    /// Trapezoids between all points of the front, those outside the range too, for comparison with published figures
    /// only: a better point in the middle can lower it.
    double trapezoid = 0;
    bool operator==(const CurveAreas&) const = default;
};

double staircaseArea(const Curve& points, const FlopsRange& range);
double hullArea(const Curve& points, const FlopsRange& range);
double trapezoidArea(const Curve& points, const FlopsRange& range);
CurveAreas curveAreas(const Curve& points, const FlopsRange& range);

/// The best accuracy at or below a budget; nothing where no network is that cheap.
std::optional<double> accuracyAt(const Curve& front, double flops);
/// The FLOPs of the cheapest network at least that good; nothing where none is.
std::optional<double> flopsAt(const Curve& front, double accuracy);

} // namespace klas
