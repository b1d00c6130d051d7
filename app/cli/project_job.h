// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/base/progress.h"
#include "core/jobs/record.h"
#include "core/store/project.h"

namespace klas::cli {

/// Does long work in this process as a job of the project, which must be open for writing: the same work,
/// unfinished, goes on under its old number; its records are saved as they come; Ctrl-C stops it at the next
/// batch with what is finished kept. `request` is what names the work (its "known_keys" do not). `title`:
/// what people read in the queue, made of the request without. Returns the job's number.
long runAsJob(Project& project, JobKind kind, Json request, const std::string& device,
              const std::function<void(const RecordSink&, Progress)>& work, const std::string& title = {});

} // namespace klas::cli
