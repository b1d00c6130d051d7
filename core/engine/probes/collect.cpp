// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/probes/collect.h"

#include "core/base/error.h"

namespace klas::engine {

namespace {

/// A dataset without its first images.
class Tail : public Dataset {
public:
    Tail(const Dataset& all, long skip)
        : m_all(all)
        , m_skip(skip) {}
    long size() const override { return m_all.size() - m_skip; }
    int classes() const override { return m_all.classes(); }
    int channels() const override { return m_all.channels(); }
    int imageSize() const override { return m_all.imageSize(); }
    Batch batch(const std::vector<long>& indices) const override {
        auto shifted = indices;
        for (long& index : shifted)
            index += m_skip;
        return m_all.batch(shifted);
    }

private:
    const Dataset& m_all;
    long m_skip;
};

} // namespace

std::vector<long> pooledWidths(Net& net, Pooling pooling, torch::Device device) {
    const torch::NoGradGuard noGrad;
    const ArchConfig& arch = net.arch();
    auto x = net.embed(torch::zeros({1, arch.inChannels(), arch.imageSize(), arch.imageSize()}, device));
    std::vector<long> widths;
    for (int k = 0; k < net.depth(); ++k) {
        x = net.runBlocks(x, k, k + 1);
        widths.push_back(pooled(net, x, k + 1, pooling).size(1));
    }
    return widths;
}

void collectFeatures(Net& net, Pooling pooling, const Dataset& dataset, FeatureCache& cache, torch::Device device,
                     long batch, Progress progress) {
    const torch::NoGradGuard noGrad;
    const long images = cache.layout().images, begin = cache.done();
    if (begin == images) return progress.finish();
    net.module().eval();
    const Tail rest(dataset, begin);
    Loader loader(rest, batch, images - begin, 2, device.is_cuda());
    for (long done = begin, b = begin / batch; auto next = loader.next(); ++b) {
        progress.count(done, images);
        auto x = net.embed(onDevice(next->images, device));
        std::vector<torch::Tensor> features;
        for (int k = 0; k < net.depth(); ++k) {
            x = net.runBlocks(x, k, k + 1);
            features.push_back(pooled(net, x, k + 1, pooling).to(torch::kCPU)); // B x C
            if (cache.layout().half) features.back() = features.back().to(torch::kFloat16);
            if (!torch::isfinite(features.back()).all().item<bool>())
                throw Error(
                    "The features of " + net.arch().name + " at block " + std::to_string(k + 1) + ", batch " +
                    std::to_string(b + 1) + " are not finite" +
                    (cache.layout().half ? " or too large for a float16 cache." : "; check its weights."));
        }
        const auto logits = cache.layout().classes > 0 ? net.classify(x) : torch::Tensor();
        if (logits.defined() && !torch::isfinite(logits).all().item<bool>())
            throw Error("The logits of " + net.arch().name + " in batch " + std::to_string(b + 1) +
                        " are not finite (NaN or infinity); check its weights.");
        cache.append(features, next->labels, logits);
        done += next->labels.size(0);
    }
    progress.finish();
}

} // namespace klas::engine
