// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/jobs/family_job.h"
#include "core/records/finetune_recipe.h"

#include <string>
#include <vector>

namespace klas::engine {

/// FLOPs of a training step over those of its forward: two products backward.
inline constexpr double kStepOverForward = 3;

/// FLOPs of the parts of a finetuning, about: what share of its time each will take.
struct FinetuneWork {
    double before = 0, training = 0, after = 0; ///< measuring what is not known yet, all steps, measuring what was trained
    double all() const { return before + training + after; }
};
FinetuneWork finetuneWork(FamilyJob& job, const NetworksRequest& networks, const FinetuneRecipe& recipe, const std::vector<std::string>& splits);

} // namespace klas::engine
