// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/resnet_block.h"

namespace klas::engine {

torch::nn::Conv2d plainConvolution(int in, int out, int kernel, int stride) {
    torch::nn::Conv2d convolution(
        torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
    layChannelsLast(convolution);
    return convolution;
}

torch::nn::BatchNorm2d batchNorm(int channels, double eps) {
    return torch::nn::BatchNorm2d(torch::nn::BatchNormOptions(channels).eps(eps));
}

ResidualBlockImpl::ResidualBlockImpl(const ResnetConfig& config, int in, int planes, int stride) {
    const int out = planes * config.expansion();
    const auto add = [&](int from, int to, int kernel, int step) {
        convolutions.push_back(plainConvolution(from, to, kernel, step));
        norms.push_back(batchNorm(to, config.batchNormEps));
        const std::string number = std::to_string(convolutions.size());
        register_module("conv" + number, convolutions.back());
        register_module("bn" + number, norms.back());
    };
    if (config.bottleneck) {
        add(in, planes, 1, 1);
        add(planes, planes, 3, stride);
        add(planes, out, 1, 1);
    } else {
        add(in, planes, 3, stride);
        add(planes, out, 3, 1);
    }
    if (stride == 1 && in == out) return;
    shortcut = plainConvolution(in, out, 1, stride);
    shortcutNorm = batchNorm(out, config.batchNormEps);
    const auto downsample = std::make_shared<torch::nn::Module>("downsample");
    downsample->register_module("0", shortcut);
    downsample->register_module("1", shortcutNorm);
    register_module("downsample", downsample);
}

torch::Tensor ResidualBlockImpl::forward(const torch::Tensor& x) {
    const auto kept = shortcut.is_empty() ? x : convolveNormed(x, shortcut, shortcutNorm, Activation::None);
    auto y = x;
    const size_t last = convolutions.size() - 1;
    for (size_t k = 0; k <= last; ++k)
        y = convolveNormed(y, convolutions[k], norms[k], Activation::Relu, k == last ? kept : torch::Tensor());
    return y; // B x C' x H' x W'
}

} // namespace klas::engine
