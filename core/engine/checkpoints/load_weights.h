// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/checkpoint.h"

#include <string>
#include <vector>

namespace klas::engine {

/// What stands between a checkpoint and a network's parameters and buffers.
struct KeyComparison {
    std::vector<std::string> missing;   ///< the network needs them, the file has none
    std::vector<std::string> surplus;   ///< the file has them, the network has no place
    std::vector<std::string> misshapen; ///< "NAME (3 x 4, expected 4 x 3)"
    std::vector<std::string> passedOver; ///< buffers that follow from the architecture: not copied, or not needed

    bool fits() const { return missing.empty() && surplus.empty() && misshapen.empty(); }
};

/// Buffers that follow from the architecture (derived_buffers.h) may be missing on either side; a table of indices in the
/// file must be the one our networks use, or it counts as misshapen.
KeyComparison compareKeys(const torch::nn::Module& module, const Checkpoint& file);

/// Copies a file's tensors into a module's parameters and buffers of the same names, converting the type (float64, float32,
/// float16, bfloat16). Throws Error listing missing, surplus and misshapen keys with the architecture that the file looks
/// like, or naming the first tensor that holds a NaN or infinity.
void loadWeights(torch::nn::Module& module, const Checkpoint& file, const std::string& networkName);

/// Parameters and buffers under their registered names, in registration order: what a checkpoint holds.
NamedTensors stateOf(const torch::nn::Module& module);

} // namespace klas::engine
