// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/torch.h"

#include <vector>

namespace klas::engine {

/// How the positions of a `grid` x `grid` map fall into windows of `side` x `side` in a Swin block
/// (Liu et al., arXiv 2103.14030, section 3.2), as timm does it:
///
/// 1. the map is rolled up and left by `shift`;
/// 2. below and on the right it is filled up with zeros to whole windows; these are no positions of the image, but they
///    take part in the attention as keys (their q, k and v are the layer's bias) except where the mask parts them;
/// 3. the filled-up map is cut into windows, row by row;
/// 4. where `shift` > 0, positions that lie in one window only because of the roll do not see one another: the map falls
///    into bands [0, P - side), [P - side, P - shift), [P - shift, P) of rows and of columns, P its side after step 2, and
///    -100 is added to the logits between bands. (Where step 2 adds something the last border so moves away from the seam
///    of the roll: timm's choice, which its weights were trained with. torchvision fills up before it rolls.)
///
/// Norms come before all this (a filled-up position holds 0, not the norm's bias); afterwards 3, 2, 1 are undone.
struct Windows {
    long grid, side, shift;

    long perSide() const { return (grid + side - 1) / side; }
    long perImage() const { return perSide() * perSide(); }
    long positions() const { return side * side; } ///< n, of one window
    long padded() const { return perSide() * side; }

    /// B x L x C -> (B W) x n x C
    torch::Tensor cut(const torch::Tensor& tokens) const;
    /// (B W) x n x C -> B x L x C
    torch::Tensor join(const torch::Tensor& windows) const;
    /// W x n x n of 0 and -100; only where shift > 0
    torch::Tensor mask(const torch::TensorOptions& options) const;
    /// W x n: the token (row by row) at each position, -1 where filled up.
    std::vector<int> tokens() const;

    /// n² entries: the row of the table of (2 side - 1)² biases for each pair of positions,
    /// (dy + side - 1)(2 side - 1) + dx + side - 1 with (dy, dx) from key to query.
    torch::Tensor biasIndex(torch::Device device) const;
};

} // namespace klas::engine
