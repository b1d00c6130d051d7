// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project_job.h"

#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/log.h"

#include <csignal>
#include <unistd.h>

namespace klas::cli {

namespace {

Progress* g_running = nullptr;

/// Ctrl-C asks the work to stop at the next batch; a second one ends the program.
class CancelOnInterrupt {
public:
    explicit CancelOnInterrupt(Progress& progress) {
        g_running = &progress;
        struct sigaction action {};
        action.sa_handler = [](int) {
            g_running->cancel();
            std::signal(SIGINT, SIG_DFL);
        };
        ::sigaction(SIGINT, &action, &m_before);
    }
    ~CancelOnInterrupt() {
        ::sigaction(SIGINT, &m_before, nullptr);
        g_running = nullptr;
    }
    CancelOnInterrupt(const CancelOnInterrupt&) = delete;
    CancelOnInterrupt& operator=(const CancelOnInterrupt&) = delete;

private:
    struct sigaction m_before {};
};

void finish(Project& project, long job, JobState state, const std::string& message = {}) {
    try {
        project.setJobState(job, state, message);
    } catch (const Error& e) {
        spdlog::warn("{}", e.what()); // the reason why the work stopped is the one to report
    }
}

} // namespace

long runAsJob(Project& project, JobKind kind, Json request, const std::string& device,
              const std::function<void(const RecordSink&, Progress)>& work, const std::string& title) {
    request = withoutKnown(std::move(request));
    long id = 0;
    for (const Job& job : project.jobs())
        if (job.kind == kind && mayBecome(job.state, JobState::Running) && job.request == request) id = job.id;
    if (id == 0) {
        const Request checked = requestFromJson(kind, request, "The request");
        id = project.addJob(kind, withoutKnown(toJson(checked)), title.empty() ? titleOf(checked) : title).id;
    }
    Progress progress = terminalProgress();
    const CancelOnInterrupt interrupt(progress);
    project.setJobState(id, JobState::Running, {}, ::getpid());
    project.setJobDevice(id, device);
    try {
        work([&](const Record& record) { project.save(record); }, progress);
    } catch (const Cancelled&) {
        finish(project, id, JobState::Cancelled);
        std::fputs("\nStopped; what is finished is saved. Run the same command again to go on.\n", stderr);
        throw;
    } catch (const std::exception& e) {
        finish(project, id, JobState::Failed, e.what());
        throw;
    }
    project.setJobState(id, JobState::Done);
    return id;
}

} // namespace klas::cli
