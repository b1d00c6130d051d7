// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace klas::engine {

/// Sums over images of v = a_i + b_j + scale · Σ_k p_ik l_kj and of v², for every pair (i, j).
///
/// p B x m x K, l B x K x M with M >= n, a B x m, b B x n (or undefined = 0), all float64 on one device.
/// Adds to `sum` and `squares`, both m x n. One matrix product per image; on the CPU the products, the sums
/// and the squares are one loop that never stores the B x m x n values. Deterministic for any number of
/// threads.
void addPairSums(const torch::Tensor& p, const torch::Tensor& l, const torch::Tensor& a,
                 const torch::Tensor& b, double scale, torch::Tensor& sum, torch::Tensor& squares);

} // namespace klas::engine
