// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"
#include "core/records/evaluation.h"
#include "core/records/finetune_run.h"
#include "core/records/score_matrix.h"

#include <optional>
#include <string>
#include <vector>

namespace klas {

/// What one part of a study has cost.
struct LedgerRow {
    std::string part; ///< "features", "matrices", "previews", "finetuning", "evaluation", "exports"
    std::string what;              ///< an anchor, a measure, a selection method; empty for all of the part
    long items = 0;                ///< anchors' passes, pairs, stitches, runs, networks
    double flops = 0;              ///< one multiply-add = one FLOP; of training three times the forward
    std::optional<double> seconds; ///< as recorded; absent where only whole jobs were timed
    bool operator==(const LedgerRow&) const = default;
};

/// How long jobs of one kind have run.
struct JobTime {
    std::string part; ///< as in LedgerRow: analyses are "features"
    double seconds = 0;
};

struct LedgerInputs {
    std::vector<Anchor> anchors;
    std::vector<ProbeReport> probes;
    std::vector<ScoreMatrix> matrices;
    std::vector<Evaluation> evaluations;
    std::vector<FinetuneRun> runs;
    std::vector<JobTime> jobs = {};
};

/// FLOPs in closed form from what is stored, seconds as recorded: features (one pass over the images of probes and of
/// similarity), matrices (the products of KL and its kin), previews, finetuning by what the runs' stitches came from, and
/// evaluation. Parts that took jobs of their own end in a row with those jobs' seconds. Nothing is counted that was never done.
std::vector<LedgerRow> costLedger(const LedgerInputs& inputs);

} // namespace klas
