// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/request.h"

#include "core/records/score_matrix.h"

#include <algorithm>
#include <cmath>

namespace klas {

void check(const ProbeOptions& options, const std::string& what) {
    if (options.trainImages < 0) throw Error(what + ": the number of probe images must be 0 (all) or more.");
    if (options.iterations < 1 || options.iterations > 100000)
        throw Error(what + ": probes need 1 to 100000 iterations, not " + std::to_string(options.iterations) +
                    ".");
    if (options.l2 && (!(*options.l2 >= 0) || !std::isfinite(*options.l2)))
        throw Error(what + ": the l2 penalty of probes must be a number of 0 or more.");
    if (options.pooling != "head" && options.pooling != "mean")
        throw Error(what + ": features are pooled by head or mean, not \"" + options.pooling + "\".");
    if (options.cacheType != "float32" && options.cacheType != "float16")
        throw Error(what + ": the feature cache holds float32 or float16, not \"" + options.cacheType +
                    "\".");
}

Json toJson(const ProbeOptions& options) {
    return {{"train_images", options.trainImages},
            {"iterations", options.iterations},
            {"l2", jsonOrNull(options.l2)},
            {"pooling", options.pooling},
            {"cache", options.cacheType}};
}

ProbeOptions probeOptionsFromJson(const Json& json, const std::string& what) {
    ProbeOptions options;
    options.trainImages = optionalField(json, "train_images", options.trainImages, what);
    options.iterations = optionalField(json, "iterations", options.iterations, what);
    options.l2 = optionalFromJson<double>(json, "l2", what);
    options.pooling = optionalField(json, "pooling", options.pooling, what);
    options.cacheType = optionalField(json, "cache", options.cacheType, what);
    check(options, what);
    return options;
}

Json toJson(const AnalyzeRequest& request) {
    Json anchors = Json::array(), pairs = Json::array();
    for (const Anchor& anchor : request.anchors)
        anchors.push_back(toJson(anchor));
    for (const auto& [source, target] : request.pairs)
        pairs.push_back(Json::array({source, target}));
    return {{"work_folder", request.workFolder},  {"anchors", std::move(anchors)},
            {"data", toJson(request.data)},       {"probes", toJson(request.probes)},
            {"measures", request.measures},       {"pairs", std::move(pairs)},
            {"temperature", request.temperature}, {"device", request.device},
            {"threads", request.threads},         {"batch", request.batch},
            {"known_keys", request.knownKeys}};
}

AnalyzeRequest analyzeRequestFromJson(const Json& json, const std::string& what) {
    AnalyzeRequest request;
    request.workFolder = requiredField<std::string>(json, "work_folder", what);
    const auto anchors = requiredField<Json>(json, "anchors", what);
    if (!anchors.is_array()) throw Error(what + ": \"anchors\" must be an array.");
    for (const Json& anchor : anchors)
        request.anchors.push_back(anchorFromJson(anchor, what));
    request.data = dataSpecFromJson(requiredField<Json>(json, "data", what), what);
    request.probes = probeOptionsFromJson(optionalField<Json>(json, "probes", Json::object(), what), what);
    request.measures = optionalField(json, "measures", request.measures, what);
    for (const std::string& measure : request.measures)
        measureInfo(measure);
    request.pairs = optionalField(json, "pairs", request.pairs, what);
    for (const auto& pair : request.pairs)
        for (const std::string& name : {pair.first, pair.second})
            if (std::none_of(request.anchors.begin(), request.anchors.end(),
                             [&](const Anchor& a) { return a.name == name; }))
                throw Error(what + ": a pair names \"" + name + "\", which is no anchor of the request.");
    request.temperature = optionalField(json, "temperature", request.temperature, what);
    if (!(request.temperature > 0) || !std::isfinite(request.temperature))
        throw Error(what + ": the temperature must be a positive number.");
    request.device = optionalField(json, "device", request.device, what);
    request.threads = optionalField(json, "threads", request.threads, what);
    request.batch = optionalField(json, "batch", request.batch, what);
    if (request.threads < 0 || request.threads > 1024)
        throw Error(what + ": threads must be 0 (all cores) to 1024.");
    if (request.batch < 0 || request.batch > 65536)
        throw Error(what + ": the batch must be 0 (chosen) to 65536 images.");
    request.knownKeys = optionalField(json, "known_keys", request.knownKeys, what);
    return request;
}

} // namespace klas
