// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/stitch_requests.h"
#include "core/records/configuration.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace klas::engine {

/// Names of results of stitched networks: equal keys, equal networks on equal images. Made of the weights' SHA-256, the
/// architectures, the data, the recipe and the version of the code; of no run's name, so that the same work under two names
/// is done once.
class StitchKeys {
public:
    explicit StitchKeys(const NetworksRequest& request);

    bool known(const std::string& key) const { return m_known.count(key) > 0; } ///< the project has it already

    /// A network as it came, or with its layer as least squares leaves it. With shared layers that depends on all tasks.
    std::string initial(const Configuration& configuration, const std::vector<StitchTask>& tasks, bool shared, long initImages) const;
    /// A finetuning of these stitches together. `anchors` in the order in which they are trained. A teacher's files count by
    /// what they hold; throws Error where they cannot be read.
    std::string run(const std::vector<std::string>& anchors, const std::vector<StitchTask>& tasks, const FinetuneRecipe& recipe) const;
    /// A measurement of a network that `network` names.
    std::string evaluation(const std::string& network, const Configuration& configuration, long step, const std::string& split,
                           long images) const;
    /// A file of a network that `network` names: its name in the project, what is said of it and what the
    /// file holds.
    std::string exported(const std::string& network, const Stitch& stitch, const std::string& run,
                         std::optional<double> top1, const std::string& format,
                         const std::string& sha256) const;

private:
    std::string key(const std::string& what, const std::string& detail) const;
    std::string weights(const std::string& anchor) const;
    const std::string& fileSha(const std::string& file) const;

    const NetworksRequest& m_request;
    std::set<std::string> m_known;
    mutable std::map<std::string, std::string> m_files; ///< SHA-256 of teachers' files, read once
};

} // namespace klas::engine
