// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/stitch_requests.h"

#include "core/analysis/arch.h"
#include "core/analysis/stitch_space.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

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

/// Each stitch joins two anchors that are there, where they can be joined.
void requireStitchable(const NetworksRequest& networks, const std::vector<StitchTask>& tasks,
                       const std::string& what) {
    std::map<std::string, NetCard> cards;
    for (const Anchor& anchor : networks.anchors)
        cards.emplace(anchor.name, netCard(anchor.arch));
    for (const StitchTask& task : tasks) {
        const auto card = [&](const std::string& name) -> const NetCard& {
            if (const auto found = cards.find(name); found != cards.end()) return found->second;
            throw Error(what + ": the stitch " + text(task.stitch) + " names \"" + name +
                        "\", which is no anchor of the request.");
        };
        requireStitchable(card(task.stitch.source), card(task.stitch.target), task.stitch);
    }
}

std::vector<StitchTask> tasksFromJson(const Json& json, const NetworksRequest& networks, const std::string& what) {
    auto tasks = stitchTasksFromJson(requiredField<Json>(json, "stitches", what), what);
    requireStitchable(networks, tasks, what);
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

Json toJson(const std::vector<Stitch>& stitches) {
    Json list = Json::array();
    for (const Stitch& stitch : stitches)
        list.push_back(toJson(stitch));
    return list;
}

std::vector<Stitch> stitchesFromJson(const Json& json, const NetworksRequest& networks,
                                     const std::string& what) {
    std::vector<Stitch> stitches;
    for (StitchTask& task : tasksFromJson(json, networks, what))
        stitches.push_back(std::move(task.stitch));
    return stitches;
}

constexpr std::array<std::pair<const char*, const char*>, 3> kFormats{
    {{"config", ".json"}, {"safetensors", ".safetensors"}, {"torchscript", ".pt"}}};

const char* endingOf(const std::string& format, const std::string& what) {
    for (const auto& [name, ending] : kFormats)
        if (format == name) return ending;
    throw Error(what + ": networks are exported as config, safetensors or torchscript, not as \"" + format +
                "\".");
}

} // namespace

Json toJson(const PreviewRequest& r) {
    Json json{{"stitches", toJson(r.stitches)}, {"init_images", r.initImages}, {"images", r.images}};
    add(json, r.networks);
    return json;
}

PreviewRequest previewRequestFromJson(const Json& json, const std::string& what) {
    PreviewRequest r;
    r.networks = networksFromJson(requiredField<Json>(json, "networks", what), what);
    r.stitches = stitchesFromJson(json, r.networks, what);
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

std::string fileStem(const Stitch& s) {
    std::string stem = s.source + "-" + std::to_string(s.i) + "_" + s.target + "-" + std::to_string(s.j);
    std::replace(stem.begin(), stem.end(), '/', '-');
    return stem;
}

fs::path exportedPath(const ExportRequest& request, const Stitch& stitch, const std::string& format) {
    return request.out + (request.stitches.size() > 1 ? "-" + fileStem(stitch) : std::string()) +
           endingOf(format, "The export");
}

Json toJson(const ExportRequest& r) {
    Json top1 = Json::array();
    for (const auto& value : r.top1)
        top1.push_back(jsonOrNull(value));
    Json json{{"run", r.run}, {"stitches", toJson(r.stitches)}, {"formats", r.formats},
              {"out", r.out}, {"init_images", r.initImages},    {"known_top1", std::move(top1)}};
    add(json, r.networks);
    return json;
}

ExportRequest exportRequestFromJson(const Json& json, const std::string& what) {
    ExportRequest r;
    r.networks = networksFromJson(requiredField<Json>(json, "networks", what), what);
    r.run = optionalField(json, "run", r.run, what);
    if (!r.run.empty()) requireRunName(r.run, what);
    r.stitches = stitchesFromJson(json, r.networks, what);
    if (r.stitches.empty()) throw Error(what + ": there is no stitch to export; name at least one.");
    r.formats = optionalField(json, "formats", r.formats, what);
    if (r.formats.empty())
        throw Error(what + ": name a format to export to: config, safetensors or torchscript.");
    for (const std::string& format : r.formats)
        endingOf(format, what);
    r.out = requiredField<std::string>(json, "out", what);
    if (!fs::path(r.out).is_absolute() || !fs::path(r.out).has_filename())
        throw Error(what + ": \"out\" must be the absolute path of the files without ending, not \"" + r.out +
                    "\".");
    r.initImages = count(json, "init_images", r.initImages, 1, what);
    const auto top1 = optionalField<Json>(json, "known_top1", Json::array(), what);
    if (!top1.is_array() || (!top1.empty() && top1.size() != r.stitches.size()))
        throw Error(what + ": \"known_top1\" must hold a number or null for each stitch.");
    for (const Json& value : top1) {
        if (!value.is_null() && !value.is_number())
            throw Error(what + ": \"known_top1\" must hold a number or null for each stitch.");
        r.top1.push_back(value.is_null() ? std::nullopt : std::optional(value.get<double>()));
    }
    return r;
}

} // namespace klas
