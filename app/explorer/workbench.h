// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/job_runner.h"
#include "widgets/bridge/project_session.h"
#include "widgets/queue/queue_panel.h"

#include <QObject>
#include <QUndoStack>
#include <array>
#include <set>

namespace klas::ui {

/// Work of seconds, that a person waits for beside something longer.
constexpr bool isQuick(JobKind kind) {
    return kind == JobKind::Preview || kind == JobKind::Export;
}

/// The open project, the worker, and how a job travels between them; what every command and panel works on.
class Workbench : public QObject {
    Q_OBJECT
public:
    explicit Workbench(QObject* parent = nullptr);

    ProjectSession& session() { return m_session; }
    const ProjectSession& session() const { return m_session; }
    /// The worker that takes everything; a second one only does what takes seconds and somebody waits for
    /// meanwhile.
    JobRunner& runner() { return m_lanes[kAll].runner; }
    const JobRunner& runner() const { return m_lanes[kAll].runner; }

    bool busy() const { return m_lanes[kAll].busy() || m_lanes[kQuick].busy(); }
    /// Whether missing scores will come by themselves.
    bool analysing() const { return m_analysing; }
    /// Also while something else runs: it is queued then, before what waits.
    bool canAnalyse() const;
    /// Whether what runs in the first worker is an analysis, started here or by the queue.
    bool analysisRuns() const;
    bool canChangeProject() const { return m_session.writable() && !busy(); }

    /// Refused with a sentence while an analysis runs.
    void newProject(const QString& file, const DataSpec& data);
    void open(const QString& file, Project::Access access = Project::Access::ReadWrite);
    /// The demo project at `file`: made there when it does not exist; `analyse` starts at once.
    void openDemo(const QString& file, bool analyse = false);
    /// Files that were handed over together: one project, which is opened, or weights, which become anchors.
    void take(const QStringList& files);
    /// KL of every pair first, which is what the window opens with; then, as a job of its own, the other
    /// measures. Where the worker is busy, all of them in one job that waits for it.
    void analyse();
    /// KL at a temperature of one pair in both directions, with what Σ needs.
    void analyseAt(double temperature, const std::string& source, const std::string& target);
    void cancel();

    /// Accuracy of a stitch right after least squares: waits before everything else in the queue.
    void preview(const Stitch& stitch);
    /// Puts a finetuning into the queue and lets the queue run.
    void finetune(const std::string& run, const std::string& selection, std::vector<StitchTask> stitches, const FinetuneRecipe& recipe);
    /// Writes stitches of a run (empty: as initialised) as files (ExportRequest), and waits for no finetuning
    /// with it.
    void exportStitches(std::vector<Stitch> stitches, const std::string& run,
                        std::vector<std::string> formats, const QString& out);
    /// One of the queue's buttons.
    void command(qlonglong job, JobCommand command);
    /// Lets a waiting job run before another one of its priority; 0 = after all of them.
    void move(qlonglong job, qlonglong before);
    /// Where the workers compute (see JobRunner::setDevice); requests that name no device go there.
    void setDevice(const QString& device, int threads);
    /// Whether what waits in a project runs as soon as it is opened.
    void setRunOnOpen(bool on) { m_runOnOpen = on; }
    /// Works the queue off.
    void runQueue();

    /// What a person did since the project was opened: edits of the queue, and whatever else is put there.
    QUndoStack& undo() { return m_undo; }

Q_SIGNALS:
    /// Something changed that decides which commands are possible.
    void changed();
    void problem(const QString& sentence);
    void information(const QString& sentence);
    void progressed(qlonglong job, const klas::ProgressReport& report);

private:
    /// A worker and what it has to do.
    struct Lane {
        JobRunner runner;
        bool preparing = false;
        bool quick = false; ///< what it does takes seconds
        bool busy() const { return preparing || runner.running(); }
    };
    enum { kAll, kQuick, kLanes };

    bool mayLeave();
    void follow(int lane);
    void start(const std::vector<std::string>& measures);
    void start(ProjectSession::Adjust adjust);
    void finished(int lane, qlonglong id, JobEnd end, const QString& message);
    void startNext();
    void queueAnalysis();
    void tellExport(qlonglong id);
    Request placed(Request request) const;
    bool takes(int lane, const Job& job) const;

    ProjectSession m_session;
    QUndoStack m_undo;
    std::array<Lane, kLanes> m_lanes;
    bool m_queueRuns = false;    ///< once somebody wanted it, until another project is opened
    std::set<JobKind> m_asked;   ///< quick work that runs although the queue does not
    bool m_analysing = false;    ///< what runs was started by analyse(), not by the queue
    bool m_analyseWhenOpen = false;
    bool m_runOnOpen = false;
    std::string m_device = "auto";
    int m_threads = 0;
    bool m_othersWait = false; ///< KL runs, the other measures follow
};

} // namespace klas::ui
