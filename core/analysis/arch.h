// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/arch_config.h"
#include "core/records/net_card.h"

#include <string>
#include <vector>

namespace klas {

/// Names that namedArch() knows, timm's own where timm has the network: {vit, deit, deit3}_{tiny, small,
/// base, large}_patch16_224 and deit_{tiny, small, base}_distilled_patch16_224.
const std::vector<std::string>& archNames();

/// The architecture of that name: 224 x 224 pixels, patches of 16, 1000 classes. Throws Error that suggests
/// the closest known names.
ArchConfig namedArch(const std::string& name);

/// Blocks, grids and costs of an architecture in closed form, without weights; throws Error for one that
/// check() refuses.
///
/// FLOPs are of one image, a multiply-add is 1 FLOP, as fvcore counts them (and SN-Net, arXiv 2302.06586,
/// publishes them). With N tokens of width D, an MLP of width H, P patches of S x S x c pixels and K classes:
///
///     patch embedding  P·D·S²c                       params D·S²c + D, tokens and positions apart
///     block            10ND + 4ND² + 2NDH + 2N²D     params 4D² + 9D + 2DH + H (+ 2D with layer scale)
///     final norm       5ND                           params 2D
///     head             KD                            params KD + K; twice where there is a distillation head
///
/// Biases, softmax, activations, residual additions and scaling are free.
NetCard netCard(const ArchConfig& arch);

} // namespace klas
