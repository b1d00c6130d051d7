// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/data/dataset.h"
#include "core/engine/meters/accuracy.h"
#include "core/engine/stitching/stitched_family.h"
#include "core/records/evaluation.h"

namespace klas::engine {

struct SweepResult {
    Configuration configuration;
    AccuracyMeter meter;
    Hits hits; ///< of top-1, in the dataset's order
};

/// Measures configurations on the first `images` of a dataset (0 = all) in one pass over it. For each batch every anchor
/// runs block by block once, as far as it is needed, and each stitch leaves it at its block: no prefix is computed twice.
/// On the CPU the results equal those of each network alone, to the bit. Throws Error for logits that are not finite,
/// naming the network.
std::vector<SweepResult> sweep(StitchedFamily& family, const std::vector<Configuration>& configurations, const Dataset& dataset,
                               long images, long batch, Progress progress);

/// The same walk for one batch: logits of each configuration, in their order (klas bench measures it apart).
std::vector<torch::Tensor> sweepBatch(StitchedFamily& family, const std::vector<Configuration>& configurations,
                                      const torch::Tensor& images);

/// Seconds of one image alone (median of repetitions) and images per second in batches, on the family's device.
struct Speed {
    double latency = 0, throughput = 0;
};
Speed measureSpeed(StitchedFamily& family, const Configuration& configuration, const torch::Tensor& images);

} // namespace klas::engine
