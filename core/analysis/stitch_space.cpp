// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/stitch_space.h"

namespace klas {

bool isLegal(const NetCard& source, int i, const NetCard& target, int j) {
    const BlockCard& from = source.block(i);
    const int stage = j == 0 ? 1 : target.block(j).stage;
    const Grid& to = j == 0 ? target.stemGrid : target.block(j).grid;
    const bool staged = source.hierarchical() && target.hierarchical();
    return from.grid.samePositions(to) && (!staged || from.stage == stage);
}

std::optional<int> stitchStage(const NetCard& source, int i, const NetCard& target, int j) {
    if (target.hierarchical()) return j == 0 ? 1 : target.block(j).stage;
    if (source.hierarchical()) return source.block(i).stage;
    return {};
}

void requireSameClasses(const NetCard& source, const NetCard& target) {
    if (source.classes != target.classes)
        throw Error(source.name + " tells " + std::to_string(source.classes) + " classes apart and " +
                    target.name + " " + std::to_string(target.classes) +
                    "; stitch networks trained on the same classes.");
}

std::vector<CostedStitch> legalStitches(const NetCard& source, const NetCard& target,
                                        const SpaceOptions& options) {
    requireSameClasses(source, target);
    const StitchCosts costs(source, target, options.profile);
    std::vector<CostedStitch> stitches;
    stitches.reserve(source.blocks.size() * target.blocks.size());
    for (int i = 1; i <= source.depth(); ++i)
        for (int j = options.includeJ0 ? 0 : 1; j < target.depth(); ++j)
            if (isLegal(source, i, target, j))
                stitches.push_back({{source.name, i, target.name, j}, costs(i, j)});
    return stitches;
}

} // namespace klas
