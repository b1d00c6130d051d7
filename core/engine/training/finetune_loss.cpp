// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/training/finetune_loss.h"

#include <torch/nn/functional/loss.h>

namespace klas::engine {

namespace F = torch::nn::functional;

torch::Tensor finetuneLoss(const torch::Tensor& logitsIn, const Batch& part, const torch::Tensor& teacher, const FinetuneRecipe& recipe,
                           long images) {
    const auto precision =
        logitsIn.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32; // half is too coarse
    const auto logits = logitsIn.to(precision);
    const auto device = logits.device();
    const auto each = F::CrossEntropyFuncOptions().label_smoothing(recipe.labelSmoothing).reduction(torch::kNone);
    auto loss = F::cross_entropy(logits, onDevice(part.labels, device), each); // B
    if (part.share.defined()) {
        const auto share = onDevice(part.share, device);
        loss = share * loss + (1 - share) * F::cross_entropy(logits, onDevice(part.otherLabels, device), each);
    }
    if (teacher.defined()) {
        const Distillation& d = recipe.distillation;
        const auto answers = teacher.to(precision);
        torch::Tensor distance; // B
        if (d.kind == "hard")
            distance = F::cross_entropy(logits, answers.argmax(1), F::CrossEntropyFuncOptions().reduction(torch::kNone));
        else {
            const auto wanted = torch::log_softmax(answers / d.temperature, 1), got = torch::log_softmax(logits / d.temperature, 1);
            distance = d.temperature * d.temperature * (wanted.exp() * (wanted - got)).sum(1);
        }
        loss = (1 - d.weight) * loss + d.weight * distance;
    }
    return loss.sum() / double(images);
}

} // namespace klas::engine
