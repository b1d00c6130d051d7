// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/kernels/instruction_set.h"

#include <cstdint>

namespace klas::engine::kernels {

constexpr int kResizeBits = 22; ///< after the point, of the weights

/// The weighted sums of a separable resize of 8-bit RGB, each rounded to a byte.
struct ResizeKernels {
    /// One row: out[x] = Σ_k weights[x·taps + k] · in[starts[x] + k] for `width` pixels of three bytes. `spare` has room
    /// for (in's pixels + 1) x 4 bytes; `inPixels` are read from `in`.
    void (*horizontal)(const std::uint8_t* in, int inPixels, const int* starts, const int* weights, int taps, int width,
                       std::uint8_t* spare, std::uint8_t* out);
    /// One row out of `taps` rows, `bytes` each: out[b] = Σ_k weights[k] · in[k·pitch + b].
    void (*vertical)(const std::uint8_t* in, long pitch, const int* weights, int taps, long bytes, std::uint8_t* out);
};

/// Those of instructionSet().
const ResizeKernels& resizeKernels();

namespace portable {
extern const ResizeKernels resizeKernels;
}
#ifdef __x86_64__
namespace avx2 {
extern const ResizeKernels resizeKernels;
}
namespace avx512 {
extern const ResizeKernels resizeKernels;
}
#endif

} // namespace klas::engine::kernels
