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

} // namespace klas::engine::bench
