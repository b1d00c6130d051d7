// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/bench/timing.h"

namespace klas::engine::bench {

/// Time of Θ of all pairs (a network with itself, too) of some networks with 12 blocks each, on prepared float32 logits,
/// over the time of the float64 log-softmax of the same logits that it cannot do without. That one is done as fast as
/// LibTorch can: the best of several batch sizes, batches spread over the threads.
Figure thetaBench(long networks, long images, long classes, int rounds);

/// The same for Θ between two networks, one way.
Figure thetaPairBench(long images, long classes, int rounds);

} // namespace klas::engine::bench
