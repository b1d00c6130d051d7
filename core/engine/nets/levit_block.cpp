// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/levit_block.h"

#include <cmath>

namespace klas::engine {

namespace {

torch::nn::BatchNorm1d norm(int channels, double eps) {
    return torch::nn::BatchNorm1d(torch::nn::BatchNormOptions(channels).eps(eps));
}

/// H x N' x N: the bias of each head for queries on every `step`-th row and column of a grid x grid map,
/// biases[|step x' - x| grid + |step y' - y|].
torch::Tensor biasOf(const torch::Tensor& biases, long grid, long step) {
    const auto options = torch::TensorOptions().dtype(torch::kLong).device(biases.device());
    const auto side = torch::arange(grid, options), querySide = torch::arange(0, grid, step, options);
    const auto distance = (querySide.unsqueeze(1) - side.unsqueeze(0)).abs(); // R' x R
    const auto rows = distance.view({distance.size(0), 1, grid, 1}), columns = distance.view({1, distance.size(0), 1, grid});
    const auto index = rows * grid + columns; // R' x R' x R x R
    return biases.index_select(1, index.flatten()).view({biases.size(0), distance.size(0) * distance.size(0), grid * grid});
}

/// softmax(q kᵀ / √d + bias) v: B x N x H x d (each its own N and d) -> B x N x (H e)
torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, const torch::Tensor& bias) {
    if (inference::fits(q)) return inference::attention(q, k, v, bias);
    const auto heads = [](const torch::Tensor& x) { return x.transpose(1, 2); }; // B x H x N x d
    const double scale = 1.0 / std::sqrt(static_cast<double>(q.size(3)));
    const auto weights = torch::softmax(heads(q).matmul(heads(k).transpose(-2, -1)) * scale + bias, -1);
    return weights.matmul(heads(v)).transpose(1, 2).flatten(2);
}

/// The layer as the second of a list, behind an activation that has no weights.
void registerSecond(torch::nn::Module& module, const char* name, const LinearNorm& layer) {
    const auto list = std::make_shared<torch::nn::Module>(name);
    list->register_module("1", layer);
    module.register_module(name, list);
}

} // namespace

LinearNormImpl::LinearNormImpl(int in, int out, double eps) {
    c = register_module("c", torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(false)));
    bn = register_module("bn", norm(out, eps));
}

inference::Linear LinearNormImpl::folded() const {
    const FoldedNorm folded(*bn);
    inference::Linear layer{c->weight, {}};
    layer.scale = folded.factor;
    layer.shift = folded.shift;
    return layer;
}

torch::Tensor LinearNormImpl::forward(const torch::Tensor& x) {
    if (inference::fits(x) && !bn->is_training()) return inference::linear(x, folded());
    const auto y = c(x);
    return bn(y.flatten(0, 1)).view_as(y); // B x N x O
}

LevitAttentionImpl::LevitAttentionImpl(const LevitConfig& config, int stage)
    : m_heads(config.heads[static_cast<size_t>(stage - 1)])
    , m_key(config.keyDim)
    , m_value(config.attentionRatio * config.keyDim)
    , m_grid(config.grid(stage)) {
    const int width = config.widths[static_cast<size_t>(stage - 1)];
    biases = register_parameter("attention_biases", torch::zeros({m_heads, m_grid * m_grid}));
    qkv = register_module("qkv", LinearNorm(width, m_heads * (2 * m_key + m_value), config.batchNormEps));
    proj = LinearNorm(m_heads * m_value, width, config.batchNormEps);
    registerSecond(*this, "proj", proj);
}

torch::Tensor LevitAttentionImpl::forward(const torch::Tensor& x) {
    const auto parts = qkv(x).view({-1, x.size(1), m_heads, 2 * m_key + m_value});
    const auto y = attend(parts.narrow(3, 0, m_key), parts.narrow(3, m_key, m_key), parts.narrow(3, 2 * m_key, m_value),
                          biasOf(biases, m_grid, 1));
    return proj(torch::hardswish(y)); // B x N x C
}

LevitSubsampleImpl::LevitSubsampleImpl(const LevitConfig& config, int stage)
    : m_heads(config.subHeads(stage))
    , m_key(config.keyDim)
    , m_value(config.subAttentionRatio * config.keyDim)
    , m_grid(config.grid(stage)) {
    const int in = config.widths[static_cast<size_t>(stage - 1)], out = config.widths[static_cast<size_t>(stage)];
    biases = register_parameter("attention_biases", torch::zeros({m_heads, m_grid * m_grid}));
    kv = register_module("kv", LinearNorm(in, m_heads * (m_key + m_value), config.batchNormEps));
    q = LinearNorm(in, m_heads * m_key, config.batchNormEps);
    registerSecond(*this, "q", q);
    proj = LinearNorm(m_heads * m_value, out, config.batchNormEps);
    registerSecond(*this, "proj", proj);
}

torch::Tensor LevitSubsampleImpl::forward(const torch::Tensor& x) {
    const auto n = x.size(1), c = x.size(2);
    const auto parts = kv(x).view({-1, n, m_heads, m_key + m_value});
    const auto map = x.reshape({-1, m_grid, m_grid, c}).slice(1, 0, c10::nullopt, 2).slice(2, 0, c10::nullopt, 2);
    const auto queries = q(map.reshape({-1, map.size(1) * map.size(2), c})); // B x M x (H k)
    const auto y = attend(queries.view({-1, queries.size(1), m_heads, m_key}), parts.narrow(3, 0, m_key),
                          parts.narrow(3, m_key, m_value), biasOf(biases, m_grid, 2));
    return proj(torch::hardswish(y)); // B x M x C'
}

LevitMlpImpl::LevitMlpImpl(int width, int hidden, double eps) {
    up = register_module("0", LinearNorm(width, hidden, eps));
    down = register_module("2", LinearNorm(hidden, width, eps));
}

torch::Tensor LevitMlpImpl::forward(const torch::Tensor& x) {
    if (!inference::fits(x) || up->bn->is_training()) return x + down(torch::hardswish(up(x)));
    auto first = up->folded(), second = down->folded();
    first.act = Activation::Hardswish;
    second.residual = x;
    return inference::mlp(x, first, second); // B x N x C
}

NormLinearImpl::NormLinearImpl(int in, int out, double eps) {
    bn = register_module("bn", norm(in, eps));
    l = register_module("l", torch::nn::Linear(in, out));
}

} // namespace klas::engine
