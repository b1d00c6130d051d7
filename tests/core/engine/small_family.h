// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/load_weights.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/data/dataset.h"
#include "core/engine/nets/net.h"
#include "core/engine/stitching/stitched_family.h"

#include <numeric>

namespace klas::engine {

/// Images that are given.
class TensorImages final : public Dataset {
public:
    TensorImages(torch::Tensor images, torch::Tensor labels, int classes)
        : m_images(std::move(images))
        , m_labels(std::move(labels))
        , m_classes(classes) {}
    long size() const override { return m_images.size(0); }
    int classes() const override { return m_classes; }
    int channels() const override { return int(m_images.size(1)); }
    int imageSize() const override { return int(m_images.size(2)); }
    Batch batch(const std::vector<long>& indices) const override {
        const auto index = torch::tensor(indices, torch::kInt64);
        return {m_images.index_select(0, index), m_labels.index_select(0, index)};
    }

private:
    torch::Tensor m_images, m_labels;
    int m_classes;
};

inline Anchor savedAnchor(const std::string& name, const ArchConfig& arch, const std::string& folder, std::uint64_t seed) {
    const auto net = makeNet(arch, seed);
    Anchor anchor{name, arch, folder + "/" + name + ".safetensors", {}};
    writeSafeTensors(anchor.weights, stateOf(net->module()));
    anchor.sha256 = sha256File(anchor.weights);
    return anchor;
}

inline Anchor goldenAnchor(const std::string& name, int width, int heads, const std::string& weights) {
    ArchConfig arch{name, "deit", {}};
    arch.shape = VitConfig{.imageSize = 32, .patchSize = 8, .width = width, .depth = 4, .heads = heads, .classes = 10};
    return {name, arch, weights, sha256File(weights)};
}

/// Three transformers with and without class token and a ResNet on one 8 x 8 or 4 x 4 grid, and images whose classes can be
/// told apart: class k is bright in column k.
struct SmallFamily {
    explicit SmallFamily(const std::string& folder) {
        const auto vit = [&](const std::string& name, int width, int depth, std::uint64_t seed) {
            ArchConfig arch{name, "vit", {}};
            arch.shape = VitConfig{.imageSize = 32, .patchSize = 8, .width = width, .depth = depth, .heads = 2, .mlpRatio = 2, .classes = 4};
            anchors.push_back(savedAnchor(name, arch, folder, seed));
        };
        vit("tiny", 8, 3, 1);
        vit("small", 16, 3, 2);
        ArchConfig swin{"swin", "swin", {}};
        swin.shape = SwinConfig{.imageSize = 32, .width = 8, .depths = {2, 2}, .heads = {1, 2}, .window = 4, .classes = 4};
        anchors.push_back(savedAnchor("swin", swin, folder, 3));
        ArchConfig resnet{"resnet", "resnet", {}};
        resnet.shape = ResnetConfig{.imageSize = 32, .bottleneck = false, .stemWidth = 8, .layers = {1, 1, 1, 1}, .planes = {8, 16, 16, 16}, .classes = 4};
        anchors.push_back(savedAnchor("resnet", resnet, folder, 4));
        // ViT: 4 x 4 positions and a class token; Swin: 8 x 8, then 4 x 4; ResNet: 8, 4, 2, 1.
        tasks = {{{"tiny", 1, "small", 1}, {}}, {{"tiny", 1, "small", 0}, {}}, {{"tiny", 3, "small", 2}, {}}, {{"small", 1, "tiny", 1}, {}},
                 {{"tiny", 2, "swin", 3}, {}},  {{"swin", 3, "small", 1}, {}}, {{"resnet", 1, "swin", 1}, {}}, {{"swin", 2, "resnet", 1}, {}}};
        const long count = 64;
        const auto labels = torch::arange(count, torch::kInt64).remainder(4);
        torch::manual_seed(5);
        auto pixels = 0.3 * torch::randn({count, 3, 32, 32});
        for (long k = 0; k < count; ++k)
            pixels[k].narrow(2, 8 * (k % 4), 8) += 1;
        images = std::make_unique<TensorImages>(pixels, labels, 4);
    }
    std::vector<Anchor> anchors;
    std::vector<StitchTask> tasks;
    std::unique_ptr<TensorImages> images;
};

} // namespace klas::engine
