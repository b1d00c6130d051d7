// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/net.h"
#include "core/engine/nets/swin_block.h"

namespace klas::engine {

/// The module tree of the published Swin Transformer: its registered names are the checkpoint keys.
class SwinModule : public torch::nn::Module {
public:
    explicit SwinModule(const SwinConfig& config);

    torch::Tensor embed(const torch::Tensor& images); ///< B x C x S x S -> B x L x D

    torch::nn::Conv2d projection{nullptr};
    torch::nn::LayerNorm embedNorm{nullptr}, norm{nullptr};
    std::vector<SwinBlock> blocks;      ///< over all stages
    std::vector<PatchMerging> mergings; ///< merging k runs before the first block of stage k + 2 (stages from 1)
    torch::nn::Linear head{nullptr};

private:
    SwinConfig m_config;
};

/// Swin Transformer (Liu et al., arXiv 2103.14030). Features are tokens B x L x C, row by row; those of the last block of
/// a stage have not been merged yet.
class Swin : public Net {
public:
    Swin(const ArchConfig& arch, NetCard card, std::uint64_t seed);

    torch::Tensor embed(const torch::Tensor& images) override;
    torch::Tensor runBlocks(torch::Tensor features, int from, int to) override;
    torch::Tensor classify(const torch::Tensor& features) override;
    torch::Tensor pool(const torch::Tensor& features) override { return features.mean(1); }
    std::string pooling() const override { return "mean over positions"; }
    std::vector<std::pair<std::string, torch::Tensor>> trace(const torch::Tensor& images) override;
    torch::nn::Module& module() override { return *m_module; }

private:
    /// Features of block `block` - 1 -> what block `block` reads: merged where a stage begins.
    torch::Tensor enter(const torch::Tensor& features, int block);

    std::shared_ptr<SwinModule> m_module;
    std::vector<int> m_mergingBefore; ///< per block (from 0): index of the merging before it, or -1
};

} // namespace klas::engine
