// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/safetensors.h"

namespace klas::engine {

/// Copies a file's tensors into a module's parameters and buffers of the same names, converting the type.
/// Throws Error listing missing, surplus and misshapen keys, or naming the first tensor that holds a NaN or
/// infinity.
void loadWeights(torch::nn::Module& module, const SafeTensors& file, const std::string& networkName);

/// Parameters and buffers under their registered names, in registration order: what a checkpoint holds.
NamedTensors stateOf(const torch::nn::Module& module);

} // namespace klas::engine
