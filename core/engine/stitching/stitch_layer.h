// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"
#include "core/records/net_card.h"


namespace klas::engine {

/// The stitching layer T of a stitch (f,i -> g,j): one affine map C_f -> C_g at every position (Pan et al.,
/// arXiv 2302.06586), T(x) = x Wᵀ + b on tokens, the 1x1 convolution of the same weights on maps, with the layouts of
/// both sides brought together by relayout().
///
///     StitchLayer layer(source->card().block(i).grid, target->card().block(j).grid);
///     layer->set(weight, bias);                                            // C_g x C_f and C_g
///     auto logits = target->runFrom(layer(source->runTo(images, i)), j);
///
/// `target` is the grid in which block j+1 reads: that of block j, or of the embedding for j = 0. Starts as zero.
/// Parameters `weight` (C_g x C_f), `bias` (C_g). Throws Error where the positions differ.
class StitchLayerImpl : public torch::nn::Module {
public:
    StitchLayerImpl(const Grid& source, const Grid& target);

    /// Features in the source's layout -> features in the target's. Follows autograd.
    torch::Tensor forward(const torch::Tensor& features);
    /// Copies a solution. Throws Error unless the shapes fit.
    void set(const torch::Tensor& weight, const torch::Tensor& bias);

    const Grid& source() const { return m_source; }
    const Grid& target() const { return m_target; }

    torch::Tensor weight, bias;

private:
    Grid m_source, m_target;
};
TORCH_MODULE(StitchLayer);

} // namespace klas::engine
