// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stitching/stitch_layer.h"

#include "core/base/error.h"
#include "core/engine/nets/inference.h"
#include "core/engine/stitching/layout.h"

namespace klas::engine {

StitchLayerImpl::StitchLayerImpl(const Grid& source, const Grid& target)
    : m_source(source)
    , m_target(target) {
    if (!source.samePositions(target))
        throw Error("A stitch needs the same positions on both sides, but the source has " + std::to_string(source.height) +
                    " x " + std::to_string(source.width) + " and the target " + std::to_string(target.height) + " x " +
                    std::to_string(target.width) + "; choose blocks of the same grid.");
    weight = register_parameter("weight", torch::zeros({target.channels, source.channels}));
    bias = register_parameter("bias", torch::zeros({target.channels}));
}

void StitchLayerImpl::set(const torch::Tensor& newWeight, const torch::Tensor& newBias) {
    if (newWeight.sizes() != weight.sizes() || newBias.sizes() != bias.sizes())
        throw Error("The weights of this stitching layer must be " + std::to_string(m_target.channels) + " x " +
                    std::to_string(m_source.channels) + " with a bias of " + std::to_string(m_target.channels) +
                    "; those given have other shapes.");
    const torch::NoGradGuard noGrad;
    weight.copy_(newWeight);
    bias.copy_(newBias);
}

torch::Tensor StitchLayerImpl::forward(const torch::Tensor& features) {
    // Channels last on both ways: a map's 1x1 convolution is the same product at every position.
    Grid tokens = m_target;
    tokens.map = false;
    const auto x = relayout(features, m_source, tokens);                                            // B x N x C_f
    const auto y = inference::fits(x) ? inference::linear(x, {weight, bias}) : torch::linear(x, weight, bias); // B x N x C_g
    return relayout(y, tokens, m_target);
}

} // namespace klas::engine
