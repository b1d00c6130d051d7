// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/bench/timing.h"
#include "core/engine/data/dataset.h"
#include "core/engine/stitching/stitched_family.h"
#include "core/records/anchor.h"

#include <string>
#include <vector>

namespace klas::engine::bench {

/// Networks of these architectures with random weights, written into the folder: what a bench of costs stitches where no
/// trained ones are at hand. Named after their architectures.
std::vector<Anchor> randomAnchors(const std::vector<std::string>& architectures, int classes, const std::string& folder);

/// All layers of the family initialised from the first `images` images, beside a pseudo-inverse of [X 1] for each stitch on
/// the raw activations, which are kept for that (as SN-Net's code has it, arXiv 2302.06586): in float64, which is what ours
/// is exact to, and in float32. The networks' run, the same for all, is measured apart and taken off; the last figure has it
/// back.
std::vector<Figure> initBench(StitchedFamily& family, const Dataset& train, long images, int rounds);

} // namespace klas::engine::bench
