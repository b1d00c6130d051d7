// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/levit.h"

#include "core/engine/nets/layers.h"

#include <ATen/CPUGeneratorImpl.h>

namespace klas::engine {

namespace {

/// What a block does, module by module; `see` is called with the result of each.
template <typename See>
torch::Tensor runModules(LevitModule::Block& block, torch::Tensor x, const See& see) {
    if (!block.subsample.is_empty()) {
        see(x = block.subsample(x)); // B x M x C'
        see(x = block.entryMlp(x));
    }
    see(x = x + block.attention(x)); // B x N x C
    see(x = block.mlp(x));
    return x;
}

/// The module as `m` of one that stands for its residual.
template <typename Layer>
std::shared_ptr<torch::nn::Module> residual(const Layer& layer) {
    const auto wrapper = std::make_shared<torch::nn::Module>("residual");
    wrapper->register_module("m", layer);
    return wrapper;
}

} // namespace

LevitModule::LevitModule(const LevitConfig& config) {
    const auto patchEmbed = std::make_shared<torch::nn::Module>("patch_embed");
    int in = config.inChannels;
    for (int k = 0; k < 4; ++k) { // 1, 3, 5 are activations
        const int out = config.stemWidth(k);
        torch::nn::Conv2d c(torch::nn::Conv2dOptions(in, out, 3).stride(2).padding(1).bias(false));
        layChannelsLast(c);
        torch::nn::BatchNorm2d bn(torch::nn::BatchNormOptions(out).eps(config.batchNormEps));
        const auto pair = std::make_shared<torch::nn::Module>("convolution");
        pair->register_module("c", c);
        pair->register_module("bn", bn);
        patchEmbed->register_module(std::to_string(2 * k), pair);
        stem.push_back(c);
        stemNorms.push_back(bn);
        in = out;
    }
    register_module("patch_embed", patchEmbed);

    const auto list = std::make_shared<torch::nn::Module>("blocks");
    int modules = 0;
    const auto add = [&](const std::shared_ptr<torch::nn::Module>& m) { list->register_module(std::to_string(modules++), m); };
    for (int stage = 1; stage <= config.stages(); ++stage) {
        const int width = config.widths[static_cast<size_t>(stage - 1)], hidden = width * config.mlpRatio;
        for (int k = 0; k < config.depths[static_cast<size_t>(stage - 1)]; ++k) {
            Block block;
            if (stage > 1 && k == 0) {
                block.subsample = LevitSubsample(config, stage - 1);
                block.entryMlp = LevitMlp(width, hidden, config.batchNormEps);
                add(block.subsample.ptr());
                add(residual(block.entryMlp));
            }
            block.attention = LevitAttention(config, stage);
            block.mlp = LevitMlp(width, hidden, config.batchNormEps);
            add(residual(block.attention));
            add(residual(block.mlp));
            blocks.push_back(block);
        }
    }
    register_module("blocks", list);
    head = register_module("head", NormLinear(config.widths.back(), config.classes, config.batchNormEps));
    if (config.distilled)
        distillationHead = register_module("head_dist", NormLinear(config.widths.back(), config.classes, config.batchNormEps));
}

torch::Tensor LevitModule::embed(const torch::Tensor& images) {
    auto x = images;
    for (size_t k = 0; k < 4; ++k)
        x = convolveNormed(x, stem[k], stemNorms[k], k < 3 ? Activation::Hardswish : Activation::None);
    return x.flatten(2).transpose(1, 2); // B x N x D
}

Levit::Levit(const ArchConfig& arch, NetCard card, std::uint64_t seed)
    : Net(arch, std::move(card))
    , m_module(std::make_shared<LevitModule>(arch.levit())) {
    const torch::NoGradGuard noGrad;
    initialiseWeights(*m_module, seed);
    const auto generator = at::detail::createCPUGenerator(seed + 1);
    for (auto& parameter : m_module->named_parameters())
        if (parameter.key().find("attention_biases") != std::string::npos) parameter.value().normal_(0, 0.02, generator);
    m_module->eval();
}

torch::Tensor Levit::embed(const torch::Tensor& images) {
    requireImages(images);
    return m_module->embed(images);
}

torch::Tensor Levit::runBlocks(torch::Tensor features, int from, int to) {
    requireBlocks(from, to);
    for (int k = from; k < to; ++k)
        features = runModules(m_module->blocks[static_cast<size_t>(k)], features, [](const torch::Tensor&) {});
    return features;
}

torch::Tensor Levit::classify(const torch::Tensor& features) {
    const auto pooled = pool(features);
    const auto y = m_module->head(pooled);
    return m_module->distillationHead.is_empty() ? y : (y + m_module->distillationHead(pooled)) / 2;
}

std::vector<std::pair<std::string, torch::Tensor>> Levit::trace(const torch::Tensor& images) {
    std::vector<std::pair<std::string, torch::Tensor>> stages;
    auto x = embed(images);
    stages.emplace_back("patch_embed", x);
    int modules = 0;
    for (auto& block : m_module->blocks)
        x = runModules(block, x, [&](const torch::Tensor& result) {
            stages.emplace_back("blocks." + std::to_string(modules++), result);
        });
    const auto pooled = pool(x);
    stages.emplace_back("pool", pooled);
    if (!m_module->distillationHead.is_empty()) {
        stages.emplace_back("head", m_module->head(pooled));
        stages.emplace_back("head_dist", m_module->distillationHead(pooled));
    }
    stages.emplace_back("logits", classify(x));
    return stages;
}

} // namespace klas::engine
