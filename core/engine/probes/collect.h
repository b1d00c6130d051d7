// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/data/dataset.h"
#include "core/engine/nets/pooling.h"
#include "core/engine/probes/feature_cache.h"

namespace klas::engine {

/// One pass of the network over the images that `cache` still lacks, in order from the first: pools every
/// block's features and, where the cache has room for them, the network's own logits. Block widths are those
/// of pooledWidths(). Holds one batch at a time. Throws Error naming block and batch when features are not
/// finite; Cancelled.
void collectFeatures(Net& net, Pooling pooling, const Dataset& dataset, FeatureCache& cache, torch::Device device,
                     long batch, Progress progress);

/// Channels of every block's pooled features, found by running one blank image.
std::vector<long> pooledWidths(Net& net, Pooling pooling, torch::Device device);

} // namespace klas::engine
