// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/network_key.h"

#include "core/base/error.h"

namespace klas {

Json toJson(const std::vector<NetworkKey>& networks) {
    Json list = Json::array();
    for (const NetworkKey& n : networks)
        list.push_back({{"run", n.run}, {"configuration", toJson(n.configuration)}});
    return list;
}

std::vector<NetworkKey> networkKeysFromJson(const Json& json, const std::string& what) {
    if (!json.is_array()) throw Error(what + ": must be a list of networks.");
    std::vector<NetworkKey> networks;
    for (const Json& entry : json)
        networks.push_back({requiredField<std::string>(entry, "run", what), configurationFromJson(requiredField<Json>(entry, "configuration", what), what)});
    return networks;
}

} // namespace klas
