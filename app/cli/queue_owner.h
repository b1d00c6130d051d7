// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/queue_commands.h"
#include "app/cli/worker_pipe.h"

#include <memory>
#include <string>
#include <vector>

namespace klas::cli {

/// Works off a project's queue: one worker process for each device, the project open for writing all the while, commands of
/// others taken as they come. Jobs that were interrupted (their owner was killed) go on first, from their last checkpoint, up
/// to kMostAttempts starts.
class QueueOwner {
public:
    static constexpr int kMostAttempts = 5;

    struct Count {
        int done = 0, failed = 0, stopped = 0; ///< stopped: cancelled or paused
    };

    QueueOwner(Project& project, std::vector<std::string> devices, int threads);
    ~QueueOwner();
    /// Until nothing is pending; with `watch` until `stop` is set. Once `stop` is set running jobs are paused first.
    Count run(bool watch, const volatile bool& stop);

private:
    struct Slot {
        std::string device;
        std::unique_ptr<WorkerPipe> worker;
        long job = 0; ///< 0: idle
        bool cancelling = false;
    };

    void requeueInterrupted();
    bool startNext(Slot& slot);
    void sayWhatWaits() const;
    void listen(Slot& slot);
    void handle(Slot& slot, const protocol::FromWorker& message);
    void end(Slot& slot, JobState state, const std::string& message = {});
    void stopRunning(long job, bool pausing);
    void show(long job, const ProgressReport& report);

    Project& m_project;
    QueueInbox m_inbox;
    std::vector<Slot> m_slots;
    int m_threads;
    Count m_count;
};

} // namespace klas::cli
