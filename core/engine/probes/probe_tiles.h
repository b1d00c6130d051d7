// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

#include <vector>

namespace klas::engine {

/// The sums of ProbeObjective on the CPU for few classes: features standardised once and kept channel by channel in tiles
/// of images, each probe's cross-entropy and gradient in one pass over a tile (kernels::ProbeTile).
class ProbeTiles {
public:
    /// Whether probes of this size gain by it: the running sums of a gradient must stay in the processor's cache.
    static bool suits(long channels, long classes) { return classes <= 64 && channels * classes <= 1 << 14; }

    /// Features n x N x C of any type, labels N, mean and 1/σ n x 1 x C float32. Tiles are kept when all of them take at
    /// most `keptBytes`, and made again in each evaluation otherwise.
    ProbeTiles(torch::Tensor features, torch::Tensor labels, torch::Tensor mean, torch::Tensor scale, long classes,
               long keptBytes);

    /// Weights n' x K x (C + 1) float32 of probes first..first+n'-1 -> Σ of the losses, n', and of the gradients,
    /// n' x K x (C + 1), both float64. Does not depend on the number of threads.
    std::pair<torch::Tensor, torch::Tensor> evaluate(long first, const torch::Tensor& weights) const;

private:
    void make(long probe, long tile, float* out) const; ///< as kernels::ProbeTile::x

    torch::Tensor m_features, m_mean, m_scale;
    std::vector<int> m_labels; ///< filled up with -1
    long m_classes, m_tiles;
    torch::Tensor m_kept; ///< n x tiles x (C + 1) kProbeImages, or undefined
};

} // namespace klas::engine
