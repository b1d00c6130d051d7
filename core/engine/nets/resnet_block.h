// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/nets/convolution.h"
#include "core/records/resnet_config.h"

namespace klas::engine {

/// A residual block (He et al., arXiv 1512.03385, figure 5), B x C x H x W -> B x C' x H' x W', with torchvision's keys
/// `conv1`, `bn1`, ..., `downsample.0`, `downsample.1`: two 3x3 convolutions, or 1x1, 3x3, 1x1 with the stride in the 3x3
/// (v1.5). The shortcut has a 1x1 convolution where it must change the channels or the side.
class ResidualBlockImpl : public torch::nn::Module {
public:
    ResidualBlockImpl(const ResnetConfig& config, int in, int planes, int stride);
    torch::Tensor forward(const torch::Tensor& x);

    std::vector<torch::nn::Conv2d> convolutions; ///< two or three
    std::vector<torch::nn::BatchNorm2d> norms;
    torch::nn::Conv2d shortcut{nullptr}; ///< empty where the input itself is added
    torch::nn::BatchNorm2d shortcutNorm{nullptr};
};
TORCH_MODULE(ResidualBlock);

/// A k x k convolution without bias, padded by k / 2, channels last in memory.
torch::nn::Conv2d plainConvolution(int in, int out, int kernel, int stride);
torch::nn::BatchNorm2d batchNorm(int channels, double eps);

} // namespace klas::engine
