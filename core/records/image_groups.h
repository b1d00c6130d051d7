// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <vector>

namespace klas {

/// Sums of a score over disjoint groups of images, so that a bootstrap can draw images again without their single
/// values. Images are independent, so groups of them are, and drawing whole groups with replacement shows the same
/// spread. All matrices of one analysis have the same groups: one draw used for two matrices means the same images.
struct ImageGroups {
    static constexpr size_t kMost = 1000; ///< groups

    std::vector<long> images; ///< of each group
    std::vector<double> sums; ///< groups x cells, a matrix' cells row by row

    size_t count() const { return images.size(); }
    bool operator==(const ImageGroups&) const = default;
};

/// {"images": [...], "sums": [[...], ...]}
Json toJson(const ImageGroups& groups);
/// Throws Error for shapes that do not fit together, empty groups, sums that are no numbers.
ImageGroups imageGroupsFromJson(const Json& json, size_t cells, const std::string& what);

/// Throws Error unless there are 1 to kMost groups of at least one image each, with `cells` finite sums each.
void check(const ImageGroups& groups, size_t cells, const std::string& what);

} // namespace klas
