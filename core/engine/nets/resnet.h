// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/net.h"
#include "core/engine/nets/resnet_block.h"

namespace klas::engine {

/// The module tree of torchvision's ResNet: its registered names are the checkpoint keys.
class ResnetModule : public torch::nn::Module {
public:
    explicit ResnetModule(const ResnetConfig& config);

    torch::nn::Conv2d stem{nullptr}; ///< 7 x 7, stride 2
    torch::nn::BatchNorm2d stemNorm{nullptr};
    std::vector<ResidualBlock> blocks; ///< over all stages
    torch::nn::Linear head{nullptr};
};

/// ResNet (He et al., arXiv 1512.03385) with torchvision's maths, v1.5. Features are maps B x C x H x W, after the block's
/// ReLU.
class Resnet : public Net {
public:
    Resnet(const ArchConfig& arch, NetCard card, std::uint64_t seed);

    torch::Tensor embed(const torch::Tensor& images) override;
    torch::Tensor runBlocks(torch::Tensor features, int from, int to) override;
    torch::Tensor classify(const torch::Tensor& features) override;
    torch::Tensor pool(const torch::Tensor& features) override { return features.mean({2, 3}); }
    std::string pooling() const override { return "mean over positions"; }
    std::vector<std::pair<std::string, torch::Tensor>> trace(const torch::Tensor& images) override;
    torch::nn::Module& module() override { return *m_module; }

private:
    torch::Tensor stem(const torch::Tensor& images); ///< before the max-pooling
    std::shared_ptr<ResnetModule> m_module;
};

} // namespace klas::engine
