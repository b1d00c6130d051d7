// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"
#include "core/jobs/record.h"
#include "core/records/data_spec.h"
#include "core/records/network_key.h"
#include "core/records/reference_curve.h"

#include <optional>
#include <string>
#include <vector>

namespace klas::ui {

/// What the window knows of the open project: a copy in memory, so that no panel ever waits for the disk.
struct ProjectState {
    std::string file; ///< absolute; empty while no project is open
    bool readOnly = false;
    std::vector<Anchor> anchors;
    std::optional<DataSpec> data;
    std::vector<AnchorAccuracy> accuracies;
    std::vector<ProbeReport> probes;
    /// Finished ones, and the partial ones of the running analysis; without groups of images, which stay in the file.
    std::vector<ScoreMatrix> matrices;
    std::optional<AnchorDistances> distances;
    std::vector<FinetuneRun> runs;
    std::vector<Evaluation> evaluations;
    std::vector<ReferenceCurve> references; ///< imported curves
    std::vector<NetworkKey> shortlist;      ///< networks to compare
    std::vector<Job> jobs; ///< oldest first

    bool isOpen() const { return !file.empty(); }
    const Anchor* anchor(const std::string& name) const;
    const ScoreMatrix* matrix(const std::string& source, const std::string& target,
                              const std::string& measure) const;
    /// On the test split where it was measured, else on validation.
    const AnchorAccuracy* accuracy(const std::string& anchor) const;
    const ProbeReport* probe(const std::string& anchor) const;
    int finishedMatrices() const;

    /// Puts a record in the place of an older one for the same anchor, split, pair or measure.
    void put(const Record& record);
    /// Drops matrices that never became complete: nothing will fill them any more.
    void dropPartial();
};

} // namespace klas::ui
