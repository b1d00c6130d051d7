// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/layers.h"
#include "core/engine/nets/windows.h"
#include "core/records/swin_config.h"

namespace klas::engine {

/// Multi-head self-attention inside windows with a learned bias for each head and relative position
/// (Liu et al., arXiv 2103.14030, equation 4). Keys `relative_position_bias_table` ((2m-1)² x H), `qkv`, `proj`.
class WindowAttentionImpl : public torch::nn::Module {
public:
    WindowAttentionImpl(int width, int heads, const Windows& windows);
    /// (B W) x n x C, the windows of B images -> the same
    torch::Tensor forward(const torch::Tensor& windows);
    int heads() const { return m_heads; }

    torch::Tensor biasTable;
    torch::nn::Linear qkv{nullptr}, proj{nullptr};

private:
    int m_heads;
    Windows m_windows;
};
TORCH_MODULE(WindowAttention);

/// One pre-norm Swin block, B x L x C -> B x L x C, with the original keys `norm1`, `attn`, `norm2`, `mlp`. What
/// checkpoints carry beside (`relative_position_index`, `attn_mask`) follows from the configuration.
class SwinBlockImpl : public torch::nn::Module {
public:
    /// `shifted`: every second block of a stage. Where one window covers the grid nothing is shifted.
    SwinBlockImpl(const SwinConfig& config, int stage, bool shifted);
    torch::Tensor forward(const torch::Tensor& x);

    torch::nn::LayerNorm norm1{nullptr}, norm2{nullptr};
    WindowAttention attn{nullptr};
    Mlp mlp{nullptr};

private:
    Windows m_windows;
};
TORCH_MODULE(SwinBlock);

/// Patch merging: each 2 x 2 positions become one of twice the channels. Their features follow one another in the order
/// (row, column) (0,0), (1,0), (0,1), (1,1); an odd side is filled up with zeros, as in timm. B x g² x C -> B x ⌈g/2⌉² x 2C.
/// Keys `norm`, `reduction`.
class PatchMergingImpl : public torch::nn::Module {
public:
    PatchMergingImpl(int width, int grid, double eps);
    torch::Tensor forward(const torch::Tensor& x);

    torch::nn::Linear reduction{nullptr};
    torch::nn::LayerNorm norm{nullptr};

private:
    int m_grid;
};
TORCH_MODULE(PatchMerging);

} // namespace klas::engine
