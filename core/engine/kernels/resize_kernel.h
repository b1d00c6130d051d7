// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/kernels/instruction_set.h"

#include <cstdint>

namespace klas::engine::kernels {

inline constexpr int kResizeBits = 22; ///< of the fraction of a weight
inline constexpr long kResizeGroup = 4; ///< taps come in groups of so many, the last filled up with weights of 0

/// One row of pixels of four bytes, resampled along the row:
///
///     out[x] = clip((1/2 + Σ_{t < used[x]} in[first[x] + t] · weights[x][t]) >> 22), for each of the four bytes
///
/// Reads up to kResizeGroup - 1 pixels behind the last tap that counts; their weights are 0.
struct ResizeRow {
    const std::uint8_t* in;
    std::uint8_t* out;
    const int* first;            ///< width; in pixels from `in`
    const int* used;             ///< width; taps that count
    const std::int32_t* weights; ///< width x taps x 4: each weight four times, once per byte
    long taps;                   ///< a multiple of kResizeGroup
    long width;                  ///< pixels
};
void resizeRow(const ResizeRow& row);

/// One row resampled across `taps` rows that lie `stride` bytes apart: out[b] = clip((1/2 + Σ_t in[t · stride + b] ·
/// weights[t]) >> 22). Reads and writes whole vectors: up to 63 bytes behind `bytes`.
struct ResizeColumns {
    const std::uint8_t* in;
    long stride;
    std::uint8_t* out;
    const std::int32_t* weights;
    long taps;
    long bytes;
};
void resizeColumns(const ResizeColumns& columns);

namespace portable {
void resizeRow(const ResizeRow& row);
void resizeColumns(const ResizeColumns& columns);
}
#ifdef __x86_64__
namespace avx2 {
void resizeRow(const ResizeRow& row);
void resizeColumns(const ResizeColumns& columns);
}
namespace avx512 {
void resizeRow(const ResizeRow& row);
void resizeColumns(const ResizeColumns& columns);
}
#endif

} // namespace klas::engine::kernels
