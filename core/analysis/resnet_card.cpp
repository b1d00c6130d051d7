// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/family_card.h"

namespace klas {

namespace {

/// A convolution of `side` x `side` outputs without bias, and the batch norm after it.
Cost convolution(std::int64_t kernel, std::int64_t in, std::int64_t out, std::int64_t side) {
    const std::int64_t weights = kernel * kernel * in * out;
    return {(weights + 2 * out) * side * side, weights + 2 * out};
}

/// A block of `stage`, its shortcut apart, that reads `in` channels on maps of side `inSide`.
Cost blockCost(const ResnetConfig& r, int stage, int in, int inSide) {
    const int w = r.planes[static_cast<size_t>(stage - 1)], out = r.channels(stage), side = r.grid(stage);
    return r.bottleneck ? convolution(1, in, w, inSide) + convolution(3, w, w, side) + convolution(1, w, out, side)
                        : convolution(3, in, w, side) + convolution(3, w, w, side);
}

} // namespace

NetCard familyCard(const ResnetConfig& r) {
    const auto gridOf = [&](int stage) { return Grid{r.grid(stage), r.grid(stage), r.channels(stage), 0, true}; };
    NetCard card;
    card.stemGrid = {r.grid(1), r.grid(1), r.stemWidth, 0, true};
    card.stem = convolution(7, r.inChannels, r.stemWidth, r.stemGrid());
    int in = r.stemWidth, inSide = r.grid(1);
    for (int stage = 1; stage <= r.stages(); ++stage)
        for (int b = 0; b < r.layers[static_cast<size_t>(stage - 1)]; ++b) {
            Cost cost = blockCost(r, stage, in, inSide);
            const bool strided = stage > 1 && b == 0; // has a shortcut even where a map of side 1 cannot shrink
            if (strided || in != r.channels(stage)) cost += convolution(1, in, r.channels(stage), r.grid(stage));
            card.blocks.push_back({card.depth() + 1, stage, gridOf(stage), cost, {}});
            in = r.channels(stage);
            inSide = r.grid(stage);
        }
    const std::int64_t c = in, k = r.classes, positions = std::int64_t{inSide} * inSide;
    card.head = {positions * c + k * c, k * c + k};
    return card;
}

} // namespace klas
