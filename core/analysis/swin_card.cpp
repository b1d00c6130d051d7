// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/family_card.h"

namespace klas {

namespace {

std::int64_t square(std::int64_t side) {
    return side * side;
}

Cost blockCost(const SwinConfig& s, int stage) {
    const std::int64_t side = s.grid(stage), m = s.windowAt(stage), d = s.stageWidth(stage), h = s.mlpWidth(stage);
    const std::int64_t l = square(side), padded = square((side + m - 1) / m * m);
    return {10 * l * d + 4 * padded * d * d + 2 * padded * m * m * d + 2 * l * d * h,
            4 * d * d + 9 * d + 2 * d * h + h + square(2 * m - 1) * s.heads[static_cast<size_t>(stage - 1)]};
}

/// From `stage` to the next.
Cost mergingCost(const SwinConfig& s, int stage) {
    const std::int64_t out = square(s.grid(stage + 1)), d = s.stageWidth(stage);
    return {20 * out * d + 8 * out * d * d, 8 * d * d + 8 * d};
}

} // namespace

NetCard familyCard(const SwinConfig& s) {
    const auto gridOf = [&](int stage) { return Grid{s.grid(stage), s.grid(stage), s.stageWidth(stage)}; };
    const std::int64_t l = square(s.grid(1)), d = s.width, pixels = square(s.patchSize) * s.inChannels;
    const int last = s.stages();
    const std::int64_t out = s.stageWidth(last), k = s.classes;

    NetCard card;
    card.stemGrid = gridOf(1);
    card.stem = {l * d * pixels + 5 * l * d, d * pixels + 3 * d};
    for (int stage = 1; stage <= last; ++stage)
        for (int b = 0; b < s.depths[static_cast<size_t>(stage - 1)]; ++b) {
            const Cost entry = stage > 1 && b == 0 ? mergingCost(s, stage - 1) : Cost{};
            card.blocks.push_back({card.depth() + 1, stage, gridOf(stage), blockCost(s, stage), entry});
        }
    card.norm = {5 * square(s.grid(last)) * out, 2 * out};
    card.head = {k * out, k * out + k};
    return card;
}

} // namespace klas
