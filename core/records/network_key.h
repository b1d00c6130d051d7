// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/configuration.h"

#include <vector>

namespace klas {

/// A network whatever was measured of it: of a run (empty: as it came).
struct NetworkKey {
    std::string run;
    Configuration configuration;
    auto operator<=>(const NetworkKey&) const = default;
};

/// A list of {"run": "first", "configuration": {...}}.
Json toJson(const std::vector<NetworkKey>& networks);
/// Throws Error: no list, no configuration.
std::vector<NetworkKey> networkKeysFromJson(const Json& json, const std::string& what);

} // namespace klas
