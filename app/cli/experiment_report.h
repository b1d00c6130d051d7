// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/score_report.h"
#include "core/analysis/cascade.h"
#include "core/analysis/run_curves.h"
#include "core/records/selection.h"

#include <set>
#include <string>
#include <vector>

namespace klas::cli {

/// One finetuning of a method's selection.
struct ExperimentRun {
    std::uint64_t seed = 0;
    std::string run; ///< its name; several methods have the same where they chose the same stitches
    Selection selection;
    FinetuneRun finetuning;
    std::vector<Evaluation> before, after; ///< on the test split; anchors among them
};

struct MethodResults {
    std::string id, title;
    std::vector<ExperimentRun> runs; ///< one per seed
};

struct ExperimentResults {
    std::string source, target, device, data;
    std::string analysis; ///< the command that scored the pair
    long testImages = 0;
    FinetuneRecipe recipe, verifyRecipe;
    FlopsRange range;
    std::set<std::string> withoutStitches; ///< titles of methods that chose nothing of this pair
    std::vector<MethodResults> methods;    ///< the first is what the others are compared with
    std::vector<CascadePoint> cascade;
    std::vector<ScoreFigures> scores; ///< empty where nothing was verified
    size_t verified = 0;              ///< stitches
    double scoringFlops = 0; ///< of features, probes' products left out, and of the preview of all stitches
    double verifyFlops = 0, verifySeconds = 0;
    std::vector<std::string> verifyWarnings;
};

/// What ended, but not well: "experiment-...: It diverged ...", each run once.
std::vector<std::string> warningsOf(const ExperimentResults& results);

struct ExperimentPage {
    std::string command;                  ///< that ran all of it
    std::vector<ExperimentResults> pairs; ///< one at least, of the same methods, seeds, recipe and data
};

/// A page for people, with `figures` (one file beside the page for each pair), and everything in it as
/// numbers.
std::string experimentMarkdown(const ExperimentPage& page, const std::vector<std::string>& figures);
Json experimentJson(const ExperimentPage& page);

} // namespace klas::cli
