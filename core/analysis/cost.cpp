// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/cost.h"

#include <algorithm>

namespace klas {

std::string text(CostProfile profile) {
    return profile == CostProfile::SnnetV1 ? "snnet-v1" : "default";
}

CostProfile costProfileFromText(const std::string& text) {
    if (text == "default") return CostProfile::Default;
    if (text == "snnet-v1") return CostProfile::SnnetV1;
    throw Error("There is no cost profile \"" + text + "\"; use default or snnet-v1.");
}

int stitchedVectors(const Grid& source, const Grid& target) {
    const int shared = std::min(source.extraTokens, target.extraTokens);
    return source.height * source.width + shared + (target.extraTokens > shared ? 1 : 0);
}

StitchCosts::StitchCosts(const NetCard& source, const NetCard& target, CostProfile profile)
    : m_source(source.name)
    , m_target(target.name)
    , m_until{source.stem}
    , m_from(target.blocks.size() + 1, target.norm + target.head)
    , m_sourceGrids{source.stemGrid}
    , m_targetGrids{target.stemGrid} {
    const bool published = profile == CostProfile::SnnetV1;
    if (published) m_until[0].params -= source.tokenParams;
    if (published && target.family != "swin")
        for (Cost& cost : m_from)
            cost.flops -= target.norm.flops;
    for (const BlockCard& block : source.blocks) {
        Cost entry = block.entry;
        if (published && source.family == "swin") entry.params = 0;
        m_until.push_back(m_until.back() + entry + block.cost);
        m_sourceGrids.push_back(block.grid);
    }
    for (size_t j = target.blocks.size(); j-- > 0;)
        m_from[j] = m_from[j + 1] + target.blocks[j].entry + target.blocks[j].cost;
    for (const BlockCard& block : target.blocks)
        m_targetGrids.push_back(block.grid);
}

Cost StitchCosts::operator()(int i, int j) const {
    const int m = static_cast<int>(m_until.size()) - 1, n = static_cast<int>(m_from.size()) - 1;
    if (i < 1 || i > m)
        throw Error("A stitch cannot leave " + m_source + " after block " + std::to_string(i) +
                    "; use 1 to " + std::to_string(m) + ".");
    if (j < 0 || j >= n)
        throw Error("A stitch cannot enter " + m_target + " after block " + std::to_string(j) +
                    "; use 0 to " + std::to_string(n - 1) + ".");
    const auto from = static_cast<size_t>(i), to = static_cast<size_t>(j);
    const Grid &source = m_sourceGrids[from], &target = m_targetGrids[to];
    const std::int64_t a = source.channels, b = target.channels;
    return m_until[from] + Cost{stitchedVectors(source, target) * a * b, a * b + b} + m_from[to];
}

Cost stitchCost(const NetCard& source, int i, const NetCard& target, int j, CostProfile profile) {
    return StitchCosts(source, target, profile)(i, j);
}

} // namespace klas
