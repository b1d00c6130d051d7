// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/jobs/stitch_keys.h"
#include "core/engine/stitching/family_init.h"
#include "core/engine/stitching/stitched_family.h"
#include "core/engine/stitching/sweep.h"
#include "core/jobs/record.h"

#include <memory>

namespace klas::engine {

/// What preview, evaluation and finetuning share: a family built from a request, its images, opened when first needed, and
/// measurements of it sent as records under their keys.
class FamilyJob {
public:
    /// Builds nothing yet. `tasks` may be empty: anchors alone. The family holds the anchors that the tasks name, all where
    /// there is no task, in the order of the request.
    FamilyJob(const NetworksRequest& request, std::vector<StitchTask> tasks, bool shared, long initImages, const RecordSink& sink);

    const StitchKeys& keys() const { return m_keys; }
    torch::Device device() const { return m_device; }
    const std::vector<std::string>& anchors() const { return m_anchors; }
    const std::vector<StitchTask>& tasks() const { return m_tasks; }
    std::vector<Configuration> configurations(bool withAnchors) const;

    /// Loaded when first asked for; initialise() also sets its layers, once.
    StitchedFamily& family();
    StitchedFamily& initialise(Progress progress);
    const Dataset& images(const std::string& split);

    /// Which of `configurations` of the network `networkOf(c)` names have no known measurement on these images.
    using KeyOf = std::function<std::string(const Configuration&)>;
    std::vector<Configuration> unknown(const std::vector<Configuration>& configurations, const KeyOf& networkOf, long step,
                                       const std::string& split, long images);
    /// The keys of those measurements, known or not.
    std::vector<std::string> keysOf(const std::vector<Configuration>& configurations, const KeyOf& networkOf, long step, const std::string& split, long images);
    /// Sweeps them and sends an Evaluation for each; returns those. `about`: run and step and provenance of its own.
    std::vector<Evaluation> measure(const std::vector<Configuration>& configurations, const KeyOf& networkOf, const std::string& run,
                                    long step, const std::string& split, long images, bool speed, const Json& about, Progress progress);
    /// Names networks as initialised.
    KeyOf initialKeys() const;
    Json provenance(const Json& about) const;

private:
    const NetworksRequest& m_request;
    const RecordSink& m_sink;
    StitchKeys m_keys;
    torch::Device m_device;
    std::vector<StitchTask> m_tasks;
    bool m_shared, m_initialised = false;
    long m_initImages;
    std::vector<std::string> m_anchors;
    std::unique_ptr<StitchedFamily> m_family;
    std::map<std::string, std::unique_ptr<Dataset>> m_images;
};

} // namespace klas::engine
