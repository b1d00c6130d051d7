// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

#include <string>

namespace klas::engine {

/// Turns "auto", "cpu", "cuda", "cuda:N" into a device; auto takes the first CUDA device there is. Throws
/// Error.
torch::Device pickDevice(const std::string& wanted);
/// "CPU (2 threads)" or "NVIDIA H100 (CUDA 0)": named in every result.
std::string describe(const torch::Device& device);
/// Waits until the device has done all that it was given; the CPU always has.
void synchronise(const torch::Device& device);
/// Sets intra-op threads (0 = all cores), one inter-op thread, and warns in the log when the BLAS is slow
/// (below 10 GFLOP/s a core). Call once at start.
void initCompute(int threads);

} // namespace klas::engine
