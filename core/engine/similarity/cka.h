// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"
#include "core/records/score_matrix.h"

#include <vector>

namespace klas::engine {

/// Linear CKA between pooled features, from minibatches with the unbiased HSIC1 estimator (Nguyen, Raghu &
/// Kornblith, "Do wide and deep networks learn the same things?", ICLR 2021, arXiv 2010.15327):
///
///     CKA_ij = mean_b HSIC1(K_i, L_j) / sqrt(mean_b HSIC1(K_i, K_i) · mean_b HSIC1(L_j, L_j)),   K = X Xᵀ, L
///     = Y Yᵀ
///
/// Larger is closer, at most 1 in expectation; independent features may give small negative values. It is
/// invariant to rotation and scale. The value depends on the batch size: keep it the same within a
/// comparison.
class CkaAccumulator {
public:
    CkaAccumulator(long m, long n);
    /// Features of every block, each B x C_i, same B and device. Batches of fewer than 4 images carry no
    /// estimate and are left out.
    void add(const std::vector<torch::Tensor>& source, const std::vector<torch::Tensor>& target);

    long images() const { return m_images; }
    torch::Tensor mean() const; ///< m x n, float64, CPU; NaN where a block's features do not vary
    ScoreMatrix matrix() const;

private:
    long m_images = 0;
    torch::Tensor m_cross, m_source, m_target; ///< m x n, m, n
};

} // namespace klas::engine
