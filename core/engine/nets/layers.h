// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

namespace klas::engine {

/// LayerScale: a learned factor per channel (Touvron et al., arXiv 2103.17239). Key `gamma`, shape C.
class LayerScaleImpl : public torch::nn::Module {
public:
    explicit LayerScaleImpl(int width) { gamma = register_parameter("gamma", torch::full({width}, 1e-4)); }
    torch::Tensor forward(const torch::Tensor& x) { return x * gamma; }

    torch::Tensor gamma;
};
TORCH_MODULE(LayerScale);

/// Multi-head self-attention over B x N x C with timm's keys `qkv`, `proj`.
class AttentionImpl : public torch::nn::Module {
public:
    AttentionImpl(int width, int heads);
    torch::Tensor forward(const torch::Tensor& x);
    int heads() const { return m_heads; }

    torch::nn::Linear qkv{nullptr}, proj{nullptr};

private:
    int m_heads;
};
TORCH_MODULE(Attention);

/// Linear, exact (erf) GELU, linear, with timm's keys `fc1`, `fc2`.
class MlpImpl : public torch::nn::Module {
public:
    MlpImpl(int width, int hidden);
    torch::Tensor forward(const torch::Tensor& x);

    torch::nn::Linear fc1{nullptr}, fc2{nullptr};
};
TORCH_MODULE(Mlp);

/// Draws normal weights of deviation 0.02 and zero biases for every linear layer and convolution of a module,
/// in the order in which they are registered, from one seed.
void initialiseWeights(torch::nn::Module& module, std::uint64_t seed);

} // namespace klas::engine
