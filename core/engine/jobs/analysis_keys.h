// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/request.h"

#include <set>

namespace klas::engine {

/// Names of the results of one analysis: equal keys, equal values. A key is made of everything that shapes the result: the
/// weights' SHA-256, the architecture, the data, the options, and the version of the code.
class AnalysisKeys {
public:
    explicit AnalysisKeys(const AnalyzeRequest& request);

    bool known(const std::string& key) const { return m_known.count(key) > 0; } ///< the project has it already
    std::string features(const Anchor& anchor) const;
    std::string cache(const Anchor& anchor, const std::string& split, const std::string& pooling) const;
    std::string probes(const Anchor& anchor) const;
    std::string accuracy(const Anchor& anchor, const std::string& split) const;
    std::string matrix(const Anchor& source, const Anchor& target, const std::string& measure) const;
    std::string distances(const std::vector<const Anchor*>& anchors) const;

private:
    std::string key(const std::string& what, const std::string& detail) const;

    const AnalyzeRequest& m_request;
    std::set<std::string> m_known;
};

} // namespace klas::engine
