// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_outlook.h"

#include "core/analysis/frontier.h"
#include "core/analysis/selection_front.h"

#include <algorithm>
#include <cmath>

namespace klas {

namespace {

/// Of one image, of the configuration that a joint step draws on average.
double meanForward(const Selection& selection, const SelectionInputs& inputs) {
    double flops = double(inputs.source.total().flops) + double(inputs.target.total().flops);
    for (const SelectedStitch& s : selection.stitches)
        flops += double(s.cost.flops);
    return flops / double(selection.stitches.size() + 2);
}

/// Between the anchors' own accuracies by Ω. From the better anchor to the other Ω says nothing about that: there it is what its
/// probe reads where the stitch leaves it.
double expectedOf(const Stitch& stitch, const SelectionInputs& inputs) {
    const auto [low, high] = std::minmax(*inputs.sourceTop1, *inputs.targetTop1);
    if (*inputs.sourceTop1 <= *inputs.targetTop1)
        return std::clamp(expectedTop1(*inputs.kl, stitch.i, stitch.j, *inputs.sourceTop1, *inputs.targetTop1), low, high);
    const auto block = size_t(stitch.i);
    return block >= 1 && block <= inputs.sourceProbes.size() ? std::clamp(inputs.sourceProbes[block - 1], 0.0, high) : NAN;
}

std::vector<SelectionOutlook::Expected> expectedOf(const Selection& selection, const SelectionInputs& inputs) {
    std::vector<SelectionOutlook::Expected> all;
    if (!inputs.kl || !inputs.sourceTop1 || !inputs.targetTop1) return all;
    for (const SelectedStitch& s : selection.stitches) {
        if (s.stitch.source != inputs.source.name || s.stitch.target != inputs.target.name || s.stitch.j < 1) continue;
        const double top1 = expectedOf(s.stitch, inputs);
        if (std::isfinite(top1)) all.push_back({s.stitch, s.cost, top1});
    }
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.cost.flops < b.cost.flops; });
    return all;
}

double areaOf(const std::vector<SelectionOutlook::Expected>& expected, const SelectionInputs& inputs) {
    std::vector<TradeoffPoint> points(2);
    points[0].flops = inputs.source.total().flops;
    points[0].top1 = inputs.sourceTop1;
    points[1].flops = inputs.target.total().flops;
    points[1].top1 = inputs.targetTop1;
    points[0].anchor = points[1].anchor = true;
    for (const auto& e : expected) {
        TradeoffPoint& point = points.emplace_back();
        point.flops = e.cost.flops;
        point.top1 = e.top1;
    }
    return curveAreas(paretoFront(points), anchorRange(points)).staircase;
}

} // namespace

SelectionOutlook outlookOf(const Selection& selection, const SelectionInputs& inputs) {
    SelectionOutlook outlook;
    outlook.buckets = int(selection.buckets.size());
    for (size_t k = 0; k < selection.buckets.size(); ++k)
        if (selection.buckets[k].candidates > 0 && selection.buckets[k].chosen == 0) outlook.emptyBuckets.push_back(int(k) + 1);
    outlook.trainingFlops = 3 * meanForward(selection, inputs);
    outlook.expected = expectedOf(selection, inputs);
    if (inputs.sourceTop1 && inputs.targetTop1) outlook.anchors = {{inputs.source.total(), *inputs.sourceTop1}, {inputs.target.total(), *inputs.targetTop1}};
    if (inputs.sourceTop1 && inputs.targetTop1 && inputs.source.total().flops != inputs.target.total().flops) {
        outlook.area = areaOf(outlook.expected, inputs);
        outlook.anchorsArea = areaOf({}, inputs);
    }
    return outlook;
}

} // namespace klas
