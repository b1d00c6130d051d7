// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/meters/cascade_images.h"

#include "core/base/error.h"
#include "core/engine/meters/accuracy.h"

namespace klas::engine {

std::vector<CascadeImage> cascadeImages(Net& source, Net& target, const Dataset& dataset, torch::Device device, long batch,
                                        Progress progress) {
    requireFit(source, dataset);
    requireFit(target, dataset);
    const c10::InferenceMode inference;
    std::vector<CascadeImage> all;
    Loader loader(dataset, batch, 0, 2, device.is_cuda());
    while (auto next = loader.next()) {
        progress.count(long(all.size()), loader.images());
        const auto images = onDevice(next->images, device), labels = onDevice(next->labels, device);
        const auto first = source.forward(images), second = target.forward(images); // B x K
        if (!torch::isfinite(first.sum() + second.sum()).item<bool>())
            throw Error("The logits of " + source.arch().name + " or " + target.arch().name +
                        " are not finite; the weights or the images are damaged.");
        const auto confidence = std::get<0>(torch::softmax(first.to(torch::kFloat64), 1).max(1)).to(torch::kCPU).contiguous();
        const auto firstRight = first.argmax(1).eq(labels).to(torch::kCPU).contiguous(),
                   secondRight = second.argmax(1).eq(labels).to(torch::kCPU).contiguous();
        for (long k = 0; k < images.size(0); ++k)
            all.push_back({confidence.data_ptr<double>()[k], firstRight.data_ptr<bool>()[k], secondRight.data_ptr<bool>()[k]});
    }
    progress.finish();
    return all;
}

} // namespace klas::engine
