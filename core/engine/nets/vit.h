// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/layers.h"
#include "core/engine/nets/net.h"

namespace klas::engine {

/// One pre-norm transformer block, B x N x C -> B x N x C, with timm's keys.
class VitBlockImpl : public torch::nn::Module {
public:
    explicit VitBlockImpl(const VitConfig& config);
    torch::Tensor forward(torch::Tensor x);

    torch::nn::LayerNorm norm1{nullptr}, norm2{nullptr};
    Attention attn{nullptr};
    Mlp mlp{nullptr};
    LayerScale ls1{nullptr}, ls2{nullptr}; ///< empty without LayerScale

private:
    torch::Tensor infer(const torch::Tensor& x); ///< the same without gradients, float32 on the CPU
};
TORCH_MODULE(VitBlock);

/// The module tree of timm's VisionTransformer: its registered names are the checkpoint keys.
class VitModule : public torch::nn::Module {
public:
    explicit VitModule(const VitConfig& config);

    torch::Tensor patches(const torch::Tensor& images); ///< B x C x S x S -> B x N' x D
    torch::Tensor embed(const torch::Tensor& patches);  ///< adds tokens and positions: B x N x D
    torch::Tensor logits(const torch::Tensor& normed);  ///< B x N x D -> B x K

    torch::Tensor classToken, distillationToken, positions;
    torch::nn::Conv2d projection{nullptr};
    std::vector<VitBlock> blocks;
    torch::nn::LayerNorm norm{nullptr};
    torch::nn::Linear head{nullptr}, distillationHead{nullptr};

private:
    VitConfig m_config;
};

/// ViT, DeiT and DeiT III (Dosovitskiy et al. 2010.11929, Touvron et al. 2012.12877 and 2204.07118) with
/// timm's maths.
class Vit : public Net {
public:
    Vit(const ArchConfig& arch, NetCard card, std::uint64_t seed);

    torch::Tensor embed(const torch::Tensor& images) override;
    torch::Tensor runBlocks(torch::Tensor features, int from, int to) override;
    torch::Tensor classify(const torch::Tensor& features) override;
    torch::Tensor pool(const torch::Tensor& features) override;
    std::string pooling() const override;
    std::vector<std::pair<std::string, torch::Tensor>> trace(const torch::Tensor& images) override;
    torch::nn::Module& module() override { return *m_module; }

private:
    std::shared_ptr<VitModule> m_module;
};

} // namespace klas::engine
