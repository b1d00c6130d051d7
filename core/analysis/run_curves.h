// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/frontier.h"
#include "core/records/evaluation.h"
#include "core/records/finetune_run.h"

#include <cstdint>
#include <string>
#include <vector>

namespace klas {

/// The networks of one finetuning on one split, at their last step.
struct RunNetworks {
    std::string run;       ///< empty: as they came, stitches as initialised
    std::string selection; ///< of the run
    std::vector<Evaluation> evaluations;
};

/// One entry for each run that was measured on `split`, in the order of `runs`, after what has no run. Of several
/// measurements of a network the one at the last step counts, then the one on the most images. Only those on as many images
/// as the most are taken: figures on subsets do not mix with figures on all.
std::vector<RunNetworks> networksOfRuns(const std::vector<Evaluation>& evaluations, const std::vector<FinetuneRun>& runs,
                                        const std::string& split);

/// As points of a curve: label, FLOPs, parameters, accuracies, anchors marked.
std::vector<TradeoffPoint> curvePoints(const std::vector<Evaluation>& evaluations);

/// A figure with the interval that chance leaves to it.
struct Estimate {
    double value = 0, low = 0, high = 0;
};
/// Areas under the staircase with 95 % intervals over images: the same images drawn again for every network
/// (Hits; a network without them keeps its figure). `other` empty: of `own` alone; else of own minus other.
Estimate staircaseOverImages(const std::vector<Evaluation>& own, const std::vector<Evaluation>& other, const FlopsRange& range,
                             int resamples = 500, std::uint64_t seed = 0);
/// Mean over seeds and Student's 95 % interval; low = high = value for a single one.
Estimate overSeeds(const std::vector<double>& values);

} // namespace klas
