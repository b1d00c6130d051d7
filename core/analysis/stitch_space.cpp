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

void requireStitchable(const NetCard& source, const NetCard& target, const Stitch& s) {
    if (s.i < 1 || s.i > source.depth() || s.j < 0 || s.j >= target.depth())
        throw Error("There is no stitch " + text(s) + ": use blocks 1 to " + std::to_string(source.depth()) +
                    " of " + s.source + " and 0 to " + std::to_string(target.depth() - 1) + " of " +
                    s.target + ".");
    if (source.classes != target.classes)
        throw Error("The stitch " + text(s) + " joins networks of " + std::to_string(source.classes) +
                    " and " + std::to_string(target.classes) +
                    " classes; choose anchors with the same classes.");
    const Grid &from = source.block(s.i).grid, &to = s.j == 0 ? target.stemGrid : target.block(s.j).grid;
    if (!from.samePositions(to))
        throw Error("The stitch " + text(s) + " is not legal: its blocks work on " +
                    std::to_string(from.height) + " x " + std::to_string(from.width) + " and " +
                    std::to_string(to.height) + " x " + std::to_string(to.width) +
                    " positions; choose blocks of the same grid.");
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
