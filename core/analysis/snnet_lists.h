// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

/// SN-Net's stitches, Stitchable Neural Networks (CVPR 2023, arXiv 2302.06586), in the order of its published
/// code.
///
/// Pairs are the reference's own, 0-based: [a, b] runs source blocks 0..a, the stitching layer and target
/// blocks b..n-1, which is the stitch (i, j) = (a + 1, b).
namespace klas::snnet {

/// Which pairs of a window count.
enum class Variant {
    All,      ///< DeiT: every pair, in any order
    Ascending ///< Swin, LeViT, ResNet: only a < b
};

struct PairList {
    std::vector<std::pair<int, int>> pairs;
    std::vector<int> layers; ///< shared stitching layer of each pair
    int layerCount = 0;
};

/// Throws Error unless both are 1 to 1000.
void requireWindow(int window, int stride);

/// Equal depths: a window of `window` blocks slides by `stride`; the pairs a window adds share one layer.
/// Throws Error unless depth, window and stride are 1 to 1000.
PairList pairedStitching(int depth, int window, int stride, Variant variant);

/// Source block of every target block: floor(b · front/end), computed in float32 as nearest interpolation
/// does.
std::vector<int> nearestBlocks(int front, int end);

/// Unequal depths: target block b is entered from its nearest source block; pairs with a < b only, ascending
/// in a; layer ids as the reference hands them out, which is shifted against the blocks. Without pairs for
/// front >= end. Throws Error unless both depths are 2 to 1000: the reference fails on a single block.
PairList unpairedStitching(int front, int end);

/// One configuration over anchors 0..k-1: an anchor by itself, or a chain of one or two stitches.
struct Config {
    std::vector<int> anchors;
    std::vector<std::pair<int, int>> pairs;
    std::vector<int> layers;
    bool operator==(const Config&) const = default;
};

/// DeiT's list: anchors, then every combination of two anchors, then every chain of three; only neighbours
/// and no chains when `nearest`. Throws Error for fewer anchors than the reference accepts: 1, or 3 when
/// `nearest`; and for chains over more than 3 anchors, which it does not define.
std::vector<Config> deitConfigs(int depth, int window, int stride, int anchors, bool nearest);

/// The list of one stage of a hierarchical family: depths ascending, neighbours only, paired where they are
/// equal (window 2, stride 1) and unpaired where not. Throws Error as the two above.
std::vector<Config> stagedConfigs(std::vector<int> depths);

} // namespace klas::snnet
