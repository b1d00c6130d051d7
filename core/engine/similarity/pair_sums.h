// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

namespace klas::engine {

/// Terms that a pair sum has beside the matrix product; undefined = 0.
struct PairTerms {
    torch::Tensor row;    ///< a, B x m
    torch::Tensor column; ///< b, B x M
    torch::Tensor shift;  ///< s, B x K
};

/// Sums over images of v = a_i + b_j + Σ_k p_ik s_k + scale · Σ_k p_ik l_kj and of v², for every pair (i, j).
///
/// p B x m x K, l B x K x M (M a multiple of kernels::kLanes), all float64, contiguous, on one device. Adds
/// to `sum` and `squares`, both m x M. One matrix product per image; on the CPU the products, the sums and
/// the squares are one loop that never stores the B x m x M values. Deterministic for any number of threads.
void addPairSums(const torch::Tensor& p, const torch::Tensor& l, const PairTerms& terms, double scale,
                 torch::Tensor& sum, torch::Tensor& squares);

} // namespace klas::engine
