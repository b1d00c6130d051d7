// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cost.h"

#include <vector>

namespace klas {

struct SpaceOptions {
    CostProfile profile = CostProfile::Default;
    bool includeJ0 = false; ///< also before the target's first block, as SN-Net stitches DeiT
};

/// Whether (f,i -> g,j) connects layouts with the same height and width, within the same stage of
/// hierarchical networks. i in 1..m, j in 0..n-1.
bool isLegal(const NetCard& source, int i, const NetCard& target, int j);

/// Every legal stitch of a pair with its cost, by i, then j: i in 1..m, j in 1..n-1 (0..n-1 with
/// `includeJ0`), KLAS (arXiv 2605.29259) section 3. Empty where no block shares a grid. Throws Error when the
/// class counts differ.
std::vector<CostedStitch> legalStitches(const NetCard& source, const NetCard& target,
                                        const SpaceOptions& options = {});

/// Throws Error unless both networks tell the same classes apart.
void requireSameClasses(const NetCard& source, const NetCard& target);

} // namespace klas
