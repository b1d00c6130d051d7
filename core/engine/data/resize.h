// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image.h"

#include <cstdint>
#include <vector>

namespace klas::engine {

enum class Interpolation { Bilinear, Bicubic };

/// Weights of antialiased resampling along one axis, as PIL computes them: a filter (triangle, or Keys' cubic with
/// a = -1/2) stretched by the reduction, evaluated in double, normalised to 1 and rounded to 22 bits of fraction.
///
/// For the outputs `from`..`from + count - 1` of `out`, where the `in` positions from `start` to `start + extent` (all
/// of them by default) are resampled.
class ResizeAxis {
public:
    ResizeAxis(int in, int out, Interpolation filter, int from, int count);
    /// Of a part of the axis: start and extent in positions of the input, whole or not.
    ResizeAxis(int in, double start, double extent, int out, Interpolation filter, int from, int count);

    bool identity() const { return m_identity; } ///< nothing changes: the pass is left out
    int count() const { return static_cast<int>(m_first.size()); }
    int begin() const; ///< first input position that is read
    int end() const;   ///< behind the last

    long taps() const { return m_taps; }                               ///< per output, filled up with zeros
    const std::vector<int>& first() const { return m_first; }          ///< per output: input of its first tap
    const std::vector<int>& used() const { return m_used; }            ///< per output: taps that count
    const std::vector<std::int32_t>& weights() const { return m_weights; } ///< count x taps

private:
    bool m_identity = false;
    long m_taps = 0;
    std::vector<int> m_first, m_used;
    std::vector<std::int32_t> m_weights;
};

/// Resamples along rows, rounds to bytes, then along columns, as PIL does. `part` must hold all that the axes read; the
/// result has columns.count() x rows.count() pixels. Vectorised; nothing outside of the result is computed.
Image resize(const ImagePart& part, const ResizeAxis& columns, const ResizeAxis& rows);

/// The whole image to width x height.
Image resize(const Image& image, int width, int height, Interpolation filter);

} // namespace klas::engine
