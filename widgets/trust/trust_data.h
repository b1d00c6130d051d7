// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/score_figures.h"
#include "widgets/bridge/project_state.h"

#include <QStringList>
#include <optional>
#include <string>
#include <vector>

namespace klas::ui {

/// Everything that the question "does the score predict?" needs, copied out of the project so that another thread can work
/// on it.
struct TrustQuestion {
    NetCard source, target; ///< cards that carry the anchors' names
    std::optional<ScoreMatrix> kl, targetSelf;
    std::vector<ScoreMatrix> others;
    InitialResults initial;
    std::vector<Evaluation> after; ///< of the run
    std::optional<double> headKl, probeTop1, headTop1; ///< of the source
};

struct TrustAnswer {
    std::vector<ScoreFigures> scores;
    QStringList warnings;
};

/// Runs that finetuned at least two stitches of the pair and were measured on `split`, those with the most stitches first.
std::vector<std::string> runsOfPair(const ProjectState& project, const std::string& source, const std::string& target, const std::string& split);
/// Nothing where the pair is no pair of two anchors with a finished KL matrix.
std::optional<TrustQuestion> trustQuestion(const ProjectState& project, const std::string& source, const std::string& target,
                                           const std::string& split, const std::string& run);
/// Takes some milliseconds to a second. Throws nothing: what cannot be said is left out.
TrustAnswer answerOf(const TrustQuestion& question);

} // namespace klas::ui
