// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"
#include "core/engine/checkpoints/load_weights.h"
#include "core/engine/nets/vit.h"

namespace klas::engine {

std::unique_ptr<Net> makeNet(const ArchConfig& arch, std::uint64_t seed) {
    check(arch);
    return std::make_unique<Vit>(arch, netCard(arch), seed);
}

std::unique_ptr<Net> loadNet(const ArchConfig& arch, const std::string& weightsFile, torch::Device device) {
    auto net = makeNet(arch);
    loadWeights(net->module(), SafeTensors(weightsFile), arch.name);
    net->module().to(device);
    for (auto& parameter : net->module().parameters())
        parameter.set_requires_grad(false);
    return net;
}

} // namespace klas::engine
