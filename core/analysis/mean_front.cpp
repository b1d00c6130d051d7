// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/mean_front.h"

#include <algorithm>
#include <set>

namespace klas {

std::vector<MeanStep> meanStaircase(const std::vector<Front>& fronts, const FlopsRange& range) {
    std::set<double> budgets{range.low};
    for (const Front& front : fronts)
        for (const FrontPoint& p : front)
            if (p.flops > range.low && p.flops <= range.high) budgets.insert(p.flops);
    std::vector<MeanStep> steps;
    for (const double flops : budgets) {
        MeanStep step{flops, 0, 1, 0};
        size_t reached = 0;
        for (const Front& front : fronts)
            if (const auto top1 = top1Within(front, flops)) {
                step.mean += *top1 / double(fronts.size());
                step.low = std::min(step.low, *top1);
                step.high = std::max(step.high, *top1);
                ++reached;
            }
        if (reached > 0 && reached == fronts.size()) steps.push_back(step);
    }
    return steps;
}

} // namespace klas
