// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/compute.h"

#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/device.h"
#include "core/engine/nets/net.h"

namespace klas::cli {

std::string startCompute(const std::string& device, int threads) {
    engine::initCompute(threads);
    return engine::describe(engine::pickDevice(device));
}

Anchor readAnchor(const std::string& name, const std::string& weights, const std::string& config) {
    Anchor anchor;
    anchor.name = name;
    anchor.weights = fs::absolute(weights).lexically_normal().string();
    if (!config.empty()) {
        anchor.arch = archFromJson(parseJson(readTextFile(config), config), config);
    } else {
        const auto metadata = engine::SafeTensors(anchor.weights).metadata();
        const auto arch = metadata.find("klas.arch");
        if (arch == metadata.end())
            throw Error("The file " + weights +
                        " does not say which architecture it holds; give its description with --config " +
                        name + "=FILE.json.");
        anchor.arch = archFromJson(parseJson(arch->second, weights), weights);
    }
    engine::loadNet(anchor.arch, anchor.weights, torch::kCPU);
    anchor.sha256 = sha256File(anchor.weights);
    return anchor;
}

} // namespace klas::cli
