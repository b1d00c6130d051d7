// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/stitch.h"

#include <optional>
#include <string>

namespace klas {

/// One network of a stitched family: an anchor as it is, or a stitch of two ("configuration", Pan et al.,
/// arXiv 2302.06586).
struct Configuration {
    std::string anchor;           ///< its name; empty for a stitch
    std::optional<Stitch> stitch;

    static Configuration of(std::string anchorName) { return {std::move(anchorName), {}}; }
    static Configuration of(Stitch stitch) { return {{}, std::move(stitch)}; }
    bool isAnchor() const { return !stitch; }

    auto operator<=>(const Configuration&) const = default;
};

/// "deit_tiny", or "deit_tiny:3 > deit_small:4"
std::string text(const Configuration& configuration);
/// {"anchor": "deit_tiny"}, or the fields of a stitch.
Json toJson(const Configuration& configuration);
Configuration configurationFromJson(const Json& json, const std::string& what);

} // namespace klas
