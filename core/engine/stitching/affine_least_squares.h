// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/stitching/row_moments.h"

#include <memory>
#include <vector>

namespace klas::engine {

/// The best affine map y ≈ W x + b in the least-squares sense, and what it leaves.
struct AffineMap {
    torch::Tensor weight, bias; ///< C_y x C_x and C_y, float64, CPU
    double mse = 0;             ///< mean over rows and channels of (y - W x - b)²
    long rank = 0;              ///< directions of x that carry information
};

/// Least squares from one set of rows to several targets, from Gram matrices that grow batch by batch: memory does not grow
/// with rows, and one pass serves all targets. Float64 throughout. Directions of x below the rounding of the Gram matrix
/// are left out; of all solutions the one with the smallest |W|² + |b|² is returned, which is what the pseudo-inverse of
/// [X 1] gives.
///
///     RowMoments x(384), y0(768), y1(768);
///     AffineLeastSquares fit(x, {&y0, &y1});
///     for (...) fit.add(x.add(rowsX), {y0.add(rowsY0), y1.add(rowsY1)});
///     const AffineMap map = fit.solve(1);
class AffineLeastSquares {
public:
    /// The moments stay the caller's, and may serve other fits too.
    AffineLeastSquares(const RowMoments& x, std::vector<const RowMoments*> targets);

    /// What the moments of x and of every target gave for the same rows. Throws Error on other sizes.
    void add(const torch::Tensor& x, const std::vector<torch::Tensor>& targets);
    /// Throws Error before the first row.
    AffineMap solve(size_t target) const;

private:
    struct Spectrum; ///< of the centred Gram matrix of x
    const Spectrum& spectrum() const;

    const RowMoments& m_x;
    std::vector<const RowMoments*> m_targets;
    torch::Tensor m_gram;               ///< C_x x C_x
    std::vector<torch::Tensor> m_cross; ///< C_x x C_y, per target
    mutable std::shared_ptr<Spectrum> m_spectrum; ///< made by the first solve() after an add()
};

} // namespace klas::engine
