// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/forward_bench.h"

#include "core/engine/nets/net.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace klas::engine::bench {

namespace {

void finish(torch::Device device)
{
    if (device.is_cuda()) torch::cuda::synchronize(device.index());
}

std::string text(const char* format, double a, double b, double c)
{
    char buffer[160];
    std::snprintf(buffer, sizeof buffer, format, a, b, c);
    return buffer;
}

} // namespace

std::vector<Figure> forwardBench(const std::vector<ArchConfig>& archs, long batch, int rounds, torch::Device device)
{
    const torch::InferenceMode inference;
    constexpr long n = 1024;
    const auto a = torch::rand({n, n}, device), b = torch::rand({n, n}, device);
    std::vector<Figure> figures;
    for (const ArchConfig& arch : archs) {
        const auto net = makeNet(arch);
        net->module().to(device);
        const auto images = torch::rand({batch, arch.inChannels(), arch.imageSize(), arch.imageSize()}, device);
        // As many products as make up a forward: on a machine that others use, too, a short burst of work gets more
        // than its share.
        const double products = std::max(1.0, std::round(double(net->card().total().flops * batch) / double(n * n * n)));
        const auto seconds = medianSecondsInTurn(rounds, {[&] {
                                                              for (int k = 0; k < int(products); ++k)
                                                                  a.mm(b);
                                                              finish(device);
                                                          },
                                                          [&] {
                                                              net->forward(images);
                                                              finish(device);
                                                          }});
        const double matrixRate = products * 2.0 * n * n * n / seconds[0] / 1e9;
        const double rate = 2.0 * static_cast<double>(net->card().total().flops * batch) / seconds[1] / 1e9;
        Figure figure;
        figure.name = arch.name + " forward, batch " + std::to_string(batch);
        figure.value = rate / matrixRate;
        figure.unit = "of the matrix-product rate";
        figure.detail = text("%.1f GFLOP/s; bare 1024 x 1024 products %.1f GFLOP/s; %.0f images/s", rate, matrixRate,
                             static_cast<double>(batch) / seconds[1]);
        figures.push_back(figure);
    }
    return figures;
}

namespace {

struct BareConvolution {
    torch::Tensor input, weight;
    long stride;
    double flops;
};

/// Every convolution of a ResNet with an input of its own.
std::vector<BareConvolution> convolutionsOf(const ResnetConfig& r, long batch, torch::Device device)
{
    std::vector<BareConvolution> all;
    const auto add = [&](long in, long out, long kernel, long stride, long side) {
        const auto layout = at::MemoryFormat::ChannelsLast;
        const long after = (side + stride - 1) / stride;
        all.push_back({torch::rand({batch, in, side, side}, device).contiguous(layout),
                       torch::rand({out, in, kernel, kernel}, device).contiguous(layout), stride,
                       2.0 * double(batch * in * out * kernel * kernel) * double(after * after)});
    };
    add(r.inChannels, r.stemWidth, 7, 2, r.imageSize);
    long in = r.stemWidth, side = r.grid(1);
    for (int stage = 1; stage <= r.stages(); ++stage) {
        const long w = r.planes[size_t(stage - 1)], out = r.channels(stage);
        for (int k = 0; k < r.layers[size_t(stage - 1)]; ++k) {
            const long stride = stage > 1 && k == 0 ? 2 : 1, after = (side + stride - 1) / stride;
            if (r.bottleneck) {
                add(in, w, 1, 1, side);
                add(w, w, 3, stride, side);
                add(w, out, 1, 1, after);
            } else {
                add(in, w, 3, stride, side);
                add(w, out, 3, 1, after);
            }
            if (stride > 1 || in != out) add(in, out, 1, stride, side);
            in = out;
            side = after;
        }
    }
    return all;
}

} // namespace

Figure convolutionBench(const ArchConfig& arch, long batch, int rounds, torch::Device device)
{
    const torch::InferenceMode inference;
    const auto net = makeNet(arch);
    net->module().to(device);
    const auto images = torch::rand({batch, arch.inChannels(), arch.imageSize(), arch.imageSize()}, device);
    const auto convolutions = convolutionsOf(arch.resnet(), batch, device);
    double flops = 0;
    for (const BareConvolution& c : convolutions)
        flops += c.flops;
    const auto seconds = medianSecondsInTurn(rounds, {[&] {
                                                          for (const BareConvolution& c : convolutions)
                                                              torch::conv2d(c.input, c.weight, {}, c.stride, c.weight.size(2) / 2);
                                                          finish(device);
                                                      },
                                                      [&] {
                                                          net->forward(images);
                                                          finish(device);
                                                      }});
    Figure figure;
    figure.name = arch.name + " forward, batch " + std::to_string(batch);
    figure.value = seconds[1] / seconds[0];
    figure.unit = "x its bare convolutions";
    figure.atLeast = false;
    figure.detail = text("%.3f s; the convolutions alone %.3f s, %.1f GFLOP/s", seconds[1], seconds[0], flops / seconds[0] / 1e9);
    return figure;
}

} // namespace klas::engine::bench
