// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"
#include "core/records/score_matrix.h"

#include <vector>

namespace klas::engine {

/// "Direct matching": what the best affine map from source block i to target block j leaves unexplained, on
/// pooled features:
///
///     score_ij = min_{W,b} Σ |y - W x - b|² / Σ |y - ȳ|²  =  1 - R²       (0 = exact, 1 = no better than the
///     mean)
///
/// Solved in float64 from Gram matrices that grow batch by batch, about the first batch's mean so that large
/// common offsets do not cost digits; minimum-norm where the source features are rank-deficient. Not defined
/// (NaN) where y does not vary. Values below about 1e-13 are rounding.
class LeastSquaresAccumulator {
public:
    /// Features of every block, each B x C_i, same B and device for all calls.
    void add(const std::vector<torch::Tensor>& source, const std::vector<torch::Tensor>& target);

    long images() const { return m_images; }
    torch::Tensor mean() const; ///< m x n, float64, CPU
    ScoreMatrix matrix() const;

private:
    long m_images = 0;
    std::vector<long> m_sourceWidths, m_targetWidths;
    torch::Tensor m_shift;         ///< channels of all source blocks, then of all target blocks
    torch::Tensor m_sum;           ///< of x - shift
    torch::Tensor m_sourceGram;    ///< sum C_f x sum C_f; its diagonal blocks are used
    torch::Tensor m_crossGram;     ///< sum C_f x sum C_g
    torch::Tensor m_targetSquares; ///< sum C_g
};

} // namespace klas::engine
