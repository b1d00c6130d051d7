// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/frontier.h"

#include "core/base/error.h"

#include <algorithm>
#include <limits>

namespace klas {

namespace {

using Points = std::vector<std::pair<double, double>>; ///< x, y; ascending in x

/// Between the points along straight lines.
double areaUnderLines(const Points& points) {
    double area = 0;
    for (size_t k = 1; k < points.size(); ++k)
        area += (points[k].first - points[k - 1].first) * (points[k].second + points[k - 1].second) / 2;
    return area;
}

double valueAt(const Points& points, double x) {
    const auto right = std::lower_bound(points.begin(), points.end(), x, [](const auto& p, double at) { return p.first < at; });
    if (right == points.begin()) return right->second;
    if (right == points.end()) return points.back().second;
    const auto left = right - 1;
    const double share = (x - left->first) / (right->first - left->first);
    return left->second + share * (right->second - left->second);
}

/// What of a curve lies within [0, 1], with points at both ends where it reaches that far.
Points within(const Points& points) {
    Points cut;
    if (points.empty() || points.front().first > 1 || points.back().first < 0) return cut;
    if (points.front().first < 0) cut.emplace_back(0, valueAt(points, 0));
    for (const auto& p : points)
        if (p.first >= 0 && p.first <= 1) cut.push_back(p);
    if (points.back().first > 1) cut.emplace_back(1, valueAt(points, 1));
    return cut;
}

Points upperHull(const Points& points) {
    Points hull;
    const auto below = [](const auto& a, const auto& b, const auto& c) { // b on or under the line from a to c
        return (b.second - a.second) * (c.first - a.first) <= (c.second - a.second) * (b.first - a.first);
    };
    for (const auto& p : points) {
        while (hull.size() >= 2 && below(hull[hull.size() - 2], hull.back(), p))
            hull.pop_back();
        hull.push_back(p);
    }
    return hull;
}

} // namespace

Front paretoFront(const std::vector<TradeoffPoint>& points) {
    Front all, front;
    for (size_t k = 0; k < points.size(); ++k)
        if (points[k].top1) all.push_back({k, static_cast<double>(points[k].flops), *points[k].top1});
    std::stable_sort(all.begin(), all.end(), [](const FrontPoint& a, const FrontPoint& b) {
        return a.flops != b.flops ? a.flops < b.flops : a.top1 > b.top1;
    });
    for (const FrontPoint& p : all)
        if (front.empty() || p.top1 > front.back().top1) front.push_back(p);
    return front;
}

std::optional<double> top1Within(const Front& front, double flops) {
    const auto beyond =
        std::upper_bound(front.begin(), front.end(), flops, [](double f, const FrontPoint& p) { return f < p.flops; });
    if (beyond == front.begin()) return std::nullopt;
    return (beyond - 1)->top1;
}

std::optional<double> flopsFor(const Front& front, double top1) {
    const auto first =
        std::lower_bound(front.begin(), front.end(), top1, [](const FrontPoint& p, double t) { return p.top1 < t; });
    if (first == front.end()) return std::nullopt;
    return first->flops;
}

FlopsRange anchorRange(const std::vector<TradeoffPoint>& points) {
    const bool marked = std::any_of(points.begin(), points.end(), [](const TradeoffPoint& p) { return p.anchor; });
    FlopsRange range{std::numeric_limits<double>::infinity(), 0};
    for (const TradeoffPoint& p : points) {
        if (marked && !p.anchor) continue;
        range.low = std::min(range.low, static_cast<double>(p.flops));
        range.high = std::max(range.high, static_cast<double>(p.flops));
    }
    if (range.low < range.high) return range;
    throw Error("An area needs two networks of different FLOPs to be scaled to.");
}

CurveAreas curveAreas(const Front& front, const FlopsRange& range) {
    CurveAreas areas;
    Points points;
    for (const FrontPoint& p : front)
        points.emplace_back((p.flops - range.low) / (range.high - range.low), p.top1);
    if (points.empty()) return areas;
    areas.trapezoid = areaUnderLines(points);

    double best = 0, from = 0;
    for (const auto& [x, top1] : points) {
        if (x > 1) break;
        areas.staircase += best * (std::max(x, 0.0) - from);
        from = std::max(x, 0.0);
        best = top1;
    }
    areas.staircase += best * (1 - from);

    Points flat = points; // a larger budget never does worse
    if (flat.back().first < 1) flat.emplace_back(1, flat.back().second);
    areas.hull = areaUnderLines(within(upperHull(flat)));
    return areas;
}

std::optional<CurveGains> curveGains(const Front& a, const Front& b, const FlopsRange& range) {
    std::vector<double> budgets, levels;
    for (const Front* front : {&a, &b})
        for (const FrontPoint& p : *front) {
            budgets.push_back(std::clamp(p.flops, range.low, range.high));
            levels.push_back(p.top1);
        }
    CurveGains gains;
    bool any = false;
    for (const double flops : budgets) {
        const auto own = top1Within(a, flops), other = top1Within(b, flops);
        if (!own || !other) continue;
        const double gain = *own - *other;
        if (!any || gain > gains.mostTop1) gains.mostTop1 = gain, gains.mostTop1At = flops;
        if (!any || gain < gains.leastTop1) gains.leastTop1 = gain, gains.leastTop1At = flops;
        any = true;
    }
    if (!any) return std::nullopt;
    bool anyLevel = false;
    for (const double top1 : levels) {
        const auto own = flopsFor(a, top1), other = flopsFor(b, top1);
        if (!own || !other || *own > range.high || *other > range.high) continue;
        const double ratio = *other / *own;
        if (!anyLevel || ratio > gains.mostFlops) gains.mostFlops = ratio, gains.mostFlopsAt = top1;
        if (!anyLevel || ratio < gains.leastFlops) gains.leastFlops = ratio, gains.leastFlopsAt = top1;
        anyLevel = true;
    }
    return gains;
}

} // namespace klas
