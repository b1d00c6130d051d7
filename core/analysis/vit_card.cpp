// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/family_card.h"

namespace klas {

NetCard familyCard(const VitConfig& v) {
    const std::int64_t patches = std::int64_t{v.grid()} * v.grid();
    const std::int64_t n = v.tokens(), d = v.width, h = v.mlpWidth(), k = v.classes;
    const std::int64_t pixels = std::int64_t{v.patchSize} * v.patchSize * v.inChannels;
    const std::int64_t heads = v.distilled ? 2 : 1;

    NetCard card;
    card.stemGrid = {v.grid(), v.grid(), v.width, v.extraTokens()};
    card.tokenParams = d * v.extraTokens() + d * (v.patchPositionsOnly ? patches : n);
    card.stem = {patches * d * pixels, d * pixels + d + card.tokenParams};
    card.norm = {5 * n * d, 2 * d};
    card.head = {heads * k * d, heads * (k * d + k)};
    const Cost block{10 * n * d + 4 * n * d * d + 2 * n * d * h + 2 * n * n * d,
                     4 * d * d + 9 * d + 2 * d * h + h + (v.layerScale ? 2 * d : 0)};
    for (int b = 1; b <= v.depth; ++b)
        card.blocks.push_back({b, 1, card.stemGrid, block, {}});
    return card;
}

} // namespace klas
