// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/snnet_lists.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace klas::snnet {

namespace {

constexpr int kMaxBlocks = 1000;
constexpr size_t kMaxConfigs = 5'000'000;

void requireRange(const char* what, int value, int low) {
    if (value < low || value > kMaxBlocks)
        throw Error(std::string("SN-Net: ") + what + " is " + std::to_string(value) + "; use " +
                    std::to_string(low) + " to " + std::to_string(kMaxBlocks) + ".");
}

void requireFewChains(const PairList& list) {
    if (list.pairs.size() * list.pairs.size() > kMaxConfigs)
        throw Error(
            "SN-Net: chains over three anchors of this depth and window are too many to list; use neighbours "
            "only.");
}

/// Two stitches through three anchors: the second leaves the middle anchor no earlier than the first entered
/// it.
void addChains(std::vector<Config>& configs, const std::vector<int>& anchors, const PairList& list) {
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

void requireWindow(int window, int stride) {
    requireRange("the window", window, 1);
    requireRange("the stride", stride, 1);
}

PairList pairedStitching(int depth, int window, int stride, Variant variant) {
    requireRange("the depth", depth, 1);
    requireWindow(window, stride);
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
    const bool chains = !nearest && anchors == 3;
    if (chains) requireFewChains(list); // before millions of pairs are listed for nothing
    std::vector<Config> configs;
    for (int a = 0; a < anchors; ++a)
        configs.push_back({{a}, {}, {}});
    for (int a = 0; a < anchors; ++a)
        for (int b = a + 1; b < (nearest ? std::min(a + 2, anchors) : anchors); ++b)
            addPairs(configs, {a, b}, list);
    if (chains) addChains(configs, {0, 1, 2}, list);
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
