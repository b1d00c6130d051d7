// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cascade.h"
#include "core/base/progress.h"
#include "core/engine/data/dataset.h"
#include "core/engine/nets/net.h"

namespace klas::engine {

/// What a cascade of two networks sees of every image of a dataset, in its order: both run on all of them, in one pass.
/// Both are on `device`. Throws Error when the data does not fit, or for logits that are not finite.
std::vector<CascadeImage> cascadeImages(Net& source, Net& target, const Dataset& dataset, torch::Device device, long batch,
                                        Progress progress);

} // namespace klas::engine
