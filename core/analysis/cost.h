// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/stitch.h"

#include <string>
#include <vector>

namespace klas {

/// How a stitched network is counted; every output names the one in use.
///
/// snnet-v1 differs from the network as it is in this, by the family of each part:
///
///     ViT target    FLOPs without the final norm, which SN-Net's code skips; its parameters are counted
///     ViT source    parameters without class token and position embedding
///     Swin source   parameters without the patch merging up to the stitch; its FLOPs are counted
///
/// ResNet and LeViT are counted as they are: SN-Net publishes no parameters of their stitches.
enum class CostProfile {
    Default, ///< the network as it is: source stem with tokens and positions, target's final norm
    SnnetV1, ///< as SN-Net (arXiv 2302.06586) published its families; see below
};

inline constexpr const char* kFlopsUnit = "1 multiply-add = 1 FLOP";

/// "default", "snnet-v1".
std::string text(CostProfile profile);
/// Throws Error listing the known names.
CostProfile costProfileFromText(const std::string& text);

/// How many vectors the stitching layer is applied to between two layouts of the same positions. At every position once,
/// and for the tokens that belong to none:
///
///     the target has none          those of the source are dropped
///     both have some               the first ones, as many as both have, are mapped token by token: the class token,
///                                  then the distillation token; what the source has beyond that is dropped
///     the target has more          each missing token is the layer applied to the mean of the source over its
///                                  positions: one more vector, the same for all missing tokens
///
/// Where both layouts are equal these are all the tokens. Maps are read row by row: (C, H, W) is H·W tokens of C.
int stitchedVectors(const Grid& source, const Grid& target);

/// The costs of all stitches of one pair: stem, blocks 1..i and the steps between stages before them of the source, one
/// affine map a -> b on stitchedVectors() vectors (vectors·a·b FLOPs, a·b + b parameters), the steps and blocks j+1..n,
/// norm and head of the target. O(m + n) to make, O(1) to ask.
class StitchCosts {
public:
    StitchCosts(const NetCard& source, const NetCard& target, CostProfile profile);
    /// i in 1..m, j in 0..n-1; throws Error outside.
    Cost operator()(int i, int j) const;

private:
    std::string m_source, m_target;
    std::vector<Cost> m_until; ///< source stem, entries and blocks 1..i
    std::vector<Cost> m_from;  ///< target entries and blocks j+1..n, norm and head
    std::vector<Grid> m_sourceGrids, m_targetGrids;
};

/// One of them.
Cost stitchCost(const NetCard& source, int i, const NetCard& target, int j,
                CostProfile profile = CostProfile::Default);

} // namespace klas
