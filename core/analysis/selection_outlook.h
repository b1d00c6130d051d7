// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/select.h"
#include "core/records/selection.h"

#include <optional>
#include <vector>

namespace klas {

/// What a selection promises and costs before anything of it is trained.
struct SelectionOutlook {
    struct Expected {
        Stitch stitch;
        Cost cost;
        double top1 = 0; ///< by expectedTop1()
    };
    std::vector<int> emptyBuckets;  ///< those that have candidates of which none is chosen, numbered from 1
    int buckets = 0;
    double trainingFlops = 0;       ///< of one image in a joint finetuning: three forwards of the mean configuration, the anchors
                                    ///< among them, as each is drawn alike
    std::vector<Expected> expected; ///< ascending in FLOPs; those stitches of the pair's direction whose Θ is known
    std::vector<std::pair<Cost, double>> anchors; ///< the pair's own costs and top-1, where those are known
    std::optional<double> area;     ///< staircase area of the anchors and what is expected (klas.md section 8); absent where
                                    ///< the anchors' accuracies are not known
    std::optional<double> anchorsArea; ///< of the two anchors alone
};

/// `inputs` as for select().
SelectionOutlook outlookOf(const Selection& selection, const SelectionInputs& inputs);

} // namespace klas
