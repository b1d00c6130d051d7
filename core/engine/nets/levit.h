// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/levit_block.h"
#include "core/engine/nets/net.h"

namespace klas::engine {

/// The module tree of the published LeViT: its registered names are the checkpoint keys. `blocks.K` counts modules, not
/// blocks: attention and MLP in turn, subsampling and its MLP between the stages.
class LevitModule : public torch::nn::Module {
public:
    explicit LevitModule(const LevitConfig& config);

    torch::Tensor embed(const torch::Tensor& images); ///< B x C x S x S -> B x N x D

    struct Block {
        LevitSubsample subsample{nullptr}; ///< of the entry; empty unless a stage begins here
        LevitMlp entryMlp{nullptr};
        LevitAttention attention{nullptr};
        LevitMlp mlp{nullptr};
    };
    std::vector<torch::nn::Conv2d> stem; ///< four 3 x 3 convolutions of stride 2
    std::vector<torch::nn::BatchNorm2d> stemNorms;
    std::vector<Block> blocks;
    NormLinear head{nullptr}, distillationHead{nullptr}; ///< the second is empty where there is one head
};

/// LeViT (Graham et al., arXiv 2104.01136). A block is an attention with its residual and an MLP with its own; features are
/// tokens B x N x C, row by row, without extra tokens.
class Levit : public Net {
public:
    Levit(const ArchConfig& arch, NetCard card, std::uint64_t seed);

    torch::Tensor embed(const torch::Tensor& images) override;
    torch::Tensor runBlocks(torch::Tensor features, int from, int to) override;
    torch::Tensor classify(const torch::Tensor& features) override;
    torch::Tensor pool(const torch::Tensor& features) override { return features.mean(1); }
    std::string pooling() const override { return "mean over positions"; }
    std::vector<std::pair<std::string, torch::Tensor>> trace(const torch::Tensor& images) override;
    torch::nn::Module& module() override { return *m_module; }

private:
    std::shared_ptr<LevitModule> m_module;
};

} // namespace klas::engine
