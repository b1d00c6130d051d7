// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/configuration.h"

namespace klas {

std::string text(const Configuration& c) {
    return c.stitch ? text(*c.stitch) : c.anchor;
}

Json toJson(const Configuration& c) {
    return c.stitch ? toJson(*c.stitch) : Json{{"anchor", c.anchor}};
}

Configuration configurationFromJson(const Json& json, const std::string& what) {
    if (json.is_object() && json.contains("anchor"))
        return Configuration::of(requiredField<std::string>(json, "anchor", what));
    return Configuration::of(stitchFromJson(json, what));
}

} // namespace klas
