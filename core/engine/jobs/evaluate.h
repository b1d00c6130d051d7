// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/jobs/record.h"
#include "core/jobs/stitch_requests.h"

namespace klas::engine {

/// Measures configurations of a run, or as initialised, on one split in one sweep; Evaluation records. Known ones are
/// neither computed nor sent again. Throws Error: no such run, not the run's stitches; or Cancelled.
void evaluate(const EvaluateRequest& request, const RecordSink& sink, Progress progress);

} // namespace klas::engine
