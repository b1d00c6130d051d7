// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/checkpoints/raw_checkpoint.h"

#include <functional>

namespace klas::engine {

/// Reads every file of a sharded checkpoint with `readFile` and takes from each the tensors that the index places there
/// (core/records/weights_file.h). Throws Error: a file that is missing, a tensor that its file does not hold.
RawCheckpoint readSharded(const fs::path& index, const std::function<RawCheckpoint(const fs::path&)>& readFile);

} // namespace klas::engine
