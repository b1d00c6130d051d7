// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/rank_correlation.h"
#include "core/analysis/selection_front.h"
#include "core/records/evaluation.h"

#include <string>
#include <utility>
#include <vector>

namespace klas {

/// What scores stitches of a pair before they are finetuned. Matrices are borrowed for the call; kl and targetSelf may be null.
struct ScoreInputs {
    NetCard source, target;                    ///< cards that carry the anchors' names
    const ScoreMatrix* kl = nullptr;           ///< Θ of the pair
    const ScoreMatrix* targetSelf = nullptr;   ///< Θ of the target with itself
    const InitialResults* initial = nullptr;   ///< accuracy and loss right after initialisation
    std::vector<const ScoreMatrix*> others = {}; ///< the pair in other measures
};

/// A score held against what stitches reached afterwards.
struct ScoreFigures {
    std::string title;                 ///< "Γ", "Linear CKA (unbiased)"
    ScoreTrust trust;
    std::vector<Stitch> stitches;      ///< beside `results`
    std::vector<ScoredResult> results; ///< score (smaller is better, NaN where there is none) and top-1
};

/// Every score that is known, held against `after` (evaluations of other networks are passed over).
std::vector<ScoreFigures> scoreFigures(const ScoreInputs& inputs, const std::vector<Evaluation>& after);

} // namespace klas
