// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/arch_config.h"
#include "core/records/net_card.h"

#include <string>
#include <vector>

namespace klas {

/// Names that namedArch() knows, timm's own where timm has the network:
///
///     {vit, deit, deit3}_{tiny, small, base, large}_patch16_224
///     deit_{tiny, small, base}_distilled_patch16_224
///     swin_{tiny, small, base, large}_patch4_window7_224
///     resnet{18, 34, 50, 101, 152}
///     levit_{128s, 128, 192, 256, 384}
const std::vector<std::string>& archNames();

/// The architecture of that name: 224 x 224 pixels, 1000 classes. Throws Error that suggests the closest known
/// names.
ArchConfig namedArch(const std::string& name);

/// Blocks, grids and costs of an architecture in closed form, without weights; throws Error for one that
/// check() refuses.
///
/// FLOPs are of one image, a multiply-add is 1 FLOP, as fvcore counts them (and SN-Net, arXiv 2302.06586, publishes
/// them): linear maps, convolutions and matrix products by their multiplications; layer norm 5, batch norm 2 and
/// adaptive 2-d average pooling 1 per element. Biases, softmax, activations, residual additions, attention biases,
/// scaling, shifts, token averages and max-pooling are free. The formulas of each family are in family_card.h.
///
/// A step between stages, Swin's patch merging or LeViT's subsampling with its MLP, is the `entry` of the block after
/// it. A LeViT block is attention and MLP. The grids of ResNet's blocks are maps.
NetCard netCard(const ArchConfig& arch);

} // namespace klas
