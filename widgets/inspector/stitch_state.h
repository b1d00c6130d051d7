// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "widgets/bridge/project_state.h"
#include "widgets/heatmap/cell_states.h"

#include <QString>
#include <optional>

namespace klas::ui {

/// How far the work on a stitch is, as the heatmap's badges have it.
CellState stateOf(const ProjectState& project, const Stitch& stitch, int rows, int columns);

/// "not run", "queued: job 4", "running: job 4, 78 %, 2 min left", "done: 81.40 % in KLAS", "failed: job 4, why". `progress`: of
/// that job, where it is known.
QString stateSentence(const CellState& state, const ProjectState& project, const Stitch& stitch, const std::optional<ProgressReport>& progress);

/// The best that a run has reached with a stitch, after its last step; on test images where there are any. Null: nothing.
const Evaluation* bestResult(const ProjectState& project, const Stitch& stitch);

/// "bucket 3 of 5", or that methods with buckets leave it out. `count` 0: as many as the pair has unless asked otherwise.
QString bucketText(const NetCard& source, const NetCard& target, const Stitch& stitch, int count);

} // namespace klas::ui
