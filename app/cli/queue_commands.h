// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/base/files.h"
#include "core/base/json.h"
#include "core/store/project.h"

#include <functional>
#include <optional>

namespace klas::cli {

/// Changes of a queue as plain JSON, {"command": "cancel", "job": 3}, so that they can be done at once on a project that
/// nobody writes, or be left for the process that works it off.
///
///     add        kind, request, priority        cancel, pause, resume, retry, remove   job
///     move       job, before (0 = to the end)   priority                               job, priority
///     duplicate  job, changes (a JSON merge patch of the request)
///
/// `stopRunning(job, pausing)` stops a running job; null where nobody runs one. Returns the job afterwards (null when it is
/// gone). Throws Error.
using StopRunning = std::function<void(long job, bool pausing)>;
Json applyQueueCommand(Project& project, const Json& command, const StopRunning& stopRunning);

/// A job as people and programs are shown it, without its request.
Json describeJob(const Job& job);

/// Where commands for the owner of a queue lie: one file each in queue/ of the project's folder, done in order of their
/// names, each answered by a file beside it.
class QueueInbox {
public:
    explicit QueueInbox(const fs::path& projectFolder);

    /// For the owner: does what has come. A command that fails is answered with its sentence.
    void serve(const std::function<Json(const Json&)>& apply);
    /// For others: leaves a command and waits for its answer. Throws Error with the owner's sentence, or where none comes.
    Json ask(const Json& command) const;
    /// Says who serves, until it is destroyed.
    void claim();
    /// The process that serves, if it lives.
    std::optional<long> owner() const;
    ~QueueInbox();

private:
    fs::path m_folder;
    bool m_claimed = false;
};

/// Sends a command to a project itself, or where another process holds it and works off the queue, to that.
/// Throws Error: what the command refuses; somebody else holds the project.
Json sendQueueCommand(const std::string& file, const Json& command);

/// Jobs as describeJob() has them, as a table or as JSON.
void printJobs(const std::vector<Json>& jobs, const Common& common);

} // namespace klas::cli
