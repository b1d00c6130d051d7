// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/pair_inputs.h"
#include "core/analysis/score_figures.h"

namespace klas::cli {

/// Every score the project has of the pair, held against what these stitches reached.
std::vector<ScoreFigures> scoreFigures(const Project& project, const PairInputs& inputs, const std::vector<Evaluation>& after);

/// As rows under scoreHeader().
std::vector<std::vector<std::string>> scoreRows(const std::vector<ScoreFigures>& scores);
std::vector<std::string> scoreHeader();
Json toJson(const std::vector<ScoreFigures>& scores);

} // namespace klas::cli
