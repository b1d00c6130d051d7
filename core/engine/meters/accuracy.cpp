// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/meters/accuracy.h"

#include "core/base/error.h"

#include <algorithm>

namespace klas::engine {

torch::Tensor AccuracyMeter::add(const torch::Tensor& logits, const torch::Tensor& labels) {
    const auto best = std::get<1>(logits.topk(std::min<std::int64_t>(5, logits.size(1)), 1)); // B x 5
    const auto hit = best.eq(labels.unsqueeze(1));                                            // B x 5
    m_images += logits.size(0);
    m_top1 += hit.select(1, 0).sum().item<std::int64_t>();
    m_top5 += hit.sum().item<std::int64_t>();
    m_loss +=
        torch::nll_loss(torch::log_softmax(logits.to(torch::kFloat64), 1), labels, {}, at::Reduction::Sum)
            .item<double>();
    return hit.select(1, 0);
}

void requireFit(const Net& net, const Dataset& dataset) {
    const ArchConfig& arch = net.arch();
    if (arch.imageSize() != dataset.imageSize() || arch.inChannels() != dataset.channels())
        throw Error(arch.name + " takes images of " + std::to_string(arch.inChannels()) + " x " +
                    std::to_string(arch.imageSize()) + " x " + std::to_string(arch.imageSize()) +
                    " (channels, height, width), but the data has " + std::to_string(dataset.channels()) +
                    " x " + std::to_string(dataset.imageSize()) + " x " +
                    std::to_string(dataset.imageSize()) + ".");
    if (arch.classes() != dataset.classes())
        throw Error(arch.name + " has " + std::to_string(arch.classes()) + " classes, but the data has " +
                    std::to_string(dataset.classes()) + ".");
}

AnchorAccuracy evaluate(Net& net, const Dataset& dataset, torch::Device device, long batch,
                        Progress progress) {
    requireFit(net, dataset);
    const c10::InferenceMode inference;
    net.module().eval();
    AccuracyMeter meter;
    Loader loader(dataset, batch, 0, 2, device.is_cuda());
    for (long b = 0; auto images = loader.next(); ++b) {
        progress.count(b, loader.batches());
        const auto logits = net.forward(onDevice(images->images, device)); // B x K
        if (!torch::isfinite(logits).all().item<bool>())
            throw Error(net.arch().name + " gave logits that are not finite in batch " +
                        std::to_string(b + 1) + "; its weights or the images are damaged.");
        meter.add(logits, onDevice(images->labels, device));
    }
    progress.finish();
    AnchorAccuracy accuracy;
    accuracy.anchor = net.arch().name;
    accuracy.images = meter.images();
    accuracy.top1 = meter.top1();
    accuracy.top5 = meter.top5();
    accuracy.loss = meter.loss();
    return accuracy;
}

} // namespace klas::engine
