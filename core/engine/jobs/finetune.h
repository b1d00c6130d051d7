// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/jobs/record.h"
#include "core/jobs/stitch_requests.h"

namespace klas::engine {

/// Finetunes the request's stitches (klas.md section 7) from its run's last checkpoint, where there is one of the same
/// weights, data, stitches and recipe, and measures them: FinetuneRun, RunCurve and Evaluation records. Cancelled, it
/// writes a checkpoint first. Throws Error (a diverging loss with step, configuration and learning rate) or Cancelled.
void finetune(const FinetuneRequest& request, const RecordSink& sink, Progress progress);

} // namespace klas::engine
