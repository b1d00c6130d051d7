// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/bench/timing.h"
#include "core/engine/torch.h"
#include "core/records/arch_config.h"


namespace klas::engine::bench {

/// Share of the machine's matrix-product rate that a forward of each architecture reaches, at `batch` images. Both are
/// measured in turn in this run; FLOPs are the network's matrix products only (its card's count), two operations each.
std::vector<Figure> forwardBench(const std::vector<ArchConfig>& archs, long batch, int rounds, torch::Device device);

/// Time of a ResNet's forward at `batch` images beside its bare convolutions: the same convolutions on maps of the same
/// shapes, one after another, as LibTorch computes them fastest (channels last on the CPU); no batch norm, ReLU, addition,
/// pooling or head. Measured in turn in this run.
Figure convolutionBench(const ArchConfig& arch, long batch, int rounds, torch::Device device);

} // namespace klas::engine::bench
