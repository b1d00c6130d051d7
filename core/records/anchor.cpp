// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/anchor.h"

#include <algorithm>

namespace klas {

Json toJson(const Anchor& a)
{
    return {{"name", a.name}, {"arch", toJson(a.arch)}, {"weights", a.weights}, {"sha256", a.sha256}};
}

Anchor anchorFromJson(const Json& json, const std::string& what)
{
    Anchor a;
    a.name = requiredField<std::string>(json, "name", what);
    a.arch = archFromJson(requiredField<Json>(json, "arch", what), what + ", anchor " + a.name);
    a.weights = requiredField<std::string>(json, "weights", what);
    a.sha256 = optionalField<std::string>(json, "sha256", "", what);
    return a;
}

Json toJson(const AnchorAccuracy& a)
{
    return {{"anchor", a.anchor}, {"split", a.split}, {"images", a.images}, {"top1", a.top1}, {"top5", a.top5},
            {"loss", a.loss},     {"key", a.key},     {"provenance", a.provenance}};
}

AnchorAccuracy anchorAccuracyFromJson(const Json& json, const std::string& what)
{
    AnchorAccuracy a;
    a.anchor = requiredField<std::string>(json, "anchor", what);
    a.split = requiredField<std::string>(json, "split", what);
    a.images = requiredField<long>(json, "images", what);
    a.top1 = requiredField<double>(json, "top1", what);
    a.top5 = requiredField<double>(json, "top5", what);
    a.loss = requiredField<double>(json, "loss", what);
    a.key = optionalField<std::string>(json, "key", "", what);
    a.provenance = optionalField<Json>(json, "provenance", Json(), what);
    return a;
}

Json toJson(const ProbeReport& report)
{
    Json blocks = Json::array();
    for (const ProbeResult& b : report.blocks)
        blocks.push_back({{"block", b.block},
                          {"accuracy", b.accuracy},
                          {"train_loss", b.trainLoss},
                          {"validation_loss", b.validationLoss},
                          {"gradient_norm", b.gradientNorm},
                          {"l2", b.l2},
                          {"steps", b.steps}});
    return {{"anchor", report.anchor},   {"pooling", report.pooling},   {"weights", report.weights},
            {"blocks", std::move(blocks)}, {"head_kl", report.headKl}, {"warnings", report.warnings},
            {"key", report.key},         {"provenance", report.provenance}};
}

ProbeReport probeReportFromJson(const Json& json, const std::string& what)
{
    ProbeReport report;
    report.anchor = requiredField<std::string>(json, "anchor", what);
    report.pooling = requiredField<std::string>(json, "pooling", what);
    report.weights = optionalField<std::string>(json, "weights", "", what);
    for (const Json& b : requiredField<Json>(json, "blocks", what)) {
        ProbeResult r;
        r.block = requiredField<int>(b, "block", what);
        r.accuracy = requiredField<double>(b, "accuracy", what);
        r.trainLoss = requiredField<double>(b, "train_loss", what);
        r.validationLoss = requiredField<double>(b, "validation_loss", what);
        r.gradientNorm = requiredField<double>(b, "gradient_norm", what);
        r.l2 = optionalField<double>(b, "l2", 0, what);
        r.steps = optionalField<long>(b, "steps", 0, what);
        report.blocks.push_back(r);
    }
    report.headKl = optionalField<double>(json, "head_kl", 0, what);
    report.warnings = optionalField<std::vector<std::string>>(json, "warnings", {}, what);
    report.key = optionalField<std::string>(json, "key", "", what);
    report.provenance = optionalField<Json>(json, "provenance", Json(), what);
    return report;
}

Json toJson(const AnchorDistances& d)
{
    return {{"anchors", d.anchors}, {"kl", d.kl},   {"errors", d.errors},
            {"images", d.images},   {"key", d.key}, {"provenance", d.provenance}};
}

AnchorDistances anchorDistancesFromJson(const Json& json, const std::string& what)
{
    using Table = std::vector<std::vector<double>>;
    AnchorDistances d;
    d.anchors = requiredField<std::vector<std::string>>(json, "anchors", what);
    d.kl = requiredField<Table>(json, "kl", what);
    d.errors = optionalField<Table>(json, "errors", {}, what);
    d.images = optionalField<long>(json, "images", 0, what);
    d.key = optionalField<std::string>(json, "key", "", what);
    d.provenance = optionalField<Json>(json, "provenance", Json(), what);
    const auto square = [&](const Table& table) {
        return table.size() == d.anchors.size() && std::all_of(table.begin(), table.end(), [&](const auto& row) {
                   return row.size() == d.anchors.size();
               });
    };
    if (!square(d.kl) || (!d.errors.empty() && !square(d.errors)))
        throw Error(what + ": the table of anchors is not square.");
    return d;
}

} // namespace klas
