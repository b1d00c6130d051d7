// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/tradeoff_point.h"

#include <vector>

namespace klas {

/// Results that someone published, to lay beside one's own. They are shown and compared, never changed.
struct ReferenceCurve {
    std::string name;    ///< "snnet-deit"
    std::string title;   ///< "SN-Net, DeiT-Ti/S/B on ImageNet"
    std::string origin;  ///< where the figures come from: a repository and file, or the imported file
    std::string licence; ///< SPDX identifier, empty where it is not known
    std::vector<TradeoffPoint> points; ///< in the order of the origin
    std::vector<std::string> notes;    ///< sentences: what the import left out or could not know
    bool operator==(const ReferenceCurve&) const = default;
};

Json toJson(const ReferenceCurve& curve);
ReferenceCurve referenceCurveFromJson(const Json& json, const std::string& what);

} // namespace klas
