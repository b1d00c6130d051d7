// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stitching/layout.h"

#include "core/base/error.h"

#include <algorithm>

namespace klas::engine {

namespace {

std::string text(const Grid& g) {
    std::string out = std::to_string(g.height) + " x " + std::to_string(g.width) + (g.map ? " map of " : " tokens of ") +
                      std::to_string(g.channels) + " channels";
    if (g.extraTokens > 0) out += " and " + std::to_string(g.extraTokens) + " extra";
    return out;
}

} // namespace

void requireGrid(const torch::Tensor& features, const Grid& g) {
    const bool fits = g.map ? features.dim() == 4 && features.size(1) == g.channels && features.size(2) == g.height &&
                                  features.size(3) == g.width
                            : features.dim() == 3 && features.size(1) == g.tokens() && features.size(2) == g.channels;
    if (fits) return;
    std::string shape;
    for (const auto size : features.sizes())
        shape += (shape.empty() ? "" : " x ") + std::to_string(size);
    throw Error("A stitch reads " + text(g) + ", but the features are " + shape + " (images first).");
}

torch::Tensor relayout(const torch::Tensor& features, const Grid& from, const Grid& to) {
    if (!from.samePositions(to))
        throw Error("A stitch needs the same positions on both sides, but they are " + text(from) + " and " + text(to) +
                    "; choose blocks of the same grid.");
    requireGrid(features, from);
    if (from.map && to.map) return features;
    const auto tokens = from.map ? features.flatten(2).transpose(1, 2) : features; // B x N x C
    const int kept = std::min(from.extraTokens, to.extraTokens);
    const auto positions = tokens.narrow(1, from.extraTokens, int64_t(from.height) * from.width);
    if (to.map) // B x C x H x W
        return positions.transpose(1, 2).reshape({-1, tokens.size(2), from.height, from.width});
    if (from.extraTokens == to.extraTokens) return tokens;
    const auto made = positions.mean(1, true).expand({-1, to.extraTokens - kept, -1});
    return torch::cat({tokens.narrow(1, 0, kept), made, positions}, 1);
}

} // namespace klas::engine
