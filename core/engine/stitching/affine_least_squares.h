// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>
#include <vector>

namespace klas::engine {

/// The best affine map y ≈ W x + b in the least-squares sense, and what it leaves.
struct AffineMap {
    torch::Tensor weight, bias; ///< C_y x C_x and C_y, float64, CPU
    double mse = 0;             ///< mean over rows and channels of (y - W x - b)²
    long rank = 0;              ///< directions of x that carry information
};

/// Least squares from one set of rows to several targets, from Gram matrices that grow batch by batch: memory does not grow
/// with rows, and one pass serves all targets. Float64 throughout, about the first batch's mean, so that large common
/// offsets cost no digits. Directions of x below the rounding of the Gram matrix are left out; of all solutions the one
/// with the smallest |W|² + |b|² is returned, which is what the pseudo-inverse of [X 1] gives.
///
///     AffineLeastSquares fit(384, {768, 768});
///     for (...) fit.add(x, {y0, y1});                       // rows x 384, rows x 768
///     const AffineMap map = fit.solve(1);
class AffineLeastSquares {
public:
    AffineLeastSquares(long width, std::vector<long> targetWidths);

    /// Rows of x and of every target; any float type and device, the same for all calls. Throws Error on other widths or
    /// values that are not finite.
    void add(const torch::Tensor& x, const std::vector<torch::Tensor>& targets);
    long rows() const { return m_rows; }
    /// Throws Error before the first row.
    AffineMap solve(size_t target) const;

private:
    struct Spectrum; ///< of the centred Gram matrix of x
    const Spectrum& spectrum() const;

    long m_width = 0, m_rows = 0;
    std::vector<long> m_targetWidths, m_targetBegin;
    torch::Tensor m_shift, m_targetShift; ///< first batch's means
    torch::Tensor m_sum, m_targetSum;     ///< of what is shifted
    torch::Tensor m_gram, m_cross;        ///< C_x x C_x; C_x x all C_y
    torch::Tensor m_targetSquares;        ///< all C_y
    mutable std::shared_ptr<Spectrum> m_spectrum; ///< made by the first solve() after an add()
};

} // namespace klas::engine
