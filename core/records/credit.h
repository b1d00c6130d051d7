// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/evaluation.h"
#include "core/records/finetune_run.h"

#include <vector>

namespace klas {

/// What one run measured and others end with too, because the same networks were trained the same way: for each of those runs a
/// copy under its name, the key followed by " as " and the name. What a run measured itself is not among them.
std::vector<Evaluation> creditedEvaluations(const std::vector<FinetuneRun>& runs, const std::vector<Evaluation>& measured);

} // namespace klas
