// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/swin_block.h"

#include "core/engine/nets/window_inference.h"

#include <cmath>

namespace klas::engine {

namespace {

torch::nn::LayerNorm layerNorm(int width, double eps) {
    return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}).eps(eps));
}

Windows windowsOf(const SwinConfig& config, int stage, bool shifted) {
    const int grid = config.grid(stage), side = config.windowAt(stage);
    return {grid, side, shifted && grid > side ? config.window / 2 : 0};
}

} // namespace

WindowAttentionImpl::WindowAttentionImpl(int width, int heads, const Windows& windows)
    : m_heads(heads)
    , m_windows(windows) {
    const long wide = 2 * windows.side - 1;
    biasTable = register_parameter("relative_position_bias_table", torch::zeros({wide * wide, heads}));
    qkv = register_module("qkv", torch::nn::Linear(width, 3 * width));
    proj = register_module("proj", torch::nn::Linear(width, width));
}

torch::Tensor WindowAttentionImpl::forward(const torch::Tensor& windows) {
    const auto n = windows.size(1), c = windows.size(2);
    const auto parts = qkv(windows).view({-1, n, 3, m_heads, c / m_heads}).permute({2, 0, 3, 1, 4}); // 3 x BW x H x n x d
    const auto q = parts[0] * (1.0 / std::sqrt(static_cast<double>(c / m_heads)));
    const auto bias = biasTable.index_select(0, m_windows.biasIndex(windows.device())).view({n, n, m_heads}).permute({2, 0, 1});
    auto logits = q.matmul(parts[1].transpose(-2, -1)) + bias; // BW x H x n x n
    if (m_windows.shift > 0) {
        const auto w = m_windows.perImage();
        const auto mask = m_windows.mask(logits.options()).unsqueeze(1); // W x 1 x n x n
        logits = (logits.view({-1, w, m_heads, n, n}) + mask).view({-1, m_heads, n, n});
    }
    return proj(torch::softmax(logits, -1).matmul(parts[2]).transpose(1, 2).reshape({-1, n, c}));
}

SwinBlockImpl::SwinBlockImpl(const SwinConfig& config, int stage, bool shifted)
    : m_windows(windowsOf(config, stage, shifted)) {
    const int width = config.stageWidth(stage), heads = config.heads[static_cast<size_t>(stage - 1)];
    norm1 = register_module("norm1", layerNorm(width, config.layerNormEps));
    attn = register_module("attn", WindowAttention(width, heads, m_windows));
    norm2 = register_module("norm2", layerNorm(width, config.layerNormEps));
    mlp = register_module("mlp", Mlp(width, config.mlpWidth(stage)));
}

torch::Tensor SwinBlockImpl::forward(const torch::Tensor& x) {
    if (inference::fits(x)) {
        const auto layer = [](const torch::nn::Linear& l) { return inference::Linear{l->weight, l->bias}; };
        inference::Block block{layer(attn->qkv), layer(attn->proj), layer(mlp->fc1), layer(mlp->fc2), attn->heads()};
        block.qkv.norm = norm1.get();
        block.up.norm = norm2.get();
        return inference::windowBlock(x, block, m_windows, attn->biasTable);
    }
    const auto y = x + m_windows.join(attn(m_windows.cut(norm1(x)))); // B x L x C
    return y + mlp(norm2(y));
}

PatchMergingImpl::PatchMergingImpl(int width, int grid, double eps)
    : m_grid(grid) {
    reduction = register_module("reduction", torch::nn::Linear(torch::nn::LinearOptions(4 * width, 2 * width).bias(false)));
    norm = register_module("norm", layerNorm(4 * width, eps));
}

torch::Tensor PatchMergingImpl::forward(const torch::Tensor& x) {
    const auto c = x.size(2);
    auto map = x.reshape({-1, m_grid, m_grid, c});
    if (m_grid % 2) map = torch::constant_pad_nd(map, {0, 0, 0, 1, 0, 1});
    const auto half = map.size(1) / 2;
    const auto fours = map.reshape({-1, half, 2, half, 2, c}).permute({0, 1, 3, 4, 2, 5}).reshape({-1, half * half, 4 * c});
    if (!inference::fits(x)) return reduction(norm(fours)); // B x L/4 x 2C
    inference::Linear layer{reduction->weight, {}};
    layer.norm = norm.get();
    return inference::linear(fours, layer);
}

} // namespace klas::engine
