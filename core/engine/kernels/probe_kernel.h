// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/kernels/instruction_set.h"

namespace klas::engine::kernels {

inline constexpr long kProbeImages = 256; ///< of a tile
inline constexpr long kProbeGroup = 32;   ///< images that lie side by side
inline constexpr long kProbeLanes = 16;   ///< running sums per weight of the gradient

/// Cross-entropy and its gradient of a softmax probe on one tile of images, in float32:
///
///     loss += Σ_x -log softmax(W x)_y        gradient += Σ_x (softmax(W x) - onehot y) xᵀ
///
/// Images are the innermost index, so that every step is whole vectors for any number of classes; they come in groups, so
/// that a tile is read from memory as it lies there.
struct ProbeTile {
    const float* x;      ///< kProbeImages / kProbeGroup x channels x kProbeGroup; of images that do not exist anything finite
    const int* labels;   ///< kProbeImages; -1 where there is no image
    const float* weight; ///< classes x channels
    long channels, classes;
    float* scratch;  ///< classes x kProbeImages
    float* gradient; ///< classes x channels x kProbeLanes: parts of the sum, one instruction set uses its first lanes
    double* loss;
};
void addProbeTile(const ProbeTile& tile);

namespace portable {
void addProbeTile(const ProbeTile& tile);
}
#ifdef __x86_64__
namespace avx2 {
void addProbeTile(const ProbeTile& tile);
}
namespace avx512 {
void addProbeTile(const ProbeTile& tile);
}
#endif

} // namespace klas::engine::kernels
