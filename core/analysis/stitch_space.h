// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cost.h"

#include <optional>
#include <vector>

namespace klas {

struct SpaceOptions {
    CostProfile profile = CostProfile::Default;
    bool includeJ0 = false; ///< also before the target's first block, as SN-Net stitches DeiT
};

/// Whether (f,i -> g,j) connects layouts with the same height and width; where both networks are hierarchical, also in
/// the same stage of each. A network of one stage meets a hierarchical one wherever the grids agree. Maps and tokens may
/// meet, and so may layouts with and without class token: stitchedVectors() says what becomes of it.
/// i in 1..m, j in 0..n-1; j = 0 compares with the target's embedding.
bool isLegal(const NetCard& source, int i, const NetCard& target, int j);

/// Throws Error, with what to choose instead, unless the stitch can be built at all: blocks that are there,
/// on the same positions, of networks that tell the same classes apart. Wider than isLegal(): stages are not
/// compared.
void requireStitchable(const NetCard& source, const NetCard& target, const Stitch& stitch);

/// Stage that (f,i -> g,j) runs in: the target's where it is hierarchical, else the source's; absent where neither is.
std::optional<int> stitchStage(const NetCard& source, int i, const NetCard& target, int j);

/// Every legal stitch of a pair with its cost, by i, then j: i in 1..m, j in 1..n-1 (0..n-1 with
/// `includeJ0`), KLAS (arXiv 2605.29259) section 3. Empty where no block shares a grid. Throws Error when the
/// class counts differ.
std::vector<CostedStitch> legalStitches(const NetCard& source, const NetCard& target,
                                        const SpaceOptions& options = {});

/// Throws Error unless both networks tell the same classes apart.
void requireSameClasses(const NetCard& source, const NetCard& target);

} // namespace klas
