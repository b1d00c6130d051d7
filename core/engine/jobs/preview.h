// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/jobs/record.h"
#include "core/jobs/stitch_requests.h"

#include <string>
#include <vector>

namespace klas::engine {

/// Accuracy of each stitch right after least-squares initialisation, on validation images, as Evaluation records without
/// a run. Known ones are neither computed nor sent again. Returns the keys of all, in the order of the request. Throws Error
/// or Cancelled.
std::vector<std::string> preview(const PreviewRequest& request, const RecordSink& sink, Progress progress);

} // namespace klas::engine
