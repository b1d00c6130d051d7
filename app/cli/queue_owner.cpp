// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/queue_owner.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/jobs/job_order.h"

#include <algorithm>
#include <csignal>
#include <poll.h>

namespace klas::cli {

namespace {

constexpr int kTurn = 100; ///< milliseconds between looks at the inbox

} // namespace

QueueOwner::QueueOwner(Project& project, std::vector<std::string> devices, int threads)
    : m_project(project)
    , m_inbox(project.folder())
    , m_threads(threads) {
    std::signal(SIGPIPE, SIG_IGN);
    for (std::string& device : devices)
        m_slots.push_back({std::move(device), nullptr, 0, false});
    m_inbox.claim();
    requeueInterrupted();
}

QueueOwner::~QueueOwner() = default;

void QueueOwner::requeueInterrupted() {
    for (const Job& job : m_project.jobs())
        if (job.state == JobState::Interrupted && job.attempts < kMostAttempts) m_project.setJobState(job.id, JobState::Pending);
}

QueueOwner::Count QueueOwner::run(bool watch, const volatile bool& stop) {
    bool pausing = false;
    for (;;) {
        m_inbox.serve([this](const Json& command) {
            return applyQueueCommand(m_project, command, [this](long job, bool pause) { stopRunning(job, pause); });
        });
        if (stop && !pausing) {
            pausing = true;
            for (Slot& slot : m_slots)
                if (slot.job) stopRunning(slot.job, true);
        }
        bool working = false;
        for (Slot& slot : m_slots) {
            while (slot.job == 0 && !pausing && startNext(slot)) {}
            working = working || slot.job != 0;
        }
        if (!working && (pausing || !watch)) break;
        std::vector<pollfd> ends;
        for (const Slot& slot : m_slots)
            if (slot.worker) {
                ends.push_back({slot.worker->out(), POLLIN, 0});
                ends.push_back({slot.worker->log(), POLLIN, 0});
            }
        ::poll(ends.data(), nfds_t(ends.size()), kTurn);
        for (Slot& slot : m_slots)
            if (slot.worker) listen(slot);
    }
    sayWhatWaits();
    return m_count;
}

/// The queue was worked off, but for what another job must end first.
void QueueOwner::sayWhatWaits() const {
    const std::vector<Job> all = m_project.jobs();
    for (const Job& job : m_project.queue())
        if (const auto other = waitsFor(job, all))
            std::fprintf(stderr, "job %ld waits for job %ld, which is %s\n", job.id, other->id, text(other->state).c_str());
}

/// True when a job was taken, even one that could not start.
bool QueueOwner::startNext(Slot& slot) {
    const auto next = m_project.nextJob();
    if (!next) return false;
    const Job& job = *next;
    try {
        Request request = m_project.requestOf(job);
        std::visit(
            [&](auto& r) {
                auto& networks = [&]() -> auto& {
                    if constexpr (requires { r.networks; })
                        return r.networks;
                    else
                        return r;
                }();
                networks.device = slot.device;
                networks.threads = m_threads;
            },
            request);
        if (!slot.worker) slot.worker = std::make_unique<WorkerPipe>(slot.device, m_threads);
        m_project.setJobState(job.id, JobState::Running, {}, slot.worker->process());
        slot.job = job.id;
        slot.cancelling = false;
        slot.worker->send(protocol::Start{job.id, std::move(request)});
        std::fprintf(stderr, "job %ld: %s\n", job.id, job.title.c_str());
    } catch (const Error& e) {
        if (m_project.job(job.id).state != JobState::Running) m_project.setJobState(job.id, JobState::Running);
        slot.job = job.id;
        end(slot, JobState::Failed, e.what());
    }
    return true;
}

void QueueOwner::listen(Slot& slot) {
    std::vector<protocol::FromWorker> messages;
    const bool alive = slot.worker->read(messages);
    slot.worker->readLog();
    for (const protocol::FromWorker& message : messages)
        handle(slot, message);
    if (alive) return;
    const std::string how = slot.worker->how();
    slot.worker.reset();
    if (slot.job == 0) return;
    if (slot.cancelling)
        end(slot, JobState::Cancelled);
    else
        end(slot, JobState::Failed, "The worker " + how + " before the job was done; retry it to go on from its last checkpoint.");
}

void QueueOwner::handle(Slot& slot, const protocol::FromWorker& message) {
    const auto mine = [&](long job) { return slot.job != 0 && job == slot.job; };
    if (const auto* hello = std::get_if<protocol::Hello>(&message)) {
        if (slot.job) m_project.setJobDevice(slot.job, hello->device);
    } else if (const auto* progress = std::get_if<protocol::ProgressLine>(&message)) {
        if (mine(progress->job)) show(progress->job, progress->report);
    } else if (const auto* record = std::get_if<protocol::RecordLine>(&message)) {
        if (!mine(record->job)) return;
        try {
            m_project.save(record->record);
        } catch (const Error& e) { // an anchor was removed meanwhile, the disk is full
            slot.worker->send(protocol::Cancel{slot.job});
            end(slot, JobState::Failed, e.what());
        }
    } else if (const auto* done = std::get_if<protocol::Done>(&message)) {
        if (mine(done->job)) end(slot, JobState::Done);
    } else if (const auto* cancelled = std::get_if<protocol::CancelledLine>(&message)) {
        if (mine(cancelled->job)) end(slot, JobState::Cancelled);
    } else if (const auto* paused = std::get_if<protocol::PausedLine>(&message)) {
        if (mine(paused->job)) end(slot, JobState::Paused);
    } else if (const auto* failed = std::get_if<protocol::Failed>(&message)) {
        if (!mine(failed->job)) return;
        if (!failed->cause.empty()) spdlog::info("job {}: {}", failed->job, failed->cause);
        end(slot, JobState::Failed, failed->message);
    }
}

void QueueOwner::end(Slot& slot, JobState state, const std::string& message) {
    const long job = slot.job;
    slot.job = 0;
    slot.cancelling = false;
    m_project.setJobState(job, state, message);
    ++(state == JobState::Done ? m_count.done : state == JobState::Failed ? m_count.failed : m_count.stopped);
    const std::string why =
        m_project.job(job).message; // also what a finetuning that is done has to say against itself
    std::fprintf(stderr, "job %ld: %s%s%s\n", job, text(state).c_str(), why.empty() ? "" : ": ", why.c_str());
}

void QueueOwner::stopRunning(long job, bool pausing) {
    for (Slot& slot : m_slots)
        if (slot.job == job && slot.worker) {
            slot.cancelling = !pausing;
            slot.worker->send(pausing ? protocol::ToWorker(protocol::Pause{job}) : protocol::ToWorker(protocol::Cancel{job}));
            return;
        }
    m_project.setJobState(job, pausing ? JobState::Paused : JobState::Cancelled); // marked as running, but by nobody
}

void QueueOwner::show(long job, const ProgressReport& report) {
    std::string line = "job " + std::to_string(job) + ": " + std::to_string(int(100 * report.fraction)) + " % " + report.step;
    if (report.total > 0) line += " " + std::to_string(report.done) + "/" + std::to_string(report.total);
    if (report.secondsLeft >= 0) line += ", " + std::to_string(long(report.secondsLeft)) + " s left";
    spdlog::debug("{}", line);
}

} // namespace klas::cli
