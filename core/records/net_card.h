// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <cstdint>
#include <string>
#include <vector>

namespace klas {

/// Layout of a block's output: height x width positions with `channels` features each, and tokens that belong to no
/// position (class, distillation).
struct Grid {
    int height = 0, width = 0, channels = 0;
    int extraTokens = 0;
    bool map = false; ///< a B x C x H x W map (no extra tokens) instead of B x N x C tokens

    int tokens() const { return height * width + extraTokens; }
    /// Same positions: what a stitch needs (klas.md, "legal stitch"); channels may differ.
    bool samePositions(const Grid& other) const { return height == other.height && width == other.width; }
    bool operator==(const Grid&) const = default;
};

/// FLOPs (one multiply-add = 1 FLOP, batch 1) and parameters of one part of a network.
struct Cost {
    std::int64_t flops = 0;
    std::int64_t params = 0;

    Cost& operator+=(const Cost& o)
    {
        flops += o.flops;
        params += o.params;
        return *this;
    }
    friend Cost operator+(Cost a, const Cost& b) { return a += b; }
    friend Cost operator-(Cost a, const Cost& b) { return {a.flops - b.flops, a.params - b.params}; }
    bool operator==(const Cost&) const = default;
};

struct BlockCard {
    int index = 0;  ///< 1-based over the whole network
    int stage = 1;  ///< 1-based; always 1 where the network is not hierarchical
    Grid grid;
    Cost cost;
    Cost entry; ///< the step between stages just before this block (patch merging, subsampling); carries no number
    bool operator==(const BlockCard&) const = default;
};

/// What is known of a network without its weights: blocks, grids and costs.
struct NetCard {
    std::string name;
    std::string family;
    int imageSize = 0;
    int inChannels = 0;
    int classes = 0;
    Grid stemGrid;                ///< layout of the embedding, "block 0"
    Cost stem;                    ///< patch embedding; params with class token and position embedding
    std::int64_t tokenParams = 0; ///< of `stem.params`: class token(s) and position embedding
    Cost norm;                    ///< final norm
    Cost head;
    std::vector<BlockCard> blocks;

    int depth() const { return static_cast<int>(blocks.size()); }
    int stages() const { return blocks.empty() ? 1 : blocks.back().stage; }
    bool hierarchical() const { return stages() > 1; }
    Cost total() const;
    /// Block `index` (1-based); throws Error when there is none.
    const BlockCard& block(int index) const;
    /// Number of block `index` within its stage, from 1; 0 for 0, the embedding.
    int localIndex(int index) const;
    bool operator==(const NetCard&) const = default;
};

/// `name`, `family`, `params`, `flops`, `blocks: [{index, stage, height, width, channels, extra_tokens, map, flops,
/// params, entry}]`, ...; `entry` is {flops, params}.
Json toJson(const NetCard& card);

} // namespace klas
