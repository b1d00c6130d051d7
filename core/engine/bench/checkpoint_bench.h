// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/bench/timing.h"

namespace klas::engine::bench {

/// Opens a safetensors file of 350 MB (88 tensors of 1024 x 1024 float32, written to a scratch folder) and touches its
/// header and first tensor: seconds, as a share of reading the whole file into memory, and how much memory of its own
/// (not of the file's cache) the process gains once every value has been read: a second copy would be 350 MB.
std::vector<Figure> checkpointBench(int rounds);

} // namespace klas::engine::bench
