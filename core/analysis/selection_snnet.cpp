// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_snnet.h"

#include "core/analysis/buckets.h"
#include "core/analysis/stitch_space.h"

#include <algorithm>
#include <cmath>

namespace klas::snnet {

namespace {

constexpr int kMaxBlocks = 1000;
constexpr size_t kMaxConfigs = 5'000'000;

void requireRange(const char* what, int value, int low) {
    if (value < low || value > kMaxBlocks)
        throw Error(std::string("SN-Net: ") + what + " is " + std::to_string(value) + "; use " +
                    std::to_string(low) + " to " + std::to_string(kMaxBlocks) + ".");
}

/// Two stitches through three anchors: the second leaves the middle anchor no earlier than the first entered
/// it.
void addChains(std::vector<Config>& configs, const std::vector<int>& anchors, const PairList& list) {
    if (list.pairs.size() * list.pairs.size() > kMaxConfigs)
        throw Error(
            "SN-Net: chains over three anchors of this depth and window are too many to list; use neighbours "
            "only.");
    for (size_t a = 0; a < list.pairs.size(); ++a)
        for (size_t b = 0; b < list.pairs.size(); ++b)
            if (list.pairs[b].first >= list.pairs[a].second)
                configs.push_back(
                    {anchors, {list.pairs[a], list.pairs[b]}, {list.layers[a], list.layers[b]}});
}

void addPairs(std::vector<Config>& configs, const std::vector<int>& anchors, const PairList& list) {
    for (size_t k = 0; k < list.pairs.size(); ++k)
        configs.push_back({anchors, {list.pairs[k]}, {list.layers[k]}});
}

} // namespace

PairList pairedStitching(int depth, int window, int stride, Variant variant) {
    requireRange("the depth", depth, 1);
    requireRange("the window", window, 1);
    requireRange("the stride", stride, 1);
    PairList list;
    int seen = 0; // earlier windows end here: pairs below it are theirs
    for (int start = 0; start < depth && seen < depth; start += stride) {
        const int end = std::min(start + window, depth);
        const size_t before = list.pairs.size();
        for (int a = start; a < end; ++a) {
            const int first = variant == Variant::All ? start : a + 1;
            for (int b = a < seen ? std::max(first, seen) : first; b < end; ++b) {
                list.pairs.emplace_back(a, b);
                list.layers.push_back(list.layerCount);
            }
        }
        seen = end;
        if (list.pairs.size() > before) ++list.layerCount;
    }
    return list;
}

std::vector<int> nearestBlocks(int front, int end) {
    requireRange("the depth of the source", front, 2);
    requireRange("the depth of the target", end, 2);
    const float scale = static_cast<float>(front) / static_cast<float>(end);
    std::vector<int> blocks;
    for (int b = 0; b < end; ++b)
        blocks.push_back(std::min(static_cast<int>(std::floor(static_cast<float>(b) * scale)), front - 1));
    return blocks;
}

PairList unpairedStitching(int front, int end) {
    const std::vector<int> nearest = nearestBlocks(front, end);
    PairList list;
    list.layerCount = front;
    for (int b = 0; b < end; ++b) // ascending in b is ascending in a: the mapping never falls
        if (nearest[static_cast<size_t>(b)] < b) list.pairs.emplace_back(nearest[static_cast<size_t>(b)], b);
    list.layers.assign(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(list.pairs.size()));
    return list;
}

std::vector<Config> deitConfigs(int depth, int window, int stride, int anchors, bool nearest) {
    const int fewest = nearest ? 3 : 1;
    if (anchors < fewest)
        throw Error("SN-Net's list of " + std::string(nearest ? "neighbours" : "combinations") +
                    " needs at least " + std::to_string(fewest) + " anchors, not " + std::to_string(anchors) +
                    ".");
    if (anchors > (nearest ? 100 : 3))
        throw Error("SN-Net defines no stitches across " + std::to_string(anchors) +
                    " anchors; use neighbours only.");
    const PairList list = pairedStitching(depth, window, stride, Variant::All);
    std::vector<Config> configs;
    for (int a = 0; a < anchors; ++a)
        configs.push_back({{a}, {}, {}});
    for (int a = 0; a < anchors; ++a)
        for (int b = a + 1; b < (nearest ? std::min(a + 2, anchors) : anchors); ++b)
            addPairs(configs, {a, b}, list);
    if (!nearest && anchors == 3) addChains(configs, {0, 1, 2}, list);
    return configs;
}

std::vector<Config> stagedConfigs(std::vector<int> depths) {
    std::sort(depths.begin(), depths.end());
    std::vector<Config> configs;
    for (size_t k = 1; k < depths.size(); ++k)
        addPairs(configs, {static_cast<int>(k) - 1, static_cast<int>(k)},
                 depths[k - 1] == depths[k] ? pairedStitching(depths[k], 2, 1, Variant::Ascending)
                                            : unpairedStitching(depths[k - 1], depths[k]));
    return configs;
}

} // namespace klas::snnet

namespace klas {

namespace {

struct PairLine {
    int i, j, layer;
    Cost cost;
};

std::vector<PairLine> pairLines(const NetCard& source, const NetCard& target, const SnnetOptions& options) {
    requireSameClasses(source, target);
    const snnet::PairList list =
        source.depth() == target.depth()
            ? snnet::pairedStitching(source.depth(), options.window, options.stride, snnet::Variant::All)
            : snnet::unpairedStitching(source.depth(), target.depth());
    const StitchCosts costs(source, target, options.profile);
    std::vector<PairLine> lines;
    for (size_t k = 0; k < list.pairs.size(); ++k) {
        const int i = list.pairs[k].first + 1, j = list.pairs[k].second;
        if (!isLegal(source, i, target, j))
            throw Error(
                source.name + " and " + target.name +
                " lay their tokens out on different grids; SN-Net stitches networks of the same grid.");
        lines.push_back({i, j, list.layers[k], costs(i, j)});
    }
    return lines;
}

} // namespace

std::vector<SnnetLine> snnetTable(std::vector<NetCard> anchors, const SnnetOptions& options) {
    if (anchors.size() < 2) throw Error("SN-Net's table needs at least two anchors.");
    std::stable_sort(anchors.begin(), anchors.end(),
                     [](const NetCard& a, const NetCard& b) { return a.total().flops < b.total().flops; });
    std::vector<SnnetLine> table;
    const auto nextId = [&] { return static_cast<int>(table.size()); };
    for (size_t k = 0; k < anchors.size(); ++k) {
        for (size_t other = 0; other < k; ++other)
            if (anchors[other].name == anchors[k].name)
                throw Error("Two anchors are called " + anchors[k].name + "; give each its own name.");
        table.push_back({nextId(), anchors[k].name, anchors[k].name, {}, {}, {}, anchors[k].total()});
    }
    for (size_t k = 1; k < anchors.size(); ++k)
        for (const PairLine& p : pairLines(anchors[k - 1], anchors[k], options))
            table.push_back({nextId(), anchors[k - 1].name, anchors[k].name, p.i, p.j, p.layer, p.cost});
    return table;
}

Selection selectSnnet(const NetCard& source, const NetCard& target, const SnnetOptions& options) {
    Selection selection;
    selection.method = "snnet";
    selection.options = {
        {"window", options.window}, {"stride", options.stride}, {"profile", text(options.profile)}};
    for (const PairLine& p : pairLines(source, target, options)) {
        SelectedStitch s;
        s.stitch = {source.name, p.i, target.name, p.j};
        s.cost = p.cost;
        s.layer = p.layer;
        selection.stitches.push_back(std::move(s));
    }
    if (source.depth() > target.depth())
        selection.notes.push_back("SN-Net's rule for unequal depths has no stitch from a deeper network (" +
                                  source.name + ") to a shallower one (" + target.name + ").");
    addCoverage(selection, target);
    return selection;
}

} // namespace klas
