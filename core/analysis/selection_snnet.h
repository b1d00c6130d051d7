// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cost.h"
#include "core/analysis/snnet_lists.h"
#include "core/records/selection.h"

#include <optional>
#include <string>
#include <vector>

namespace klas {

struct SnnetOptions {
    int window = 2;
    int stride = 1;
    CostProfile profile = CostProfile::Default;
    bool operator==(const SnnetOptions&) const = default;
};

/// A line of SN-Net's table: an anchor by itself (source = target and none of the optional values) or a stitch.
struct SnnetLine {
    int id = 0;
    std::string source, target;
    std::optional<int> stage;          ///< of the hierarchical networks, from 1; absent for a pair that has none
    std::optional<int> i, j;           ///< over the whole networks: source blocks 1..i, target blocks j+1..n
    std::optional<int> iLocal, jLocal; ///< the same within the stage; equal to i, j in a network of one stage
    std::optional<int> layer;          ///< shared stitching layer, from 0 within the pair's stage
    Cost cost;
    bool operator==(const SnnetLine&) const = default;
};

/// The whole table of a family (SN-Net, arXiv 2302.06586): the anchors ascending in FLOPs, then stage by stage the stitches
/// of each pair of neighbours. With the snnet-v1 profile DeiT-Ti/S/B give the 71 published lines, Swin-Ti/S/B the 41 and
/// ResNet-18/50 the 10.
///
/// Two networks of one stage, as DeiT, are stitched over their whole depth: every pair of a window, j = 0 included, where
/// they are equally deep, else by nearest interpolation. Hierarchical networks are stitched within stages of the same index
/// and grid, only a < b in a window, j = 0 never: from stage 1 on, from stage 2 on where one of them is a ResNet, and never
/// in the last stage of either. A network of one stage and a hierarchical one are stitched by the same rule over the stages
/// whose grid they share (ours: SN-Net published no such pair).
///
/// SN-Net's rule leads from fewer blocks to more: a stage that is deeper in the source has no stitch, and its code fails on
/// a stage of a single block beside a deeper one, which is left out here. `notes`, where given, gets a sentence for each.
///
/// Throws Error for fewer than two anchors, equal names, different classes, neighbours without such a stage, window and
/// stride out of range.
std::vector<SnnetLine> snnetTable(std::vector<NetCard> anchors, const SnnetOptions& options = {},
                                  std::vector<std::string>* notes = nullptr);

/// SN-Net's stitches of one pair, in its order. Layers are numbered within each stage.
Selection selectSnnet(const NetCard& source, const NetCard& target, const SnnetOptions& options = {});

} // namespace klas
