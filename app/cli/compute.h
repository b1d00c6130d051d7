// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/records/anchor.h"

#include <string>

namespace klas::cli {

/// Starts LibTorch with the threads asked for. Returns the device that will be used, "CPU (2 threads)".
/// Throws Error.
std::string startCompute(const std::string& device, int threads);

/// An anchor from its weights, a file of any kind that engine::Checkpoint opens: the architecture comes from `config` (a
/// JSON file) or, where that is empty, from the file: its metadata "klas.arch", else what its keys and shapes describe,
/// where that leaves no doubt. `note` then says which and why. Throws Error when there is none, the weights do not fit it,
/// or the file's name promises another SHA-256.
Anchor readAnchor(const std::string& name, const std::string& weights, const std::string& config, std::string* note = nullptr);

} // namespace klas::cli
