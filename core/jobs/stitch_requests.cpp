// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/stitch_requests.h"

#include <algorithm>

namespace klas {

namespace {

Json toJson(const NetworksRequest& r) {
    Json anchors = Json::array();
    for (const Anchor& anchor : r.anchors)
        anchors.push_back(klas::toJson(anchor));
    return {{"work_folder", r.workFolder}, {"anchors", std::move(anchors)}, {"data", klas::toJson(r.data)},
            {"device", r.device},          {"threads", r.threads},          {"batch", r.batch},
            {"known_keys", r.knownKeys}};
}

NetworksRequest networksFromJson(const Json& json, const std::string& what) {
    NetworksRequest r;
    r.workFolder = requiredField<std::string>(json, "work_folder", what);
    const auto anchors = requiredField<Json>(json, "anchors", what);
    if (!anchors.is_array()) throw Error(what + ": \"anchors\" must be an array.");
    for (const Json& anchor : anchors)
        r.anchors.push_back(anchorFromJson(anchor, what));
    r.data = dataSpecFromJson(requiredField<Json>(json, "data", what), what);
    r.device = optionalField(json, "device", r.device, what);
    r.threads = optionalField(json, "threads", r.threads, what);
    r.batch = optionalField(json, "batch", r.batch, what);
    if (r.threads < 0 || r.threads > 1024) throw Error(what + ": threads must be 0 (all cores) to 1024.");
    if (r.batch < 0 || r.batch > 65536) throw Error(what + ": the batch must be 0 (chosen) to 65536 images.");
    r.knownKeys = optionalField(json, "known_keys", r.knownKeys, what);
    return r;
}

void add(Json& json, const NetworksRequest& networks) {
    json["networks"] = toJson(networks);
}

long count(const Json& json, const char* name, long fallback, long least, const std::string& what) {
    const long value = optionalField(json, name, fallback, what);
    if (value < least || value > 100'000'000)
        throw Error(what + ": \"" + name + "\" must be from " + std::to_string(least) + " to 100000000.");
    return value;
}

void requireAnchors(const NetworksRequest& networks, const Stitch& stitch, const std::string& what) {
    for (const std::string& name : {stitch.source, stitch.target})
        if (std::none_of(networks.anchors.begin(), networks.anchors.end(), [&](const Anchor& a) { return a.name == name; }))
            throw Error(what + ": the stitch " + text(stitch) + " names \"" + name + "\", which is no anchor of the request.");
}

std::vector<StitchTask> tasksFromJson(const Json& json, const NetworksRequest& networks, const std::string& what) {
    auto tasks = stitchTasksFromJson(requiredField<Json>(json, "stitches", what), what);
    for (const StitchTask& task : tasks)
        requireAnchors(networks, task.stitch, what);
    return tasks;
}

void requireRunName(const std::string& name, const std::string& what) {
    const bool plain = !name.empty() && name.size() <= 120 && name.front() != '.' &&
                       name.find_first_of("/\\\n\r\t:*?\"<>|") == std::string::npos && name.find('\0') == std::string::npos;
    if (!plain)
        throw Error(what + ": \"" + name.substr(0, 60) +
                    "\" cannot name a run; use up to 120 letters, digits, spaces, hyphens and dots.");
}

void requireSplit(const std::string& split, const std::string& what) {
    if (split != "validation" && split != "test")
        throw Error(what + ": results are of the validation or the test split, not of \"" + split + "\".");
}

} // namespace

Json toJson(const PreviewRequest& r) {
    Json stitches = Json::array();
    for (const Stitch& stitch : r.stitches)
        stitches.push_back(toJson(stitch));
    Json json{{"stitches", std::move(stitches)}, {"init_images", r.initImages}, {"images", r.images}};
    add(json, r.networks);
    return json;
}

PreviewRequest previewRequestFromJson(const Json& json, const std::string& what) {
    PreviewRequest r;
    r.networks = networksFromJson(requiredField<Json>(json, "networks", what), what);
    for (StitchTask& task : tasksFromJson(json, r.networks, what))
        r.stitches.push_back(std::move(task.stitch));
    r.initImages = count(json, "init_images", r.initImages, 1, what);
    r.images = count(json, "images", r.images, 0, what);
    return r;
}

Json toJson(const FinetuneRequest& r) {
    Json json{{"run", r.run}, {"selection", r.selection}, {"stitches", toJson(r.stitches)}, {"recipe", toJson(r.recipe)}, {"splits", r.splits}};
    add(json, r.networks);
    return json;
}

FinetuneRequest finetuneRequestFromJson(const Json& json, const std::string& what) {
    FinetuneRequest r;
    r.networks = networksFromJson(requiredField<Json>(json, "networks", what), what);
    r.run = requiredField<std::string>(json, "run", what);
    requireRunName(r.run, what);
    r.selection = optionalField(json, "selection", r.selection, what);
    r.stitches = tasksFromJson(json, r.networks, what);
    r.recipe = finetuneRecipeFromJson(optionalField<Json>(json, "recipe", Json::object(), what), what);
    r.splits = optionalField(json, "splits", r.splits, what);
    for (const std::string& split : r.splits)
        requireSplit(split, what);
    return r;
}

Json toJson(const EvaluateRequest& r) {
    Json json{{"run", r.run},         {"stitches", toJson(r.stitches)}, {"with_anchors", r.withAnchors},
              {"split", r.split},     {"images", r.images},             {"init_images", r.initImages},
              {"speed", r.speed}};
    add(json, r.networks);
    return json;
}

EvaluateRequest evaluateRequestFromJson(const Json& json, const std::string& what) {
    EvaluateRequest r;
    r.networks = networksFromJson(requiredField<Json>(json, "networks", what), what);
    r.run = optionalField(json, "run", r.run, what);
    if (!r.run.empty()) requireRunName(r.run, what);
    r.stitches = tasksFromJson(json, r.networks, what);
    r.withAnchors = optionalField(json, "with_anchors", r.withAnchors, what);
    r.split = optionalField(json, "split", r.split, what);
    requireSplit(r.split, what);
    r.images = count(json, "images", r.images, 0, what);
    r.initImages = count(json, "init_images", r.initImages, 1, what);
    r.speed = optionalField(json, "speed", r.speed, what);
    return r;
}

} // namespace klas
