// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/reference_curve.h"

namespace klas {

Json toJson(const ReferenceCurve& curve) {
    Json points = Json::array();
    for (const TradeoffPoint& point : curve.points)
        points.push_back(toJson(point));
    return {{"name", curve.name},       {"title", curve.title},
            {"origin", curve.origin},   {"licence", curve.licence},
            {"flops_unit", "1 multiply-add = 1 FLOP"}, {"points", std::move(points)},
            {"notes", curve.notes}};
}

ReferenceCurve referenceCurveFromJson(const Json& json, const std::string& what) {
    ReferenceCurve curve;
    curve.name = requiredField<std::string>(json, "name", what);
    curve.title = optionalField<std::string>(json, "title", "", what);
    curve.origin = optionalField<std::string>(json, "origin", "", what);
    curve.licence = optionalField<std::string>(json, "licence", "", what);
    const Json points = requiredField<Json>(json, "points", what);
    if (!points.is_array()) throw Error(what + ": the field \"points\" must be a list.");
    for (const Json& point : points)
        curve.points.push_back(tradeoffPointFromJson(point, what + ", point " + std::to_string(curve.points.size() + 1)));
    curve.notes = optionalField<std::vector<std::string>>(json, "notes", {}, what);
    return curve;
}

} // namespace klas
