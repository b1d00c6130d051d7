// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/swin.h"

#include "core/base/error.h"
#include "core/engine/nets/inference.h"
#include "core/engine/nets/patches.h"

#include <ATen/CPUGeneratorImpl.h>

namespace klas::engine {

namespace {

constexpr int kLargestWindow = 64; ///< side; attention weights take (side²)² values per head

void requireWindows(const ArchConfig& arch) {
    const SwinConfig& s = arch.swin();
    if (s.windowAt(1) <= kLargestWindow) return;
    throw Error(arch.name + " has windows of " + std::to_string(s.windowAt(1)) + " x " + std::to_string(s.windowAt(1)) +
                " positions; at most " + std::to_string(kLargestWindow) + " x " + std::to_string(kLargestWindow) +
                " can be run. Choose a smaller window.");
}

} // namespace

SwinModule::SwinModule(const SwinConfig& config)
    : m_config(config) {
    const auto layerNorm = [&](int width) {
        return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}).eps(config.layerNormEps));
    };
    projection = torch::nn::Conv2d(
        torch::nn::Conv2dOptions(config.inChannels, config.width, config.patchSize).stride(config.patchSize));
    embedNorm = layerNorm(config.width);
    const auto patchEmbed = std::make_shared<torch::nn::Module>("patch_embed");
    patchEmbed->register_module("proj", projection);
    patchEmbed->register_module("norm", embedNorm);
    register_module("patch_embed", patchEmbed);

    const auto layers = std::make_shared<torch::nn::Module>("layers");
    for (int stage = 1; stage <= config.stages(); ++stage) {
        const auto layer = std::make_shared<torch::nn::Module>("layer"), list = std::make_shared<torch::nn::Module>("blocks");
        for (int k = 0; k < config.depths[static_cast<size_t>(stage - 1)]; ++k) {
            blocks.emplace_back(config, stage, k % 2 == 1);
            list->register_module(std::to_string(k), blocks.back());
        }
        layer->register_module("blocks", list);
        if (stage < config.stages()) {
            mergings.emplace_back(config.stageWidth(stage), config.grid(stage), config.layerNormEps);
            layer->register_module("downsample", mergings.back());
        }
        layers->register_module(std::to_string(stage - 1), layer);
    }
    register_module("layers", layers);
    norm = register_module("norm", layerNorm(config.stageWidth(config.stages())));
    head = register_module("head", torch::nn::Linear(config.stageWidth(config.stages()), config.classes));
}

torch::Tensor SwinModule::embed(const torch::Tensor& images) {
    return embedNorm(projectPatches(images, projection)); // B x L x D
}

Swin::Swin(const ArchConfig& arch, NetCard card, std::uint64_t seed)
    : Net(arch, std::move(card)) {
    requireWindows(arch);
    m_module = std::make_shared<SwinModule>(arch.swin());
    const torch::NoGradGuard noGrad;
    initialiseWeights(*m_module, seed);
    const auto generator = at::detail::createCPUGenerator(seed + 1);
    for (auto& block : m_module->blocks)
        block->attn->biasTable.normal_(0, 0.02, generator);
    m_module->eval();
    int stage = 0;
    for (const int depth : arch.swin().depths) {
        for (int k = 0; k < depth; ++k)
            m_mergingBefore.push_back(k == 0 ? stage - 1 : -1);
        ++stage;
    }
}

torch::Tensor Swin::embed(const torch::Tensor& images) {
    requireImages(images);
    return m_module->embed(images);
}

torch::Tensor Swin::enter(const torch::Tensor& features, int block) {
    const int merging = m_mergingBefore[static_cast<size_t>(block - 1)];
    return merging < 0 ? features : m_module->mergings[static_cast<size_t>(merging)](features);
}

torch::Tensor Swin::runBlocks(torch::Tensor features, int from, int to) {
    requireBlocks(from, to);
    for (int block = from + 1; block <= to; ++block)
        features = m_module->blocks[static_cast<size_t>(block - 1)](enter(features, block)); // B x L x C
    return features;
}

torch::Tensor Swin::classify(const torch::Tensor& features) {
    return m_module->head(m_module->norm(features).mean(1)); // the head normalises first
}

std::vector<std::pair<std::string, torch::Tensor>> Swin::trace(const torch::Tensor& images) {
    std::vector<std::pair<std::string, torch::Tensor>> stages;
    auto x = embed(images);
    stages.emplace_back("patch_embed", x);
    std::string layer = "layers.0";
    for (int block = 1, local = 0; block <= int(m_module->blocks.size()); ++block, ++local) {
        if (const int merging = m_mergingBefore[static_cast<size_t>(block - 1)]; merging >= 0) {
            x = enter(x, block);
            stages.emplace_back(layer + ".downsample", x);
            layer = "layers." + std::to_string(merging + 1);
            local = 0;
        }
        x = m_module->blocks[static_cast<size_t>(block - 1)](x);
        stages.emplace_back(layer + ".blocks." + std::to_string(local), x);
    }
    const auto normed = m_module->norm(x);
    stages.emplace_back("norm", normed);
    stages.emplace_back("pool", normed.mean(1));
    stages.emplace_back("logits", classify(x));
    return stages;
}

} // namespace klas::engine
