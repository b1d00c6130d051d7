// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/load_weights.h"

#include "core/base/error.h"
#include "core/engine/checkpoints/derived_buffers.h"
#include "core/engine/checkpoints/guess_architecture.h"
#include "core/engine/checkpoints/short_list.h"

#include <set>

namespace klas::engine {

namespace {

/// "; they look like deit_tiny_patch16_224 with 10 classes", or what else may help.
std::string advice(const Checkpoint& file) {
    if (!file.info().problem.empty()) return "; " + file.info().problem;
    try {
        const auto guess = guessArchitecture(file);
        if (!guess) return file.info().family.empty() ? "; their keys are of no family that klas knows (ViT, Swin, ResNet, LeViT)" : "";
        const std::string classes = " with " + std::to_string(guess->arch.classes()) + " classes";
        if (guess->named) return "; they look like " + guess->arch.name + classes;
        return "; they look like a " + guess->arch.family + classes + " of a size without a name, which klas checkpoint inspect describes";
    } catch (const Error&) { // a damaged description in the file: the keys say what is wrong
        return "";
    }
}

/// Of the network's own, which the file may also hold.
bool isCounter(const std::string& name) {
    return name.ends_with("num_batches_tracked");
}

} // namespace

NamedTensors stateOf(const torch::nn::Module& module) {
    NamedTensors state;
    for (const auto& item : module.named_parameters())
        state.emplace_back(item.key(), item.value());
    for (const auto& item : module.named_buffers())
        state.emplace_back(item.key(), item.value());
    return state;
}

KeyComparison compareKeys(const torch::nn::Module& module, const Checkpoint& file) {
    KeyComparison result;
    std::set<std::string> wanted;
    for (const auto& [name, tensor] : stateOf(module)) {
        wanted.insert(name);
        if (!file.contains(name)) {
            (isDerivedBuffer(name) ? result.passedOver : result.missing).push_back(name);
            continue;
        }
        if (isDerivedBuffer(name)) continue;
        const NamedParts& parts = file.parts(name);
        const auto shape = parts.shape();
        if (tensor.is_floating_point() && !parts.parts.front().is_floating_point())
            result.misshapen.push_back(name + " (whole numbers, expected floating-point ones)");
        else if (shape != tensor.sizes().vec())
            result.misshapen.push_back(name + " (" + shapeText(shape) + ", expected " + shapeText(tensor.sizes()) + ")");
    }
    for (const std::string& name : file.names()) {
        if (isDerivedBuffer(name)) {
            if (!isExpectedBuffer(name, file.tensor(name)))
                result.misshapen.push_back(name + " (a table of indices in another order than the network's)");
            else if (!wanted.count(name))
                result.passedOver.push_back(name);
        } else if (!wanted.count(name))
            result.surplus.push_back(name);
    }
    return result;
}

void loadWeights(torch::nn::Module& module, const Checkpoint& file, const std::string& networkName) {
    const torch::NoGradGuard noGrad;
    const KeyComparison keys = compareKeys(module, file);
    std::string trouble;
    const auto add = [&](const char* label, const std::vector<std::string>& names) {
        if (!names.empty())
            trouble += (trouble.empty() ? "" : "; ") + std::string(label) + " " + shortList(names);
    };
    add("missing:", keys.missing);
    add("surplus:", keys.surplus);
    add("wrong shape or type:", keys.misshapen);
    if (!trouble.empty())
        throw Error("The weights in " + file.path().string() + " do not fit " + networkName + ": " + trouble +
                    ". Choose the architecture these weights were trained for" + advice(file) + ".");

    for (auto& [name, tensor] : stateOf(module)) {
        if (!file.contains(name) || (isDerivedBuffer(name) && !isCounter(name))) continue;
        const auto value = file.tensor(name);
        if (isCounter(name) && value.numel() != 1) continue;
        tensor.copy_(isCounter(name) ? value.reshape(tensor.sizes()) : value);
        if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>())
            throw Error("The weights in " + file.path().string() + " cannot be used: " + name +
                        " holds values that are not numbers (NaN or infinity).");
    }
}

} // namespace klas::engine
