// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/inference.h"
#include "core/engine/torch.h"


namespace klas::engine {

using inference::Activation;

/// A batch norm in evaluation mode as y = factor ⊙ x + shift, each of C values.
struct FoldedNorm {
    /// Of a BatchNorm1dImpl or BatchNorm2dImpl.
    template <typename Norm>
    explicit FoldedNorm(const Norm& norm)
        : factor(norm.weight / torch::sqrt(norm.running_var + norm.options.eps()))
        , shift(norm.bias - norm.running_mean * factor) {}

    torch::Tensor factor, shift;
};

torch::Tensor activate(const torch::Tensor& x, Activation act);

/// act(norm(convolution(x)) + residual) with `residual` undefined or as large as the result, B x C x H x W -> B x O x H' x W'.
///
/// One formula, two ways: with gradients, in training mode or on another device as the modules are; without them in float32
/// on the CPU the batch norm (its running statistics) is folded into what follows the products, so that nothing but the
/// convolution reads and writes the maps: 1 x 1 convolutions are matrix products over positions (inference::linear), the
/// others LibTorch's with one pass over the result. Nothing folded is kept: it follows the parameters. The result lies in
/// memory channels last.
torch::Tensor convolveNormed(const torch::Tensor& x, torch::nn::Conv2d& convolution, torch::nn::BatchNorm2d& norm,
                             Activation act, const torch::Tensor& residual = {});

/// Lays a convolution's weight channels last in memory, as the maps are: the values stay, LibTorch need not turn them
/// around in every call.
void layChannelsLast(torch::nn::Conv2d& convolution);

} // namespace klas::engine
