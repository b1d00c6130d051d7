// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/stitch_keys.h"

#include "core/base/files.h"

namespace klas::engine {

namespace {

constexpr int kStitchVersion = 1; ///< raised when the same request would give other results

} // namespace

StitchKeys::StitchKeys(const NetworksRequest& request)
    : m_request(request)
    , m_known(request.knownKeys.begin(), request.knownKeys.end()) {}

std::string StitchKeys::key(const std::string& what, const std::string& detail) const {
    return sha256(what + "|" + std::to_string(kStitchVersion) + "|" + m_request.data.key() + "|" + detail).substr(0, 32);
}

std::string StitchKeys::weights(const std::string& name) const {
    for (const Anchor& a : m_request.anchors)
        if (a.name == name) return name + "=" + a.sha256 + toJson(a.arch).dump() + ";";
    throw Error("There is no anchor " + name + " among those of the request.");
}

const std::string& StitchKeys::fileSha(const std::string& file) const {
    std::string& sha = m_files[file];
    if (sha.empty()) sha = sha256File(file);
    return sha;
}

std::string StitchKeys::initial(const Configuration& c, const std::vector<StitchTask>& tasks, bool shared, long initImages) const {
    if (c.isAnchor()) return key("anchor", weights(c.anchor));
    std::string detail = toJson(*c.stitch).dump() + weights(c.stitch->source) + weights(c.stitch->target) + std::to_string(initImages);
    if (shared) detail += toJson(tasks).dump();
    return key("initialised", detail);
}

std::string StitchKeys::run(const std::vector<std::string>& anchors, const std::vector<StitchTask>& tasks, const FinetuneRecipe& recipe) const {
    FinetuneRecipe told = recipe;
    Distillation& d = told.distillation;
    std::string teacher;
    if (d.kind != "none" && !d.teacherWeights.empty()) { // what the files hold, wherever they lie
        teacher = "teacher " + fileSha(d.teacherWeights) + (d.teacherConfig.ends_with(".json") ? fileSha(d.teacherConfig) : d.teacherConfig);
        d.teacherWeights = d.teacherConfig = "";
    } else if (d.kind != "none" && !d.teacher.empty())
        teacher = "teacher " + weights(d.teacher);
    std::string detail = toJson(tasks).dump() + toJson(told).dump();
    for (const std::string& name : anchors)
        detail += weights(name);
    return key("run", detail + teacher);
}

std::string StitchKeys::evaluation(const std::string& network, const Configuration& c, long step, const std::string& split, long images) const {
    return key("evaluation", network + toJson(c).dump() + std::to_string(step) + split + std::to_string(images));
}

std::string StitchKeys::exported(const std::string& network, const Stitch& stitch, const std::string& run,
                                 std::optional<double> top1, const std::string& format,
                                 const std::string& sha256) const {
    return key("exported", network + toJson(stitch).dump() + run + jsonOrNull(top1).dump() + format + sha256);
}

} // namespace klas::engine
