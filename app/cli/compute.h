// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/records/anchor.h"

#include <string>

namespace klas::cli {

/// Starts LibTorch with the threads asked for. Returns the device that will be used, "CPU (2 threads)".
/// Throws Error.
std::string startCompute(const std::string& device, int threads);

/// An anchor from its weights: the architecture comes from `config` (a JSON file) or, where that is empty,
/// from the metadata "klas.arch" of the safetensors file. Throws Error when there is none, or the weights do
/// not fit it.
Anchor readAnchor(const std::string& name, const std::string& weights, const std::string& config);

} // namespace klas::cli
