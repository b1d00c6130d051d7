// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/bench/timing.h"

namespace klas::engine::bench {

/// Time of Θ of all pairs of four anchors with 12 blocks each, on prepared logits, over the time of the float64 log-softmax
/// of the same logits that it cannot do without.
Figure thetaBench(long images, long classes, int rounds);

} // namespace klas::engine::bench
