// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/patches.h"

#include "core/engine/nets/inference.h"

namespace klas::engine {

torch::Tensor projectPatches(const torch::Tensor& images, torch::nn::Conv2d& projection) {
    const int64_t b = images.size(0), c = images.size(1), p = projection->weight.size(2), g = images.size(2) / p;
    if (!inference::fits(images) || g * p != images.size(2))
        return projection(images).flatten(2).transpose(1, 2); // B x N x D
    // The patches do not overlap: the convolution is one matrix product over them.
    const auto rows = images.contiguous().view({b, c, g, p, g, p}).permute({0, 2, 4, 1, 3, 5}).reshape({b, g * g, c * p * p});
    return inference::linear(rows, {projection->weight.flatten(1), projection->bias}); // B x N x D
}

} // namespace klas::engine
