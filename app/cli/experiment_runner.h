// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/experiment_report.h"
#include "app/cli/stitch_options.h"

#include <string>
#include <vector>

namespace klas::cli {

struct ExperimentOptions {
    std::string file, out = "results.md";
    std::vector<std::string> pairs; ///< "SOURCE:TARGET"
    std::vector<std::string> methods{"klas",   "klas-reverse", "snnet",         "whole-source", "random",
                                     "min-kl", "theta-init",   "init-accuracy", "init-both",    "marginal",  "probe-front"};
    RecipeOptions recipe;
    int seeds = 3;
    long verifySteps = 400;
};

/// The pair in a file's or a run's name: "SOURCE-TARGET", or a number made of them where that is long or has
/// other characters than letters, digits, hyphens, underscores and dots.
std::string pairWord(const std::string& source, const std::string& target);

/// Selects, finetunes and measures every method and seed of the k-th pair, what is done already from the
/// project's records: resumable. Throws Error, and Cancelled.
ExperimentResults runExperiment(const ExperimentOptions& options, size_t k, const Common& common);

} // namespace klas::cli
