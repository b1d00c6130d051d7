// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/frontier.h"

#include <vector>

namespace klas {

/// A step of the mean staircase: what holds from `flops` up to the next step.
struct MeanStep {
    double flops = 0;
    double mean = 0, low = 0,
           high = 0; ///< best top-1 within that budget, 0..1: mean, least and greatest over the fronts
    bool operator==(const MeanStep&) const = default;
};

/// The staircases of several runs (seeds) as one: at every budget of the range where any of them rises the
/// mean of the best top-1 within it. It begins where all of them have a network, at the range's low end at
/// the earliest; ascending in FLOPs; empty where they never do.
std::vector<MeanStep> meanStaircase(const std::vector<Front>& fronts, const FlopsRange& range);

} // namespace klas
