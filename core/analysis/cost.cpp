// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/cost.h"

namespace klas {

std::string text(CostProfile profile) {
    return profile == CostProfile::SnnetV1 ? "snnet-v1" : "default";
}

CostProfile costProfileFromText(const std::string& text) {
    if (text == "default") return CostProfile::Default;
    if (text == "snnet-v1") return CostProfile::SnnetV1;
    throw Error("There is no cost profile \"" + text + "\"; use default or snnet-v1.");
}

Cost stitchCost(const NetCard& source, int i, const NetCard& target, int j, CostProfile profile) {
    const Grid& from = source.block(i).grid;
    if (j < 0 || j >= target.depth())
        throw Error("A stitch cannot enter " + target.name + " after block " + std::to_string(j) +
                    "; use 0 to " + std::to_string(target.depth() - 1) + ".");
    const Grid& to = j == 0 ? target.stemGrid : target.block(j).grid;
    const std::int64_t a = from.channels, b = to.channels;

    Cost cost = source.stem + Cost{from.tokens() * a * b, a * b + b} + target.norm + target.head;
    for (int k = 1; k <= i; ++k)
        cost += source.block(k).cost;
    for (int k = j + 1; k <= target.depth(); ++k)
        cost += target.block(k).cost;
    if (profile == CostProfile::SnnetV1) cost = cost - Cost{target.norm.flops, source.tokenParams};
    return cost;
}

} // namespace klas
