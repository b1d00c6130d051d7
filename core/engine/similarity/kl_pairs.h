// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

#include <vector>

namespace klas::engine {

/// One pair of networks whose KL is wanted, and where Σ v and Σ v² of its cells are added: float64, m x at least n, CPU.
struct KlPair {
    size_t source, target; ///< indices into the networks
    torch::Tensor sum, squares;
};

/// Adds KL(softmax(scale x_i) || softmax(scale y_j)) of one batch for every block i of the source and j of the target of
/// all pairs at once, on the CPU.
///
/// `logits`: per network N x B x K, float32 or float64, the same B and K. Image by image (kernels::KlImages), so that the
/// softmax of a network's blocks is made once for all its pairs and never leaves the processor's cache. The result does
/// not depend on the number of threads. False, with nothing added, when a logit is NaN or infinite.
bool addKlPairs(const std::vector<torch::Tensor>& logits, double scale, std::vector<KlPair>& pairs);

} // namespace klas::engine
