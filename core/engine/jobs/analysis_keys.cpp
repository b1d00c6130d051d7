// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/analysis_keys.h"

#include "core/base/files.h"
#include "core/base/version.h"

namespace klas::engine {

AnalysisKeys::AnalysisKeys(const AnalyzeRequest& request)
    : m_request(request)
    , m_known(request.knownKeys.begin(), request.knownKeys.end()) {}

std::string AnalysisKeys::key(const std::string& what, const std::string& detail) const {
    return sha256(what + "|" + std::to_string(kResultVersion) + "|" + m_request.data.key() + "|" +
                  m_request.probes.cacheType + "|" + detail)
        .substr(0, 32);
}

std::string AnalysisKeys::features(const Anchor& anchor) const {
    return key("features", anchor.sha256 + toJson(anchor.arch).dump());
}

std::string AnalysisKeys::cache(const Anchor& anchor, const std::string& split, const std::string& pooling) const {
    return key("cache", features(anchor) + split + pooling);
}

std::string AnalysisKeys::probes(const Anchor& anchor) const {
    return key("probes", features(anchor) + std::to_string(m_request.probes.trainImages) + "|" +
                             std::to_string(m_request.probes.iterations) + "|" + jsonOrNull(m_request.probes.l2).dump() +
                             (m_request.probes.pooling == "head" ? "" : "|" + m_request.probes.pooling));
}

std::string AnalysisKeys::accuracy(const Anchor& anchor, const std::string& split) const {
    return key("accuracy", features(anchor) + split);
}

std::string AnalysisKeys::matrix(const Anchor& source, const Anchor& target, const std::string& measure) const {
    std::string detail = measure;
    if (measure == "kl_temperature") detail += Json(m_request.temperature).dump();
    return key("matrix", detail + "|" + probes(source) + "|" + probes(target));
}

std::string AnalysisKeys::distances(const std::vector<const Anchor*>& anchors) const {
    std::string detail;
    for (const Anchor* anchor : anchors)
        detail += anchor->name + features(*anchor);
    return key("distances", detail);
}

} // namespace klas::engine
