// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/net_card.h"

namespace klas {

Cost NetCard::total() const
{
    Cost sum = stem + norm + head;
    for (const BlockCard& b : blocks)
        sum += b.entry + b.cost;
    return sum;
}

const BlockCard& NetCard::block(int index) const
{
    if (index < 1 || index > depth())
        throw Error(name + " has blocks 1 to " + std::to_string(depth()) + ", not " + std::to_string(index) + ".");
    return blocks[static_cast<size_t>(index - 1)];
}

int NetCard::localIndex(int index) const
{
    if (index == 0) return 0;
    const int stage = block(index).stage;
    int local = 1;
    while (index > local && blocks[static_cast<size_t>(index - local - 1)].stage == stage)
        ++local;
    return local;
}

namespace {

Json costJson(const Cost& cost)
{
    return {{"flops", cost.flops}, {"params", cost.params}};
}

} // namespace

Json toJson(const NetCard& card)
{
    Json blocks = Json::array();
    for (const BlockCard& b : card.blocks)
        blocks.push_back({{"index", b.index},
                          {"stage", b.stage},
                          {"height", b.grid.height},
                          {"width", b.grid.width},
                          {"channels", b.grid.channels},
                          {"extra_tokens", b.grid.extraTokens},
                          {"map", b.grid.map},
                          {"flops", b.cost.flops},
                          {"params", b.cost.params},
                          {"entry", costJson(b.entry)}});
    const Cost total = card.total();
    return {{"name", card.name},
            {"family", card.family},
            {"params", total.params},
            {"flops", total.flops},
            {"image_size", card.imageSize},
            {"in_channels", card.inChannels},
            {"classes", card.classes},
            {"stem", costJson(card.stem)},
            {"norm", costJson(card.norm)},
            {"head", costJson(card.head)},
            {"blocks", std::move(blocks)}};
}

} // namespace klas
