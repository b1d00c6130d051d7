// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/selection.h"

namespace klas {

namespace {

Json stitchJson(const SelectedStitch& s)
{
    Json json = toJson(s.stitch);
    json["flops"] = s.cost.flops;
    json["params"] = s.cost.params;
    json["bucket"] = jsonOrNull(s.bucket);
    json["omega"] = jsonOrNull(s.omega);
    json["sigma"] = jsonOrNull(s.sigma);
    json["gamma"] = jsonOrNull(s.gamma);
    if (s.score) json["score"] = *s.score;
    if (s.layer) json["layer"] = *s.layer;
    if (s.stability) json["stability"] = *s.stability;
    if (s.unresolved) json["unresolved"] = true;
    return json;
}

SelectedStitch selectedFromJson(const Json& json, const std::string& what)
{
    SelectedStitch s;
    s.stitch = stitchFromJson(json, what);
    s.cost.flops = requiredField<std::int64_t>(json, "flops", what);
    s.cost.params = requiredField<std::int64_t>(json, "params", what);
    s.bucket = optionalFromJson<int>(json, "bucket", what);
    s.omega = optionalFromJson<double>(json, "omega", what);
    s.sigma = optionalFromJson<double>(json, "sigma", what);
    s.gamma = optionalFromJson<double>(json, "gamma", what);
    s.score = optionalFromJson<double>(json, "score", what);
    s.layer = optionalFromJson<int>(json, "layer", what);
    s.stability = optionalFromJson<double>(json, "stability", what);
    s.unresolved = optionalField<bool>(json, "unresolved", false, what);
    return s;
}

} // namespace

Json toJson(const Selection& selection)
{
    Json stitches = Json::array(), buckets = Json::array();
    for (const SelectedStitch& s : selection.stitches)
        stitches.push_back(stitchJson(s));
    for (const FlopsBucket& b : selection.buckets)
        buckets.push_back({{"low", b.low}, {"high", b.high}, {"candidates", b.candidates}, {"chosen", b.chosen}});
    return {{"name", selection.name},
            {"method", selection.method},
            {"options", selection.options},
            {"flops_unit", "1 multiply-add = 1 FLOP"},
            {"stitches", std::move(stitches)},
            {"buckets", std::move(buckets)},
            {"uncovered_target_blocks", selection.uncoveredTargets},
            {"notes", selection.notes},
            {"provenance", selection.provenance}};
}

Selection selectionFromJson(const Json& json, const std::string& what)
{
    Selection selection;
    selection.name = requiredField<std::string>(json, "name", what);
    selection.method = requiredField<std::string>(json, "method", what);
    selection.options = optionalField<Json>(json, "options", Json(), what);
    for (const Json& s : requiredField<Json>(json, "stitches", what))
        selection.stitches.push_back(selectedFromJson(s, what));
    for (const Json& b : optionalField<Json>(json, "buckets", Json::array(), what))
        selection.buckets.push_back({requiredField<double>(b, "low", what), requiredField<double>(b, "high", what),
                                     requiredField<int>(b, "candidates", what), requiredField<int>(b, "chosen", what)});
    selection.uncoveredTargets = optionalField<std::vector<int>>(json, "uncovered_target_blocks", {}, what);
    selection.notes = optionalField<std::vector<std::string>>(json, "notes", {}, what);
    selection.provenance = optionalField<Json>(json, "provenance", Json(), what);
    return selection;
}

} // namespace klas
