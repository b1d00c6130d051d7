// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/convolution.h"

#include "core/engine/kernels/product_kernel.h"
#include "core/engine/parallel.h"

namespace klas::engine {

namespace {

constexpr int64_t kPassFloats = 16384; ///< of a map that a thread takes at a time

/// B x C x H x W -> B x H x W x C, side by side in memory.
torch::Tensor positionsOf(const torch::Tensor& map) { return map.permute({0, 2, 3, 1}).contiguous(); }
torch::Tensor mapOf(const torch::Tensor& positions) { return positions.permute({0, 3, 1, 2}); }

torch::Tensor infer(const torch::Tensor& x, torch::nn::Conv2d& convolution, const FoldedNorm& norm, Activation act,
                    const torch::Tensor& residual) {
    const auto& weight = convolution->weight;
    const auto& options = convolution->options;
    if (weight.size(2) == 1 && weight.size(3) == 1) {
        const int64_t stride = (*options.stride())[0];
        const auto from = stride == 1 ? x : x.slice(2, 0, c10::nullopt, stride).slice(3, 0, c10::nullopt, stride);
        inference::Linear layer{weight.flatten(1), {}};
        layer.scale = norm.factor;
        layer.shift = norm.shift;
        layer.act = act;
        if (residual.defined()) layer.residual = positionsOf(residual);
        return mapOf(inference::linear(positionsOf(from), layer)); // B x O x H' x W'
    }
    const auto y = positionsOf(convolution(x.contiguous(at::MemoryFormat::ChannelsLast))); // B x H' x W' x O
    const auto add = residual.defined() ? positionsOf(residual) : torch::Tensor();
    const auto& k = kernels::productKernels();
    const int64_t width = y.size(3), rows = y.numel() / width, block = std::max<int64_t>(1, kPassFloats / width);
    float* to = y.data_ptr<float>();
    const float *from = add.defined() ? add.data_ptr<float>() : nullptr, *factor = norm.factor.data_ptr<float>(),
                *shift = norm.shift.data_ptr<float>();
    shareItems((rows + block - 1) / block, [&](const auto& next) {
        for (int64_t item = next(); item >= 0; item = next()) {
            const int64_t row = item * block;
            k.affine(to + row * width, std::min(block, rows - row), width, factor, shift, from ? from + row * width : nullptr,
                     act);
        }
    });
    return mapOf(y);
}

} // namespace

torch::Tensor activate(const torch::Tensor& x, Activation act) {
    switch (act) {
    case Activation::None:
        return x;
    case Activation::Gelu:
        return torch::gelu(x);
    case Activation::Relu:
        return torch::relu(x);
    case Activation::Hardswish:
        return torch::hardswish(x);
    }
    return x;
}

torch::Tensor convolveNormed(const torch::Tensor& x, torch::nn::Conv2d& convolution, torch::nn::BatchNorm2d& norm,
                             Activation act, const torch::Tensor& residual) {
    if (inference::fits(x) && !norm->is_training()) return infer(x, convolution, FoldedNorm(*norm), act, residual);
    const auto y = norm(convolution(x)); // B x O x H' x W'
    return activate(residual.defined() ? y + residual : y, act);
}

void layChannelsLast(torch::nn::Conv2d& convolution) {
    convolution->weight.set_data(convolution->weight.contiguous(at::MemoryFormat::ChannelsLast));
}

} // namespace klas::engine
