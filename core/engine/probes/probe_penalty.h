// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/probes/probe_objective.h"

namespace klas::engine {

/// The l2 of every probe when none is asked for (ours; the paper is silent). With plenty of images (100 for each
/// parameter of a class) a small one that changes nothing, 1e-4. With fewer, probes would learn the images by heart and
/// Θ would measure that: each probe gets the one of 1e-4, 1e-3, 1e-2, 1e-1 that leaves the least loss on the last tenth
/// of the training images, held out for the choice. Validation images play no part.
///
/// features n x N x C and labels N in random order, as splits are.
std::vector<double> choosePenalties(const torch::Tensor& features, const torch::Tensor& labels, long classes,
                                    int iterations, torch::Device device, Progress progress);

} // namespace klas::engine
