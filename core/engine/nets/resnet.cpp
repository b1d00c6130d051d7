// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/nets/resnet.h"

#include "core/engine/nets/layers.h"

#include <ATen/CPUGeneratorImpl.h>
#include <cmath>

namespace klas::engine {

ResnetModule::ResnetModule(const ResnetConfig& config) {
    stem = register_module("conv1", plainConvolution(config.inChannels, config.stemWidth, 7, 2));
    stemNorm = register_module("bn1", batchNorm(config.stemWidth, config.batchNormEps));
    int in = config.stemWidth;
    for (int stage = 1; stage <= config.stages(); ++stage) {
        const auto list = std::make_shared<torch::nn::Module>("layer");
        const int planes = config.planes[static_cast<size_t>(stage - 1)];
        for (int k = 0; k < config.layers[static_cast<size_t>(stage - 1)]; ++k) {
            blocks.emplace_back(config, in, planes, stage > 1 && k == 0 ? 2 : 1);
            list->register_module(std::to_string(k), blocks.back());
            in = planes * config.expansion();
        }
        register_module("layer" + std::to_string(stage), list);
    }
    head = register_module("fc", torch::nn::Linear(in, config.classes));
}

Resnet::Resnet(const ArchConfig& arch, NetCard card, std::uint64_t seed)
    : Net(arch, std::move(card))
    , m_module(std::make_shared<ResnetModule>(arch.resnet())) {
    const torch::NoGradGuard noGrad;
    initialiseWeights(*m_module, seed);
    const auto generator = at::detail::createCPUGenerator(seed + 1);
    for (const auto& child : m_module->modules()) // variance 2 / fan-out (He et al., arXiv 1502.01852)
        if (const auto* c = child->as<torch::nn::Conv2d>()) {
            const double fanOut = double(c->weight.size(0) * c->weight.size(2) * c->weight.size(3));
            c->weight.normal_(0, std::sqrt(2 / fanOut), generator);
        }
    m_module->eval();
}

torch::Tensor Resnet::stem(const torch::Tensor& images) {
    return convolveNormed(images, m_module->stem, m_module->stemNorm, Activation::Relu);
}

torch::Tensor Resnet::embed(const torch::Tensor& images) {
    requireImages(images);
    return torch::max_pool2d(stem(images), 3, 2, 1); // B x C x H x W
}

torch::Tensor Resnet::runBlocks(torch::Tensor features, int from, int to) {
    requireBlocks(from, to);
    for (int k = from; k < to; ++k)
        features = m_module->blocks[static_cast<size_t>(k)](features); // B x C x H x W
    return features;
}

torch::Tensor Resnet::classify(const torch::Tensor& features) {
    return m_module->head(pool(features));
}

std::vector<std::pair<std::string, torch::Tensor>> Resnet::trace(const torch::Tensor& images) {
    std::vector<std::pair<std::string, torch::Tensor>> stages;
    auto x = embed(images);
    stages.emplace_back("act1", stem(images));
    stages.emplace_back("stem", x);
    int block = 0, stage = 0;
    for (const int count : arch().resnet().layers) {
        ++stage;
        for (int k = 0; k < count; ++k, ++block) {
            x = runBlocks(x, block, block + 1);
            stages.emplace_back("layer" + std::to_string(stage) + "." + std::to_string(k), x);
        }
    }
    stages.emplace_back("pool", pool(x));
    stages.emplace_back("logits", classify(x));
    return stages;
}

} // namespace klas::engine
