// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/layers.h"

#include "core/engine/nets/attention_kernel.h"

#include <ATen/CPUGeneratorImpl.h>

namespace klas::engine {

AttentionImpl::AttentionImpl(int width, int heads)
    : m_heads(heads) {
    qkv = register_module("qkv", torch::nn::Linear(width, 3 * width));
    proj = register_module("proj", torch::nn::Linear(width, width));
}

torch::Tensor AttentionImpl::forward(const torch::Tensor& x) {
    const auto n = x.size(1), c = x.size(2);
    return proj(attention(qkv(x).view({-1, n, 3, m_heads, c / m_heads}))); // B x N x C
}

MlpImpl::MlpImpl(int width, int hidden) {
    fc1 = register_module("fc1", torch::nn::Linear(width, hidden));
    fc2 = register_module("fc2", torch::nn::Linear(hidden, width));
}

torch::Tensor MlpImpl::forward(const torch::Tensor& x) {
    return fc2(torch::gelu(fc1(x)));
}

void initialiseWeights(torch::nn::Module& module, std::uint64_t seed) {
    const torch::NoGradGuard noGrad;
    const auto generator = at::detail::createCPUGenerator(seed);
    for (const auto& child : module.modules(/*include_self=*/true)) {
        torch::Tensor weight, bias;
        if (const auto* linear = child->as<torch::nn::Linear>()) {
            weight = linear->weight;
            bias = linear->bias;
        } else if (const auto* convolution = child->as<torch::nn::Conv2d>()) {
            weight = convolution->weight;
            bias = convolution->bias;
        } else
            continue;
        weight.normal_(0, 0.02, generator);
        if (bias.defined()) bias.zero_();
    }
}

} // namespace klas::engine
