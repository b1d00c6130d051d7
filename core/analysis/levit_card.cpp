// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/family_card.h"

namespace klas {

namespace {

std::int64_t square(std::int64_t side) {
    return side * side;
}

/// A linear map without bias on `tokens` tokens, and the batch norm after it.
Cost linear(std::int64_t in, std::int64_t out, std::int64_t tokens) {
    return {(in * out + 2 * out) * tokens, in * out + 2 * out};
}

Cost mlp(const LevitConfig& l, std::int64_t width, std::int64_t tokens) {
    return linear(width, l.mlpRatio * width, tokens) + linear(l.mlpRatio * width, width, tokens);
}

/// Queries on `out` tokens against keys and values on `in` tokens, hk channels of keys in all; a bias for every head and
/// offset.
Cost attention(std::int64_t out, std::int64_t in, std::int64_t hk, std::int64_t valueRatio, std::int64_t heads) {
    return {(1 + valueRatio) * out * in * hk, heads * in};
}

Cost blockCost(const LevitConfig& l, int stage) {
    const std::int64_t n = square(l.grid(stage)), c = l.widths[static_cast<size_t>(stage - 1)];
    const std::int64_t h = l.heads[static_cast<size_t>(stage - 1)], hk = h * l.keyDim, a = l.attentionRatio;
    return linear(c, (2 + a) * hk, n) + attention(n, n, hk, a, h) + linear(a * hk, c, n) + mlp(l, c, n);
}

/// From `stage` to the next.
Cost subsamplingCost(const LevitConfig& l, int stage) {
    const std::int64_t n = square(l.grid(stage)), m = square(l.grid(stage + 1));
    const std::int64_t c = l.widths[static_cast<size_t>(stage - 1)], o = l.widths[static_cast<size_t>(stage)];
    const std::int64_t h = l.subHeads(stage), hk = h * l.keyDim, a = l.subAttentionRatio;
    return linear(c, (1 + a) * hk, n) + linear(c, hk, m) + attention(m, n, hk, a, h) + linear(a * hk, o, m) + mlp(l, o, m);
}

} // namespace

NetCard familyCard(const LevitConfig& l) {
    const auto gridOf = [&](int stage) {
        return Grid{l.grid(stage), l.grid(stage), l.widths[static_cast<size_t>(stage - 1)]};
    };
    NetCard card;
    card.stemGrid = gridOf(1);
    std::int64_t in = l.inChannels;
    for (int k = 0; k < 4; ++k) {
        card.stem += linear(9 * in, l.stemWidth(k), square(l.stemGrid(k)));
        in = l.stemWidth(k);
    }
    for (int stage = 1; stage <= l.stages(); ++stage)
        for (int b = 0; b < l.depths[static_cast<size_t>(stage - 1)]; ++b) {
            const Cost entry = stage > 1 && b == 0 ? subsamplingCost(l, stage - 1) : Cost{};
            card.blocks.push_back({card.depth() + 1, stage, gridOf(stage), blockCost(l, stage), entry});
        }
    const std::int64_t c = l.widths.back(), k = l.classes, heads = l.distilled ? 2 : 1;
    card.head = {heads * (2 * c + k * c), heads * (2 * c + k * c + k)};
    return card;
}

} // namespace klas
