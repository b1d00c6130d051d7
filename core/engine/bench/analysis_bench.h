// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/engine/bench/timing.h"
#include "core/jobs/request.h"

#include <vector>

namespace klas::engine::bench {

/// A whole analysis from nothing, as the window asks for it: seconds until the first matrix of two different anchors shows
/// values, until that matrix is complete, and until all are. `request.workFolder` must be empty or missing.
std::vector<Figure> analysisBench(const AnalyzeRequest& request, Progress progress);

} // namespace klas::engine::bench
