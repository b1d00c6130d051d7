// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/load_weights.h"

#include "core/base/error.h"

#include <set>

namespace klas::engine {

namespace {

std::string shapeText(at::IntArrayRef sizes) {
    std::string text;
    for (const auto size : sizes)
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    return text.empty() ? "a scalar" : text;
}

/// "a, b, c and 9 more"
std::string shortList(const std::vector<std::string>& names) {
    constexpr size_t shown = 5;
    std::string text;
    for (size_t k = 0; k < std::min(shown, names.size()); ++k)
        text += (k ? ", " : "") + names[k];
    if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
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

void loadWeights(torch::nn::Module& module, const SafeTensors& file, const std::string& networkName) {
    const torch::NoGradGuard noGrad;
    const NamedTensors state = stateOf(module);
    std::vector<std::string> missing, surplus, misshapen;
    std::set<std::string> wanted;
    for (const auto& [name, tensor] : state) {
        wanted.insert(name);
        if (!file.contains(name)) {
            missing.push_back(name);
            continue;
        }
        const auto value = file.tensor(name);
        const auto sizes = value.sizes();
        if (tensor.is_floating_point() && !value.is_floating_point())
            misshapen.push_back(name + " (whole numbers, expected floating-point ones)");
        else if (sizes != tensor.sizes())
            misshapen.push_back(name + " (" + shapeText(sizes) + ", expected " + shapeText(tensor.sizes()) +
                                ")");
    }
    for (const std::string& name : file.names())
        if (!wanted.count(name)) surplus.push_back(name);

    std::string trouble;
    const auto add = [&](const char* label, const std::vector<std::string>& names) {
        if (!names.empty())
            trouble += (trouble.empty() ? "" : "; ") + std::string(label) + " " + shortList(names);
    };
    add("missing:", missing);
    add("surplus:", surplus);
    add("wrong shape or type:", misshapen);
    if (!trouble.empty())
        throw Error("The weights in " + file.path().string() + " do not fit " + networkName + ": " + trouble +
                    ". Choose the architecture these weights were trained for.");

    for (auto& [name, tensor] : state) {
        tensor.copy_(file.tensor(name));
        if (tensor.is_floating_point() && !torch::isfinite(tensor).all().item<bool>())
            throw Error("The weights in " + file.path().string() + " cannot be used: " + name +
                        " holds values that are not numbers (NaN or infinity).");
    }
}

} // namespace klas::engine
