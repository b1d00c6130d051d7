// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/probe_bench.h"

#include "core/engine/bench/scratch_folder.h"

#include "core/base/random.h"
#include "core/engine/probes/collect.h"
#include "core/engine/probes/probe_net.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <torch/nn/functional/loss.h>
#include <torch/optim/adam.h>

namespace klas::engine::bench {

namespace {

constexpr int kEpochs = 4;

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Pooled features of every block of one batch, without gradients.
std::vector<torch::Tensor> blockFeatures(Net& net, const torch::Tensor& images, int lastBlock) {
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> features;
    auto x = net.embed(images);
    for (int block = 1; block <= lastBlock; ++block) {
        x = net.runBlocks(x, block - 1, block);
        features.push_back(net.pool(x));
    }
    return features;
}

struct PlainResult {
    double seconds = 0;
    double meanLoss = 0; ///< over the probes, on validation
};

/// ProbeNet as the paper reads, for blocks first..last: 4 epochs, the anchor runs again in each.
PlainResult plainProbes(Net& net, const Dataset& train, const Dataset& validation, long batch, torch::Device device,
                        int first, int last, Progress& progress) {
    torch::manual_seed(1);
    std::vector<torch::nn::Linear> probes;
    std::vector<std::unique_ptr<torch::optim::Adam>> optimisers;
    for (const long width : pooledWidths(net, Pooling::Head, device)) {
        probes.emplace_back(width, train.classes());
        probes.back()->to(device);
        optimisers.push_back(
            std::make_unique<torch::optim::Adam>(probes.back()->parameters(), torch::optim::AdamOptions(1e-3)));
    }
    PlainResult result;
    const auto start = Clock::now();
    Random random(1);
    std::vector<long> order(static_cast<size_t>(train.size()));
    std::iota(order.begin(), order.end(), 0);
    for (int epoch = 0; epoch < kEpochs; ++epoch) {
        random.shuffle(order);
        for (size_t begin = 0; begin < order.size(); begin += static_cast<size_t>(batch)) {
            progress.throwIfCancelled();
            const auto end = std::min(order.size(), begin + static_cast<size_t>(batch));
            const Batch images = train.batch({order.begin() + long(begin), order.begin() + long(end)});
            const auto features = blockFeatures(net, images.images.to(device), last);
            for (int block = first; block <= last; ++block) {
                const auto k = static_cast<size_t>(block - 1);
                optimisers[k]->zero_grad();
                torch::nn::functional::cross_entropy(probes[k](features[k]), images.labels.to(device)).backward();
                optimisers[k]->step();
            }
        }
    }
    result.seconds = secondsSince(start);
    const torch::NoGradGuard noGrad;
    double sum = 0;
    Loader loader(validation, batch);
    while (const auto images = loader.next()) {
        const auto features = blockFeatures(net, images->images.to(device), last);
        for (int block = first; block <= last; ++block) {
            const auto k = static_cast<size_t>(block - 1);
            sum += torch::nn::functional::cross_entropy(
                       probes[k](features[k]), images->labels.to(device),
                       torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum))
                       .item<double>();
        }
    }
    result.meanLoss = sum / static_cast<double>(validation.size() * (last - first + 1));
    return result;
}

} // namespace

EnlargedDataset::EnlargedDataset(std::unique_ptr<Dataset> inner, int size, int channels, long limit)
    : m_inner(std::move(inner)), m_imageSize(size), m_channels(channels), m_size(std::min(limit, m_inner->size())) {}

Batch EnlargedDataset::batch(const std::vector<long>& indices) const {
    Batch batch = m_inner->batch(indices);
    const torch::NoGradGuard noGrad;
    batch.images = torch::upsample_nearest2d(batch.images, {m_imageSize, m_imageSize})
                       .expand({-1, m_channels, -1, -1})
                       .contiguous(); // B x C x S x S
    return batch;
}

std::vector<Figure> probeBench(Net& net, const Dataset& train, const Dataset& validation, long batch,
                               torch::Device device, double wantedRatio, Progress progress) {
    const ScratchFolder scratch;
    CacheLayout layout;
    layout.key = "bench";
    layout.widths = pooledWidths(net, Pooling::Head, device);
    layout.classes = train.classes();
    const auto cacheOf = [&](const char* name, const Dataset& data) {
        CacheLayout own = layout;
        own.key += name;
        own.images = data.size();
        return FeatureCache(scratch.path / name, own);
    };
    // Validation features serve both ways' losses and are part of neither time.
    FeatureCache validationCache = cacheOf("validation", validation);
    collectFeatures(net, Pooling::Head, validation, validationCache, device, batch, progress.share(0.1, "validation features"));

    const auto start = Clock::now();
    FeatureCache trainCache = cacheOf("train", train);
    collectFeatures(net, Pooling::Head, train, trainCache, device, batch, progress.share(0.1, "one pass"));
    const double pass = secondsSince(start);
    const TrainedProbes ours = trainProbes(trainCache, validationCache, ProbeOptions(), device, Progress());
    const double oursSeconds = secondsSince(start);
    double oursLoss = 0;
    for (const ProbeResult& block : ours.blocks)
        oursLoss += block.validationLoss / static_cast<double>(ours.blocks.size());

    auto plainProgress = progress.share(0.4, "ProbeNet as the paper reads");
    const PlainResult plain = plainProbes(net, train, validation, batch, device, 1, net.depth(), plainProgress);
    auto singleProgress = progress.share(0.4, "one probe per pass");
    const int middle = (net.depth() + 1) / 2;
    const PlainResult single = plainProbes(net, train, validation, batch, device, middle, middle, singleProgress);

    char detail[240];
    std::snprintf(detail, sizeof detail,
                  "%ld images: ours %.2f s (pass %.2f s), ProbeNet %.2f s; mean validation loss %.4f against %.4f",
                  train.size(), oursSeconds, pass, plain.seconds, oursLoss, plain.meanLoss);
    std::vector<Figure> figures;
    figures.push_back({net.arch().name + " probes against ProbeNet", plain.seconds / oursSeconds, "x faster", wantedRatio,
                       true, detail});
    figures.push_back({net.arch().name + " probes, mean validation loss", oursLoss / plain.meanLoss, "x ProbeNet's", 1,
                       false, "the same images, probes and epochs as above"});
    std::snprintf(detail, sizeof detail, "the probe of block %d alone took %.2f s for %d epochs; times %d probes", middle,
                  single.seconds, kEpochs, net.depth());
    figures.push_back({net.arch().name + " probes against one per pass", single.seconds * net.depth() / oursSeconds,
                       "x faster", wantedRatio > 1 ? 20.0 : 1.0, true, detail});
    return figures;
}

} // namespace klas::engine::bench
