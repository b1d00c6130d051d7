// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/dataset.h"
#include "core/records/finetune_recipe.h"

namespace klas::engine {

/// The loss of some images of a batch, summed over them and divided by `images`, the whole batch: parts of a batch add up
/// to its mean.
///
///     (1 - w) CE(labels, smoothed, mixed by the batch's shares) + w D
///     D = T² KL(softmax(teacher / T) ‖ softmax(logits / T))     "soft" (Hinton et al. 2015)
///     D = CE(the teacher's first choice)                        "hard" (DeiT, Touvron et al. 2021)
///
/// Logits and teacher (undefined where there is none) are B x K, `part` the labels of the same images. In float32.
torch::Tensor finetuneLoss(const torch::Tensor& logits, const Batch& part, const torch::Tensor& teacher,
                           const FinetuneRecipe& recipe, long images);

} // namespace klas::engine
