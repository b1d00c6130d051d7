// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/curve_delta.h"

#include <algorithm>
#include <set>

namespace klas {

namespace {

void compareAtFlops(CurveDelta& delta, const Curve& a, const Curve& b) {
    std::set<double> budgets{delta.range.low, delta.range.high};
    for (const Curve* front : {&a, &b})
        for (const CurvePoint& p : *front)
            if (p.flops > delta.range.low && p.flops < delta.range.high) budgets.insert(p.flops);
    // Both fronts climb together with the budgets.
    size_t nextA = 0, nextB = 0;
    const auto climb = [](const Curve& front, size_t& next, double budget) {
        while (next < front.size() && front[next].flops <= budget)
            ++next;
        return front[next - 1].accuracy;
    };
    for (const double budget : budgets) {
        const double ofA = climb(a, nextA, budget), ofB = climb(b, nextB, budget);
        delta.atFlops.push_back({budget, ofA, ofB});
    }
    for (const AtFlops& at : delta.atFlops) {
        if (at.gain() > 0 && (!delta.largestGain || at.gain() > delta.largestGain->gain())) delta.largestGain = at;
        if (at.gain() < 0 && (!delta.largestLoss || at.gain() < delta.largestLoss->gain())) delta.largestLoss = at;
    }
}

void compareAtAccuracy(CurveDelta& delta, const Curve& a, const Curve& b) {
    std::set<double> levels;
    for (const Curve* front : {&a, &b})
        for (const CurvePoint& p : *front)
            if (p.flops <= delta.range.high) levels.insert(p.accuracy);
    size_t nextA = 0, nextB = 0;
    const auto climb = [&](const Curve& front, size_t& next, double level) -> std::optional<double> {
        while (next < front.size() && front[next].accuracy < level)
            ++next;
        if (next == front.size() || front[next].flops > delta.range.high) return std::nullopt;
        return front[next].flops;
    };
    for (const double level : levels) {
        const auto ofA = climb(a, nextA, level), ofB = climb(b, nextB, level);
        if (ofA && ofB) delta.atAccuracy.push_back({level, *ofA, *ofB});
    }
    for (const AtAccuracy& at : delta.atAccuracy)
        if (at.saving() > 1 && (!delta.largestSaving || at.saving() > delta.largestSaving->saving()))
            delta.largestSaving = at;
}

} // namespace

CurveDelta compareCurves(const Curve& a, const Curve& b, const FlopsRange& range) {
    const Curve frontA = paretoFront(a), frontB = paretoFront(b);
    if (frontA.empty() || frontB.empty()) throw Error("A curve without a single top-1 cannot be compared.");
    CurveDelta delta;
    delta.range = range;
    delta.range.low = std::max({range.low, frontA.front().flops, frontB.front().flops});
    if (!(delta.range.low < delta.range.high))
        throw Error("The two curves cannot be compared: there is no range of FLOPs where both have a network.");
    delta.a = curveAreas(frontA, delta.range);
    delta.b = curveAreas(frontB, delta.range);
    compareAtFlops(delta, frontA, frontB);
    compareAtAccuracy(delta, frontA, frontB);
    return delta;
}

} // namespace klas
