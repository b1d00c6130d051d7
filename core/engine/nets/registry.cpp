// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"
#include "core/engine/checkpoints/load_weights.h"
#include "core/engine/nets/levit.h"
#include "core/engine/nets/resnet.h"
#include "core/engine/nets/swin.h"
#include "core/engine/nets/vit.h"

namespace klas::engine {

namespace {

constexpr std::int64_t kLarge = 1 << 28; ///< parameters; 1 GiB

/// A description far larger than its weights is refused before gigabytes are allocated for it. Smaller ones are
/// built, for then loadWeights() can name each key that does not fit.
void requireEnough(const Checkpoint& file, const ArchConfig& arch) {
    const std::int64_t wanted = netCard(arch).total().params;
    if (wanted < kLarge) return;
    std::int64_t numbers = 0;
    for (const std::string& name : file.names())
        numbers += file.parts(name).numel();
    if (numbers < wanted)
        throw Error("The weights in " + file.path().string() + " do not fit " + arch.name + ": it has " +
                    std::to_string(wanted) + " parameters, but the file holds " + std::to_string(numbers) +
                    " numbers. Choose the architecture these weights were trained for.");
}

} // namespace

std::unique_ptr<Net> makeNet(const ArchConfig& arch, std::uint64_t seed) {
    check(arch);
    const auto build = [&](const auto& config) -> std::unique_ptr<Net> {
        using Config = std::decay_t<decltype(config)>;
        if constexpr (std::is_same_v<Config, VitConfig>)
            return std::make_unique<Vit>(arch, netCard(arch), seed);
        else if constexpr (std::is_same_v<Config, SwinConfig>)
            return std::make_unique<Swin>(arch, netCard(arch), seed);
        else if constexpr (std::is_same_v<Config, ResnetConfig>)
            return std::make_unique<Resnet>(arch, netCard(arch), seed);
        else
            return std::make_unique<Levit>(arch, netCard(arch), seed);
    };
    return std::visit(build, arch.shape);
}

std::unique_ptr<Net> loadNet(const ArchConfig& arch, const std::string& weightsFile, torch::Device device) {
    const Checkpoint file(weightsFile);
    requireEnough(file, arch);
    auto net = makeNet(arch);
    loadWeights(net->module(), file, arch.name);
    net->module().to(device);
    for (auto& parameter : net->module().parameters())
        parameter.set_requires_grad(false);
    return net;
}

} // namespace klas::engine
