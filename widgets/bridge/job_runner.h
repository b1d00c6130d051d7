// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/background.h"
#include "widgets/bridge/worker_process.h"

#include <QObject>
#include <QTimer>
#include <memory>

namespace klas::ui {

enum class JobEnd { Done, Cancelled, Paused, Failed };

/// Runs one job at a time in the worker and brings its results home to the window thread.
///
///     connect(&runner, &JobRunner::recordArrived, session, &ProjectSession::save);
///     runner.start(7, request);
///
/// What a worker still says about an earlier job is dropped. cancel() asks with a line, terminates the worker
/// when that is not answered, and kills it when that does not help: it always ends.
class JobRunner : public QObject {
    Q_OBJECT
public:
    explicit JobRunner(QObject* parent = nullptr);
    ~JobRunner() override;

    bool running() const { return m_job != 0; }
    long job() const { return m_job; } ///< 0 when none runs
    WorkerState workerState() const { return m_state; }
    const QString& device() const { return m_device; } ///< as the worker named it, empty before its greeting

    /// How long the worker may take to obey a cancel line before it is terminated, and then before it is
    /// killed.
    void setPatience(int cancelMs, int leaveMs);
    void setHelloPatience(int ms);
    /// Where and with how many threads the worker computes: "auto", "cpu", "cuda", "cuda:1"; 0 = all cores. What runs goes on as
    /// it began.
    void setDevice(const QString& device, int threads);

    /// Starts job `id` (> 0). Does nothing while one runs.
    void start(long id, const Request& request);
    void cancel();
    /// As cancel(), but the job ends as Paused: its checkpoint is written first.
    void pause();

Q_SIGNALS:
    void workerStateChanged(klas::ui::WorkerState state);
    void deviceKnown(const QString& device);
    void memoryKnown(qint64 bytes);
    void started(qlonglong job);
    void progressed(const klas::ProgressReport& report);
    void recordArrived(const klas::Record& record);
    /// `message` is empty for Done and Cancelled, a sentence for Failed.
    void finished(qlonglong job, klas::ui::JobEnd end, const QString& message);

private:
    void handle(const protocol::FromWorker& message);
    void end(JobEnd end, const QString& message = {});

    Background m_thread{QStringLiteral("worker pipe")};
    WorkerProcess* m_worker; ///< lives in m_thread
    QTimer m_cancelTimer;
    WorkerState m_state = WorkerState::Stopped;
    QString m_device;
    QStringList m_options; ///< of the worker
    long m_job = 0;
    bool m_cancelling = false, m_pausing = false;
};

} // namespace klas::ui

Q_DECLARE_METATYPE(klas::ui::JobEnd)
Q_DECLARE_METATYPE(klas::Record)
Q_DECLARE_METATYPE(klas::ProgressReport)
