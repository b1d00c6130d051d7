// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/tradeoff_point.h"

namespace klas {

namespace {

std::optional<double> shareFromJson(const Json& json, const char* field, const std::string& what) {
    const auto share = optionalFromJson<double>(json, field, what);
    if (share && !(*share >= 0 && *share <= 1))
        throw Error(what + ": the field \"" + field + "\" must be an accuracy from 0 to 1.");
    return share;
}

} // namespace

Json toJson(const TradeoffPoint& point) {
    return {{"id", jsonOrNull(point.id)},         {"label", point.label},           {"flops", point.flops},
            {"params", jsonOrNull(point.params)}, {"top1", jsonOrNull(point.top1)}, {"top5", jsonOrNull(point.top5)},
            {"anchor", point.anchor}};
}

TradeoffPoint tradeoffPointFromJson(const Json& json, const std::string& what) {
    TradeoffPoint point;
    point.id = optionalFromJson<std::int64_t>(json, "id", what);
    point.label = optionalField<std::string>(json, "label", "", what);
    point.flops = requiredField<std::int64_t>(json, "flops", what);
    point.params = optionalFromJson<std::int64_t>(json, "params", what);
    point.top1 = shareFromJson(json, "top1", what);
    point.top5 = shareFromJson(json, "top5", what);
    point.anchor = optionalField<bool>(json, "anchor", false, what);
    if (point.flops <= 0) throw Error(what + ": the field \"flops\" must be above 0.");
    if (point.params && *point.params < 0) throw Error(what + ": the field \"params\" must not be negative.");
    return point;
}

} // namespace klas
