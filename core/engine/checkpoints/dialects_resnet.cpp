// SPDX-License-Identifier: GPL-3.0-or-later
// ResNet: our names are torchvision's, which timm shares.
#include "core/engine/checkpoints/dialect.h"

#include "core/engine/checkpoints/key_pattern.h"

namespace klas::engine {

namespace {

/// transformers' ResNetForImageClassification: stages from 0, convolutions of a block from 0.
std::function<std::optional<KeyTarget>(const std::string&)> huggingFace(const Keys&) {
    const auto fixed = tableRule({{"resnet.embedder.embedder.convolution.*", "conv1.*"},
                                  {"resnet.embedder.embedder.normalization.*", "bn1.*"},
                                  {"classifier.1.*", "fc.*"}});
    return [fixed](const std::string& key) -> std::optional<KeyTarget> {
        if (auto target = fixed(key)) return target;
        const auto inBlock = [](KeyMatch match, const char* pattern) {
            ++match.numbers[0];
            if (match.numbers.size() > 2) ++match.numbers[2];
            return KeyTarget{fillKey(pattern, match)};
        };
        if (const auto m = matchKey("resnet.encoder.stages.#.layers.#.shortcut.convolution.*", key)) return inBlock(*m, "layer#.#.downsample.0.*");
        if (const auto m = matchKey("resnet.encoder.stages.#.layers.#.shortcut.normalization.*", key)) return inBlock(*m, "layer#.#.downsample.1.*");
        if (const auto m = matchKey("resnet.encoder.stages.#.layers.#.layer.#.convolution.*", key)) return inBlock(*m, "layer#.#.conv#.*");
        if (const auto m = matchKey("resnet.encoder.stages.#.layers.#.layer.#.normalization.*", key)) return inBlock(*m, "layer#.#.bn#.*");
        return std::nullopt;
    };
}

} // namespace

std::vector<Dialect> resnetDialects() {
    return {
        {"resnet", "torchvision", {"conv1.weight", "bn1.weight", "layer1.0.conv1.weight"}, sameNames},
        {"resnet", "Hugging Face transformers", {"resnet.embedder.embedder.convolution.weight"}, huggingFace},
    };
}

} // namespace klas::engine
