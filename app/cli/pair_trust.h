// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/pair_inputs.h"
#include "core/analysis/rank_correlation.h"

namespace klas::cli {

/// A score's figures against stitches finetuned one by one.
struct ScoreFigures {
    std::string title;
    ScoreTrust trust;
};

/// Every score the project has of the pair, held against what these stitches reached (others' evaluations are passed over).
std::vector<ScoreFigures> scoreFigures(const Project& project, const PairInputs& inputs, const std::vector<Evaluation>& after);

/// As rows under scoreHeader().
std::vector<std::vector<std::string>> scoreRows(const std::vector<ScoreFigures>& scores);
std::vector<std::string> scoreHeader();
Json toJson(const std::vector<ScoreFigures>& scores);

} // namespace klas::cli
