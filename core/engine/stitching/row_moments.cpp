// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stitching/row_moments.h"

#include "core/base/error.h"

namespace klas::engine {

torch::Tensor RowMoments::add(const torch::Tensor& rowsIn) {
    const torch::NoGradGuard noGrad;
    if (rowsIn.dim() != 2 || rowsIn.size(1) != m_width) throw Error("The rows of a least-squares fit have other widths than those before.");
    if (rowsIn.size(0) == 0) return rowsIn.to(torch::kFloat64);
    if (m_rows == 0) {
        m_shift = rowsIn.mean(0, false, torch::kFloat64);
        m_sum = torch::zeros_like(m_shift);
        m_squares = torch::zeros_like(m_shift);
    }
    const auto rows = torch::sub(rowsIn, m_shift); // promoted to float64 in the same pass
    const auto squares = torch::linalg_vector_norm(rows, 2, {0}).square();
    if (!torch::isfinite(squares.sum()).item<bool>())
        throw Error("The features of a stitch are not finite; the weights or the images are damaged.");
    m_sum += rows.sum(0);
    m_squares += squares;
    m_rows += rows.size(0);
    return rows;
}

} // namespace klas::engine
