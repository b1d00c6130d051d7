// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

namespace klas::engine {

/// Sums over rows that arrive batch by batch, in float64 about the first batch's mean, so that large common offsets cost no
/// digits. Made once for each block's features, however many least-squares fits read them.
class RowMoments {
public:
    explicit RowMoments(long width)
        : m_width(width) {}

    /// rows x width, any float type and device, the same for all calls -> the rows in float64 less shift(). Throws Error on
    /// another width or values that are not finite.
    torch::Tensor add(const torch::Tensor& rows);

    long width() const { return m_width; }
    long rows() const { return m_rows; }
    const torch::Tensor& shift() const { return m_shift; }     ///< width
    const torch::Tensor& sum() const { return m_sum; }         ///< width, of the shifted rows
    const torch::Tensor& squares() const { return m_squares; } ///< width, of the shifted rows

private:
    long m_width, m_rows = 0;
    torch::Tensor m_shift, m_sum, m_squares;
};

} // namespace klas::engine
