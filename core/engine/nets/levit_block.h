// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/convolution.h"
#include "core/records/levit_config.h"

namespace klas::engine {

/// A linear layer without bias and a batch norm over all tokens. Keys `c`, `bn`.
class LinearNormImpl : public torch::nn::Module {
public:
    LinearNormImpl(int in, int out, double eps);
    /// B x N x C -> B x N x O
    torch::Tensor forward(const torch::Tensor& x);
    /// As one layer without gradients, in evaluation mode.
    inference::Linear folded() const;

    torch::nn::Linear c{nullptr};
    torch::nn::BatchNorm1d bn{nullptr};
};
TORCH_MODULE(LinearNorm);

/// Attention with a learned bias for each head and each pair of |row| and |column| distances (Graham et al.,
/// arXiv 2104.01136, section 4.4), hardswish, projection, all with batch norms. B x N x C -> B x N x C, without the residual.
/// Keys `attention_biases` (H x R²), `qkv`, `proj.1`.
class LevitAttentionImpl : public torch::nn::Module {
public:
    LevitAttentionImpl(const LevitConfig& config, int stage);
    torch::Tensor forward(const torch::Tensor& x);

    torch::Tensor biases;
    LinearNorm qkv{nullptr}, proj{nullptr};

private:
    int m_heads, m_key, m_value, m_grid;
};
TORCH_MODULE(LevitAttention);

/// Attention whose queries are every second row and column: B x N x C -> B x M x C' of the next stage. It has no residual.
/// Keys `attention_biases`, `kv`, `q.1`, `proj.1`.
class LevitSubsampleImpl : public torch::nn::Module {
public:
    /// Between `stage` and the next.
    LevitSubsampleImpl(const LevitConfig& config, int stage);
    torch::Tensor forward(const torch::Tensor& x);

    torch::Tensor biases;
    LinearNorm kv{nullptr}, q{nullptr}, proj{nullptr};

private:
    int m_heads, m_key, m_value, m_grid;
};
TORCH_MODULE(LevitSubsample);

/// x + linear(hardswish(linear(x))), with batch norms. Keys `0`, `2`.
class LevitMlpImpl : public torch::nn::Module {
public:
    LevitMlpImpl(int width, int hidden, double eps);
    torch::Tensor forward(const torch::Tensor& x);

    LinearNorm up{nullptr}, down{nullptr};
};
TORCH_MODULE(LevitMlp);

/// A batch norm and a linear layer, B x C -> B x K. Keys `bn`, `l`.
class NormLinearImpl : public torch::nn::Module {
public:
    NormLinearImpl(int in, int out, double eps);
    torch::Tensor forward(const torch::Tensor& x) { return l(bn(x)); }

    torch::nn::BatchNorm1d bn{nullptr};
    torch::nn::Linear l{nullptr};
};
TORCH_MODULE(NormLinear);

} // namespace klas::engine
