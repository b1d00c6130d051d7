// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/selection_outlook.h"
#include "core/records/finetune_run.h"
#include "widgets/frontier/overlay.h"

namespace klas::ui {

/// FLOPs of training per second, of the run that was trained last; nothing while none is done.
std::optional<double> trainingRate(const std::vector<FinetuneRun>& runs);

/// "9 buckets, 2 and 5 empty. Finetuning jointly, 4,000 steps of 64 images: 1.13 PFLOPs, about 12 min. Expected area 0.861, the
/// anchors alone 0.835." Without a rate no time is told, without the anchors' accuracies no area.
QString outlookText(const SelectionOutlook& outlook, const FinetuneRecipe& recipe, std::optional<double> rate);

/// What the trade-off plot draws of it; nothing where nothing is expected. `method` as people call it.
std::optional<ExpectedFront> expectedFront(const SelectionOutlook& outlook, const QString& method);

} // namespace klas::ui
