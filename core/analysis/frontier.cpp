// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/frontier.h"

#include <algorithm>

namespace klas {

namespace {

double width(const FlopsRange& range) {
    if (!(range.low < range.high) || !std::isfinite(range.high - range.low))
        throw Error("The area under a curve needs a range of FLOPs, from the smallest to the largest anchor.");
    return range.high - range.low;
}

/// Corners of the concave hull over the range: what mixtures of networks reach, never falling.
Curve upperHull(const Curve& points, const FlopsRange& range) {
    Curve corners;
    for (CurvePoint p : paretoFront(points)) {
        if (p.flops > range.high) break;
        if (p.flops <= range.low) { // the best of those that cost no more than the range's begin stands there
            p.flops = range.low;
            corners.clear();
        }
        const auto bulges = [&] {
            const CurvePoint &a = corners[corners.size() - 2], &b = corners.back();
            return (b.accuracy - a.accuracy) * (p.flops - a.flops) > (p.accuracy - a.accuracy) * (b.flops - a.flops);
        };
        while (corners.size() >= 2 && !bulges())
            corners.pop_back();
        corners.push_back(p);
    }
    return corners;
}

double trapezoids(const Curve& corners) {
    double area = 0;
    for (size_t k = 1; k < corners.size(); ++k)
        area += (corners[k].flops - corners[k - 1].flops) * (corners[k].accuracy + corners[k - 1].accuracy) / 2;
    return area;
}

} // namespace

Curve top1Curve(const std::vector<TradeoffPoint>& points) {
    Curve curve;
    for (size_t k = 0; k < points.size(); ++k)
        if (points[k].top1) curve.push_back({static_cast<double>(points[k].flops), *points[k].top1, k});
    return curve;
}

Curve paretoFront(Curve points) {
    for (const CurvePoint& p : points)
        if (!std::isfinite(p.flops) || !std::isfinite(p.accuracy))
            throw Error("A point of the curve is not finite; leave it out.");
    std::stable_sort(points.begin(), points.end(), [](const CurvePoint& a, const CurvePoint& b) {
        return a.flops != b.flops ? a.flops < b.flops : a.accuracy > b.accuracy;
    });
    Curve front;
    for (const CurvePoint& p : points)
        if (front.empty() || p.accuracy > front.back().accuracy) front.push_back(p);
    return front;
}

FlopsRange flopsRange(const std::vector<TradeoffPoint>& points) {
    const bool marked = std::any_of(points.begin(), points.end(), [](const TradeoffPoint& p) { return p.anchor; });
    FlopsRange range{INFINITY, 0};
    for (const TradeoffPoint& p : points)
        if (p.anchor || !marked) {
            range.low = std::min(range.low, static_cast<double>(p.flops));
            range.high = std::max(range.high, static_cast<double>(p.flops));
        }
    width(range);
    return range;
}

double staircaseArea(const Curve& points, const FlopsRange& range) {
    const double all = width(range);
    double area = 0, from = range.low, best = 0;
    for (const CurvePoint& p : paretoFront(points)) {
        if (p.flops > range.high) break;
        if (p.flops > from) {
            area += best * (p.flops - from);
            from = p.flops;
        }
        best = p.accuracy;
    }
    return (area + best * (range.high - from)) / all;
}

double hullArea(const Curve& points, const FlopsRange& range) {
    const double all = width(range);
    const Curve corners = upperHull(points, range);
    if (corners.empty()) return 0;
    return (trapezoids(corners) + corners.back().accuracy * (range.high - corners.back().flops)) / all;
}

double trapezoidArea(const Curve& points, const FlopsRange& range) {
    return trapezoids(paretoFront(points)) / width(range);
}

CurveAreas curveAreas(const Curve& points, const FlopsRange& range) {
    return {staircaseArea(points, range), hullArea(points, range), trapezoidArea(points, range)};
}

std::optional<double> accuracyAt(const Curve& front, double flops) {
    std::optional<double> best;
    for (const CurvePoint& p : front)
        if (p.flops <= flops && (!best || p.accuracy > *best)) best = p.accuracy;
    return best;
}

std::optional<double> flopsAt(const Curve& front, double accuracy) {
    std::optional<double> least;
    for (const CurvePoint& p : front)
        if (p.accuracy >= accuracy && (!least || p.flops < *least)) least = p.flops;
    return least;
}

} // namespace klas
