// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/job_runner.h"
#include "widgets/bridge/project_session.h"
#include "widgets/queue/queue_panel.h"

#include <QObject>

namespace klas::ui {

/// The open project, the worker, and how a job travels between them; what every command and panel works on.
class Workbench : public QObject {
    Q_OBJECT
public:
    explicit Workbench(QObject* parent = nullptr);

    ProjectSession& session() { return m_session; }
    const ProjectSession& session() const { return m_session; }
    JobRunner& runner() { return m_runner; }
    const JobRunner& runner() const { return m_runner; }

    bool busy() const { return m_preparing || m_runner.running(); }
    /// The job that runs, 0 when none does.
    qlonglong runningJob() const { return m_job; }
    bool canAnalyse() const;
    bool canChangeProject() const { return m_session.writable() && !busy(); }

    /// Refused with a sentence while an analysis runs.
    void newProject(const QString& file, const DataSpec& data);
    void open(const QString& file, Project::Access access = Project::Access::ReadWrite);
    /// The demo project at `file`: made there when it does not exist; `analyse` starts at once.
    void openDemo(const QString& file, bool analyse = false);
    /// Files that were handed over together: one project, which is opened, or weights, which become anchors.
    void take(const QStringList& files);
    /// KL of every pair first, which is what the window opens with; then, as a job of its own, the other
    /// measures.
    void analyse();
    void cancel();

    /// Accuracy of a stitch right after least squares: waits before everything else in the queue.
    void preview(const Stitch& stitch);
    /// Puts a finetuning into the queue and lets the queue run.
    void finetune(const std::string& run, const std::string& selection, std::vector<StitchTask> stitches, const FinetuneRecipe& recipe);
    /// One of the queue's buttons; `before` is the place of Up and Down.
    void command(qlonglong job, JobCommand command, long before = 0);
    /// Works the queue off.
    void runQueue();

Q_SIGNALS:
    /// Something changed that decides which commands are possible.
    void changed();
    void problem(const QString& sentence);
    void information(const QString& sentence);

private:
    bool mayLeave();
    void start(const std::vector<std::string>& measures);
    void finished(qlonglong id, JobEnd end, const QString& message);
    void startNext();

    ProjectSession m_session;
    JobRunner m_runner;
    bool m_preparing = false;
    bool m_queueRuns = false;   ///< until nothing waits any more
    bool m_analysing = false;   ///< what runs was started by analyse(), not by the queue
    qlonglong m_job = 0;
    bool m_analyseWhenOpen = false;
    bool m_othersWait = false; ///< KL runs, the other measures follow
};

} // namespace klas::ui
