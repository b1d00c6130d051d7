// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/compute.h"

#include "core/engine/checkpoints/guess_architecture.h"
#include "core/engine/checkpoints/name_hash.h"
#include "core/engine/device.h"
#include "core/engine/nets/net.h"
#include "core/records/weights_file.h"

namespace klas::cli {

std::string startCompute(const std::string& device, int threads) {
    engine::initCompute(threads);
    return engine::describe(engine::pickDevice(device));
}

namespace {

/// The architecture that the file itself describes.
ArchConfig archOf(const std::string& name, const engine::Checkpoint& file, std::string* note) {
    const auto guess = engine::guessArchitecture(file);
    const std::string path = file.path().string(), option = "--config " + name + "=FILE.json";
    if (!guess) {
        const std::string why = file.info().problem.empty() ? "" : ": " + file.info().problem;
        throw Error("The file " + path + " does not say which architecture it holds" + why + "; give its description with " + option + ".");
    }
    std::string assumptions;
    for (const std::string& a : guess->assumptions)
        assumptions += (assumptions.empty() ? "" : "; ") + a;
    if (!guess->certain)
        throw Error("The file " + path + " looks like a " + guess->arch.family + " without a name, but does not say all of it (assumed would be: " +
                    assumptions + "); write its description with klas checkpoint inspect " + path + " --config-out FILE.json, correct it and give it with " +
                    option + ".");
    if (note)
        *note = name + ": " + guess->arch.name + " with " + std::to_string(guess->arch.classes()) + " classes, " +
                (guess->stated ? "as the file's metadata says" : "read from the keys and shapes of the file (" + file.info().dialect + ")") +
                (assumptions.empty() ? "" : "; assumed: " + assumptions);
    return guess->arch;
}

} // namespace

Anchor readAnchor(const std::string& name, const std::string& weights, const std::string& config, std::string* note) {
    Anchor anchor;
    anchor.name = name;
    anchor.weights = weightsFileIn(fs::absolute(weights).lexically_normal()).string();
    anchor.sha256 = weightsSha256(anchor.weights);
    engine::checkNameHash(anchor.weights, anchor.sha256);
    if (config.empty())
        anchor.arch = archOf(name, engine::Checkpoint(anchor.weights), note);
    else
        anchor.arch = archFromJson(parseJson(readTextFile(config), config), config);
    engine::loadNet(anchor.arch, anchor.weights, torch::kCPU);
    return anchor;
}

} // namespace klas::cli
