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
        std::int64_t flops = 0;
        double top1 = 0; ///< by expectedTop1()
    };
    std::vector<int> emptyBuckets;  ///< those that have candidates of which none is chosen, numbered from 1
    int buckets = 0;
    double trainingFlops = 0;       ///< of a joint finetuning: three forwards of the mean configuration, steps * batch times
    std::vector<Expected> expected; ///< ascending in FLOPs; those stitches of the pair's direction whose Θ is known
    std::optional<double> area;     ///< staircase area of the anchors and what is expected (klas.md section 8); absent where
                                    ///< the anchors' accuracies are not known
};

/// `steps` and `batch` as in FinetuneRecipe; the anchors are drawn too, as joint finetuning does. `inputs` as for select().
SelectionOutlook outlookOf(const Selection& selection, const SelectionInputs& inputs, long steps, long batch);

} // namespace klas
