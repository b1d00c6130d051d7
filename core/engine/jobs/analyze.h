// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/jobs/record.h"
#include "core/jobs/request.h"

namespace klas::engine {

/// The whole analysis: per anchor its accuracy, feature cache and probes, then anchor distances and every
/// measure of every pair, smallest anchors first so that the first matrix comes early. Results go to `sink`
/// as they become ready, matrices also while they fill; those whose key is in `request.knownKeys` are
/// skipped. Throws Error or Cancelled. What was cached on disk before a cancel or crash is used again.
void analyze(const AnalyzeRequest& request, const RecordSink& sink, Progress progress);

} // namespace klas::engine
