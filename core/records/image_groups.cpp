// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/image_groups.h"

#include <algorithm>
#include <cmath>

namespace klas {

Json toJson(const ImageGroups& groups) {
    const size_t cells = groups.count() == 0 ? 0 : groups.sums.size() / groups.count();
    Json sums = Json::array();
    for (size_t g = 0; g < groups.count(); ++g) {
        const auto row = groups.sums.begin() + static_cast<std::ptrdiff_t>(g * cells);
        sums.push_back(std::vector<double>(row, row + static_cast<std::ptrdiff_t>(cells)));
    }
    return {{"images", groups.images}, {"sums", std::move(sums)}};
}

ImageGroups imageGroupsFromJson(const Json& json, size_t cells, const std::string& what) {
    ImageGroups groups;
    groups.images = requiredField<std::vector<long>>(json, "images", what);
    const auto sums = requiredField<std::vector<std::vector<double>>>(json, "sums", what);
    if (sums.size() != groups.count())
        throw Error(what + ": the groups' \"images\" and \"sums\" differ in number.");
    for (const auto& row : sums)
        groups.sums.insert(groups.sums.end(), row.begin(), row.end());
    check(groups, cells, what);
    return groups;
}

void check(const ImageGroups& groups, size_t cells, const std::string& what) {
    if (groups.count() < 1 || groups.count() > ImageGroups::kMost || groups.sums.size() != groups.count() * cells)
        throw Error(what + ": the groups of images do not fit the matrix.");
    if (std::any_of(groups.images.begin(), groups.images.end(), [](long n) { return n < 1; }))
        throw Error(what + ": a group has no images.");
    if (!std::all_of(groups.sums.begin(), groups.sums.end(), [](double s) { return std::isfinite(s); }))
        throw Error(what + ": a sum of a group is not a number.");
}

} // namespace klas
