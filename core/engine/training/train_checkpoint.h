// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/training/trainer.h"

namespace klas::engine {

/// Writes one safetensors file, atomically: weights under their own names, `adamw.m`, `adamw.v`, and as
/// metadata the architecture, the options, the number of training images and the results so far. There is no
/// other state: the order and augmentation of an epoch follow from its number.
void saveTrainCheckpoint(const fs::path& path, Net& net, const AdamW& adamw, const TrainOptions& options,
                         long trainImages, const std::vector<EpochResult>& results);

/// Restores weights and optimiser; returns the results so far, one per finished epoch. Throws Error when the
/// file is damaged or belongs to another network, data size or options.
std::vector<EpochResult> loadTrainCheckpoint(const fs::path& path, Net& net, AdamW& adamw,
                                             const TrainOptions& options, long trainImages);

/// Parameters and buffers under their registered names, as a weights file has them.
std::vector<std::pair<std::string, torch::Tensor>> namedWeights(Net& net);

} // namespace klas::engine
