// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <cstdint>
#include <optional>
#include <string>

namespace klas {

/// One network of an accuracy/compute curve.
struct TradeoffPoint {
    std::optional<std::int64_t> id;     ///< of the configuration, SN-Net's cfg_id
    std::string label;                  ///< "DeiT-Ti:3/DeiT-S:4", "DeiT-B"; empty where it is not known
    std::int64_t flops = 0;             ///< of one image; 1 multiply-add = 1 FLOP
    std::optional<std::int64_t> params;
    std::optional<double> top1, top5;   ///< 0..1
    bool anchor = false;                ///< one of the networks that were stitched
    bool operator==(const TradeoffPoint&) const = default;
};

Json toJson(const TradeoffPoint& point);
/// Throws Error when FLOPs are not positive or an accuracy is outside 0..1.
TradeoffPoint tradeoffPointFromJson(const Json& json, const std::string& what);

} // namespace klas
