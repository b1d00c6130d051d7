// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/kernels/instruction_set.h"

namespace klas::engine::kernels {

/// Cells (row..row+rows) x (column..column+columns) of the W x W table of a KlImages.
struct KlRectangle {
    long row, rows, column, columns;
};

/// Some images for which the divergence of every block's prediction from every other's is summed.
///
/// W blocks (of any number of networks, one after another, W a multiple of kKlLanes: surplus blocks repeat a real one),
/// K classes, z = scale · (logits - their largest), S = Σ_k exp z, per image and pair (i, j):
///
///     v_ij = KL(p_i || p_j) = 1/S_i (Σ_k exp z_ik (z_ik - c_k) - Σ_k exp z_ik (z_jk - c_k)) + ln S_j - ln S_i
///
/// Any c cancels; the mean of z over the blocks leaves small numbers, so that a divergence of 1e-9 keeps its digits.
/// Nothing of the size of the logits is stored: an image passes through the processor's cache in slices of classes that
/// all pairs use while they are hot.
template <typename T>
struct KlImages {
    const T* const* blocks; ///< W pointers to the first image's K logits
    long images, classes, width;
    double scale;                  ///< 1 / temperature
    const KlRectangle* rectangles; ///< the cells that are wanted; of other cells of the same rows some get nonsense
    long rectangleCount;
    double* scratch; ///< klScratch() doubles, zeros
    double* sum;     ///< W x (W + kKlLanes): Σ v is added
    double* squares; ///< the same: Σ v² is added
};

inline constexpr long kKlLanes = 8;

/// Doubles of scratch that one thread needs.
long klScratch(long classes, long width);

/// Adds the images; false when a logit is NaN or infinite (the sums are then of no use).
bool addKl(const KlImages<float>& images);
bool addKl(const KlImages<double>& images);

// The versions behind the two above.
namespace portable {
bool addKl(const KlImages<float>& images);
bool addKl(const KlImages<double>& images);
} // namespace portable
#ifdef __x86_64__
namespace avx2 {
bool addKl(const KlImages<float>& images);
bool addKl(const KlImages<double>& images);
} // namespace avx2
namespace avx512 {
bool addKl(const KlImages<float>& images);
bool addKl(const KlImages<double>& images);
} // namespace avx512
#endif

/// Classes worked on at a time: exponentials and differences of all blocks, about 24 KB, stay in the first-level cache.
inline long klSlice(long width) { return width >= 96 ? 16 : width >= 48 ? 32 : 64; }

} // namespace klas::engine::kernels
