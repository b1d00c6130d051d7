// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image.h"

namespace klas::engine {

enum class Interpolation { Bilinear, Bicubic };
/// "bilinear" or "bicubic". Throws Error.
Interpolation interpolationFromText(const std::string& text);

/// The weights of one axis of PIL's antialiased resize of `length` pixels to `outLength`, for outputs
/// first..first+count-1: the filter (triangle, or cubic convolution with a = -1/2, Keys 1981) is widened by the shrinking,
/// cut at the edges, normalised and rounded to 22 bits after the point.
struct ResizeAxis {
    int taps = 0;
    std::vector<int> starts;  ///< first input of each output
    std::vector<int> weights; ///< outputs x taps, zero beyond an output's last
    int begin = 0, end = 0;   ///< of the inputs that are needed
    bool same = false;        ///< nothing to do: inputs are outputs
};
ResizeAxis resizeAxis(int length, int outLength, int first, int count,
                      Interpolation interpolation);

/// The rectangle `crop` of `image` resized by the axes, which were made for it: horizontally, rounded to bytes, then
/// vertically, as PIL does. `out`: crop.height x crop.width x 3. The image must hold what the axes need.
void resize(const Image& image, const ResizeAxis& columns, const ResizeAxis& rows, std::uint8_t* out);

} // namespace klas::engine
