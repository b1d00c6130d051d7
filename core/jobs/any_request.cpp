// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/any_request.h"

namespace klas {

namespace {

std::string stitches(size_t count) {
    return std::to_string(count) + (count == 1 ? " stitch" : " stitches");
}

std::string title(const AnalyzeRequest& r) {
    return "analyse " + std::to_string(r.anchors.size()) + " anchors, " + std::to_string(r.measures.size()) +
           (r.measures.size() == 1 ? " measure" : " measures");
}
std::string title(const PreviewRequest& r) {
    return "preview " + (r.stitches.size() == 1 ? text(r.stitches.front()) : stitches(r.stitches.size()));
}
std::string title(const FinetuneRequest& r) {
    return "finetune " + r.run + ": " + (r.stitches.size() == 1 ? text(r.stitches.front().stitch) : stitches(r.stitches.size())) + ", " +
           std::to_string(r.recipe.steps) + " steps";
}
std::string title(const EvaluateRequest& r) {
    return "evaluate " + (r.run.empty() ? std::string("as initialised") : r.run) + ": " + stitches(r.stitches.size()) + ", " + r.split;
}

std::string title(const ExportRequest& r) {
    const std::string what = r.stitches.size() == 1 ? text(r.stitches.front()) : stitches(r.stitches.size());
    std::string formats;
    for (const std::string& format : r.formats)
        formats += (formats.empty() ? "" : ", ") + format;
    return "export " + (r.run.empty() ? std::string("as initialised") : r.run) + ": " + what + ", " + formats;
}

} // namespace

JobKind kindOf(const Request& request) {
    return kJobKinds[request.index()];
}

Json toJson(const Request& request) {
    return std::visit([](const auto& r) { return toJson(r); }, request);
}

Request requestFromJson(JobKind kind, const Json& json, const std::string& what) {
    switch (kind) {
    case JobKind::Analyze:
        return analyzeRequestFromJson(json, what);
    case JobKind::Preview:
        return previewRequestFromJson(json, what);
    case JobKind::Finetune:
        return finetuneRequestFromJson(json, what);
    case JobKind::Evaluate:
        return evaluateRequestFromJson(json, what);
    case JobKind::Export:
        return exportRequestFromJson(json, what);
    }
    throw Error(what + ": there is no such kind of job.");
}

Json withoutKnown(Json request) {
    if (request.contains("known_keys")) request["known_keys"] = Json::array();
    if (request.contains("networks")) request["networks"]["known_keys"] = Json::array();
    if (request.contains("known_top1")) request["known_top1"] = Json::array();
    return request;
}

std::string titleOf(const Request& request) {
    return std::visit([](const auto& r) { return title(r); }, request);
}

} // namespace klas
