// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"

#include <optional>
#include <vector>

namespace klas {

/// The job, of `all`, that a waiting one must let end first; nothing where it may start now:
/// - what measures or exports a run waits for the finetuning that makes it, whatever their order and priorities;
/// - two finetunings into the same run never work at the same time, nor do two that would train the same under the
///   same recipe, a joint run's set of stitches or a stitch alone: the later one is credited with what the first
///   has done.
std::optional<Job> waitsFor(const Job& job, const std::vector<Job>& all);

} // namespace klas
