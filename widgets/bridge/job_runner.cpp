// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/job_runner.h"

#include <spdlog/spdlog.h>
#include <utility>

namespace klas::ui {

JobRunner::JobRunner(QObject* parent)
    : QObject(parent)
    , m_worker(new WorkerProcess) {
    qRegisterMetaType<WorkerState>();
    qRegisterMetaType<protocol::FromWorker>();
    m_worker->moveToThread(m_thread.thread());
    m_cancelTimer.setSingleShot(true);
    m_cancelTimer.setInterval(5000);
    connect(&m_cancelTimer, &QTimer::timeout, m_worker, &WorkerProcess::stop);
    connect(m_worker, &WorkerProcess::received, this, &JobRunner::handle);
    connect(m_worker, &WorkerProcess::stateChanged, this, [this](WorkerState state) {
        m_state = state;
        Q_EMIT workerStateChanged(state);
    });
    connect(m_worker, &WorkerProcess::greeted, this, [this](const QString& device) {
        m_device = device;
        Q_EMIT deviceKnown(device);
    });
    connect(m_worker, &WorkerProcess::memoryKnown, this, &JobRunner::memoryKnown);
    connect(m_worker, &WorkerProcess::ended, this, [this](const QString& why) {
        // A worker that had to be stopped because it did not answer a cancel line was cancelled, not broken.
        if (m_cancelling)
            end(m_pausing ? JobEnd::Paused : JobEnd::Cancelled);
        else
            end(JobEnd::Failed, why);
    });
}

JobRunner::~JobRunner() {
    m_worker->disconnect(this);
    m_thread.post([worker = m_worker] { delete worker; });
}

void JobRunner::setPatience(int cancelMs, int leaveMs) {
    m_cancelTimer.setInterval(cancelMs);
    m_thread.post([worker = m_worker, leaveMs] { worker->leaveMs = leaveMs; });
}

void JobRunner::setHelloPatience(int ms) {
    m_thread.post([worker = m_worker, ms] { worker->helloMs = ms; });
}

void JobRunner::setDevice(const QString& device, int threads) {
    m_options = {QStringLiteral("--device"), device, QStringLiteral("--threads"), QString::number(threads)};
    if (!running()) m_thread.post([worker = m_worker, options = m_options] { worker->setOptions(options); });
}

void JobRunner::start(long id, const Request& request) {
    if (running()) return;
    m_job = id;
    m_cancelling = false;
    m_thread.post([worker = m_worker, id, request, options = m_options] {
        worker->setOptions(options);
        worker->send(protocol::Start{id, request});
    });
    Q_EMIT started(id);
}

void JobRunner::cancel() {
    if (!running() || m_cancelling) return;
    m_cancelling = true;
    m_thread.post([worker = m_worker, id = m_job] { worker->send(protocol::Cancel{id}); });
    m_cancelTimer.start();
}

void JobRunner::pause() {
    if (!running() || m_cancelling) return;
    m_cancelling = m_pausing = true;
    m_thread.post([worker = m_worker, id = m_job] { worker->send(protocol::Pause{id}); });
    m_cancelTimer.start();
}

void JobRunner::handle(const protocol::FromWorker& message) {
    const auto mine = [this](long job) { return running() && job == m_job; };
    if (const auto* progress = std::get_if<protocol::ProgressLine>(&message)) {
        if (mine(progress->job)) Q_EMIT progressed(progress->report);
    } else if (const auto* record = std::get_if<protocol::RecordLine>(&message)) {
        if (mine(record->job)) Q_EMIT recordArrived(record->record);
    } else if (const auto* done = std::get_if<protocol::Done>(&message)) {
        if (mine(done->job)) end(JobEnd::Done);
    } else if (const auto* cancelled = std::get_if<protocol::CancelledLine>(&message)) {
        if (mine(cancelled->job)) end(JobEnd::Cancelled);
    } else if (const auto* paused = std::get_if<protocol::PausedLine>(&message)) {
        if (mine(paused->job)) end(JobEnd::Paused);
    } else if (const auto* failed = std::get_if<protocol::Failed>(&message)) {
        if (!mine(failed->job)) return;
        if (!failed->cause.empty()) spdlog::info("job {} failed: {}", failed->job, failed->cause);
        end(JobEnd::Failed, QString::fromStdString(failed->message));
    }
}

void JobRunner::end(JobEnd how, const QString& message) {
    m_cancelTimer.stop();
    m_cancelling = m_pausing = false;
    if (const long job = std::exchange(m_job, 0)) Q_EMIT finished(job, how, message);
}

} // namespace klas::ui
