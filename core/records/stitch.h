// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/records/net_card.h"

#include <compare>
#include <string>

namespace klas {

/// The stitch (f,i -> g,j): f's stem and blocks 1..i, the stitching layer, g's blocks j+1..n and head.
/// KLAS (arXiv 2605.29259), section 3; j = 0 (before g's first block) is SN-Net's only.
struct Stitch {
    std::string source; ///< anchor f
    int i = 0;          ///< source block, 1..m
    std::string target; ///< anchor g
    int j = 0;          ///< target block, 0..n-1

    auto operator<=>(const Stitch&) const = default;
};

/// "deit_tiny:3 > deit_small:4"
std::string text(const Stitch& stitch);
Json toJson(const Stitch& stitch);
Stitch stitchFromJson(const Json& json, const std::string& what);

/// A legal stitch and what it costs.
struct CostedStitch {
    Stitch stitch;
    Cost cost;
    bool operator==(const CostedStitch&) const = default;
};

} // namespace klas
