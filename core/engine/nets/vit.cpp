// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/vit.h"

#include "core/engine/nets/inference.h"
#include "core/engine/nets/patches.h"

#include <ATen/CPUGeneratorImpl.h>

namespace klas::engine {

namespace {

torch::nn::LayerNorm layerNorm(const VitConfig& config) {
    return torch::nn::LayerNorm(torch::nn::LayerNormOptions({config.width}).eps(config.layerNormEps));
}

} // namespace

VitBlockImpl::VitBlockImpl(const VitConfig& config) {
    norm1 = register_module("norm1", layerNorm(config));
    attn = register_module("attn", Attention(config.width, config.heads));
    norm2 = register_module("norm2", layerNorm(config));
    mlp = register_module("mlp", Mlp(config.width, config.mlpWidth()));
    if (!config.layerScale) return;
    ls1 = register_module("ls1", LayerScale(config.width));
    ls2 = register_module("ls2", LayerScale(config.width));
}

torch::Tensor VitBlockImpl::infer(const torch::Tensor& x) {
    const auto scale = [](const LayerScale& ls) { return ls.is_empty() ? torch::Tensor() : ls->gamma; };
    const auto layer = [](const torch::nn::Linear& l) { return inference::Linear{l->weight, l->bias}; };
    inference::Block block{layer(attn->qkv), layer(attn->proj), layer(mlp->fc1), layer(mlp->fc2), attn->heads()};
    block.qkv.norm = norm1.get();
    block.proj.scale = scale(ls1);
    block.up.norm = norm2.get();
    block.down.scale = scale(ls2);
    return inference::block(x, block);
}

torch::Tensor VitBlockImpl::forward(torch::Tensor x) {
    if (inference::fits(x)) return infer(x);
    auto y = attn(norm1(x));
    x = x + (ls1.is_empty() ? y : ls1(y));
    y = mlp(norm2(x));
    return x + (ls2.is_empty() ? y : ls2(y));
}

VitModule::VitModule(const VitConfig& config)
    : m_config(config) {
    const int d = config.width, patches = config.grid() * config.grid();
    classToken = register_parameter("cls_token", torch::zeros({1, 1, d}));
    if (config.distilled) distillationToken = register_parameter("dist_token", torch::zeros({1, 1, d}));
    const int positioned = config.patchPositionsOnly ? patches : patches + config.extraTokens();
    positions = register_parameter("pos_embed", torch::zeros({1, positioned, d}));
    const auto options =
        torch::nn::Conv2dOptions(config.inChannels, d, config.patchSize).stride(config.patchSize);
    projection = torch::nn::Conv2d(options);
    const auto patchEmbed = std::make_shared<torch::nn::Module>("patch_embed");
    patchEmbed->register_module("proj", projection);
    register_module("patch_embed", patchEmbed);
    const auto list = std::make_shared<torch::nn::Module>("blocks");
    for (int k = 0; k < config.depth; ++k) {
        blocks.emplace_back(config);
        list->register_module(std::to_string(k), blocks.back());
    }
    register_module("blocks", list);
    norm = register_module("norm", layerNorm(config));
    head = register_module("head", torch::nn::Linear(d, config.classes));
    if (config.distilled)
        distillationHead = register_module("head_dist", torch::nn::Linear(d, config.classes));
}

torch::Tensor VitModule::patches(const torch::Tensor& images) {
    return projectPatches(images, projection);
}

torch::Tensor VitModule::embed(const torch::Tensor& patches) {
    const auto one = patches.narrow(1, 0, 1); // B x 1 x D: no size is read, so that a trace serves any batch
    std::vector<torch::Tensor> tokens{classToken.expand_as(one)};
    if (distillationToken.defined()) tokens.push_back(distillationToken.expand_as(one));
    if (m_config.patchPositionsOnly) {
        tokens.push_back(patches + positions);
        return torch::cat(tokens, 1); // B x N x D
    }
    tokens.push_back(patches);
    return torch::cat(tokens, 1) + positions; // B x N x D
}

torch::Tensor VitModule::logits(const torch::Tensor& normed) {
    const auto y = head(normed.select(1, 0));
    return distillationHead.is_empty() ? y : (y + distillationHead(normed.select(1, 1))) / 2;
}

Vit::Vit(const ArchConfig& arch, NetCard card, std::uint64_t seed)
    : Net(arch, std::move(card))
    , m_module(std::make_shared<VitModule>(arch.vit())) {
    const torch::NoGradGuard noGrad;
    initialiseWeights(*m_module, seed);
    const auto generator = at::detail::createCPUGenerator(seed + 1);
    for (auto* token : {&m_module->classToken, &m_module->distillationToken, &m_module->positions})
        if (token->defined()) token->normal_(0, 0.02, generator);
    m_module->eval();
}

torch::Tensor Vit::embed(const torch::Tensor& images) {
    requireImages(images);
    return m_module->embed(m_module->patches(images));
}

torch::Tensor Vit::runBlocks(torch::Tensor features, int from, int to) {
    requireBlocks(from, to);
    for (int k = from; k < to; ++k)
        features = m_module->blocks[static_cast<size_t>(k)](features); // B x N x D
    return features;
}

torch::Tensor Vit::classify(const torch::Tensor& features) {
    // Only the tokens the heads read are normalised: LayerNorm works token by token.
    return m_module->logits(m_module->norm(features.narrow(1, 0, arch().vit().extraTokens())));
}

torch::Tensor Vit::pool(const torch::Tensor& features) {
    return features.narrow(1, 0, arch().vit().extraTokens()).flatten(1); // B x D, or B x 2D with both tokens
}

std::string Vit::pooling() const {
    return arch().vit().distilled ? "class and distillation token" : "class token";
}

std::vector<std::pair<std::string, torch::Tensor>> Vit::trace(const torch::Tensor& images) {
    std::vector<std::pair<std::string, torch::Tensor>> stages;
    auto x = embed(images);
    stages.emplace_back("patch_embed", m_module->patches(images));
    stages.emplace_back("embed", x);
    for (int k = 0; k < depth(); ++k) {
        x = runBlocks(x, k, k + 1);
        stages.emplace_back("blocks." + std::to_string(k), x);
    }
    const auto normed = m_module->norm(x);
    stages.emplace_back("norm", normed);
    stages.emplace_back("logits", m_module->logits(normed));
    stages.emplace_back("logits_no_final_norm", m_module->logits(x)); // as SN-Net v1 leaves a stitched path
    return stages;
}

} // namespace klas::engine
