// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/stitch.h"

#include <string>
#include <vector>

namespace klas {

/// How a stitched network is counted; every output names the one in use.
enum class CostProfile {
    Default, ///< the network as it is: source stem with tokens and positions, target's final norm
    SnnetV1, ///< as SN-Net (arXiv 2302.06586) published DeiT: no final norm in the FLOPs (its code skips it),
             ///< but its parameters counted, and neither class token nor position embedding
};

inline constexpr const char* kFlopsUnit = "1 multiply-add = 1 FLOP";

/// "default", "snnet-v1".
std::string text(CostProfile profile);
/// Throws Error listing the known names.
CostProfile costProfileFromText(const std::string& text);

/// The costs of all stitches of one pair: stem and blocks 1..i of the source, one affine map D_s -> D_t at
/// every token, blocks j+1..n, norm and head of the target. O(m + n) to make, O(1) to ask.
///
/// Where the two networks differ in class and distillation tokens each part is counted with its own network's
/// tokens.
class StitchCosts {
public:
    StitchCosts(const NetCard& source, const NetCard& target, CostProfile profile);
    /// i in 1..m, j in 0..n-1; throws Error outside.
    Cost operator()(int i, int j) const;

private:
    std::string m_source, m_target;
    std::vector<Cost> m_until; ///< source stem and blocks 1..i
    std::vector<Cost> m_from;  ///< target blocks j+1..n, norm and head
    std::vector<Grid> m_sourceGrids, m_targetGrids;
};

/// One of them.
Cost stitchCost(const NetCard& source, int i, const NetCard& target, int j,
                CostProfile profile = CostProfile::Default);

} // namespace klas
