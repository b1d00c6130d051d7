// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project.h"
#include "widgets/bridge/background.h"
#include "widgets/bridge/job_runner.h"
#include "widgets/bridge/project_state.h"
#include "widgets/bridge/queue_edit.h"

#include <QObject>
#include <QTime>
#include <functional>
#include <memory>
#include <set>

namespace klas::ui {

/// All that a project holds, read now.
ProjectState stateOf(const Project& project);

/// The only writer of the open project. Everything that touches the disk runs in its own thread, one
/// transaction per call and in order; what came of it is announced here by signals, and state() is always in
/// memory.
class ProjectSession : public QObject {
    Q_OBJECT
public:
    /// Work on a project in the store's thread; throws Error.
    using Fill = std::function<void(Project&)>;

    explicit ProjectSession(QObject* parent = nullptr);
    ~ProjectSession() override;

    const ProjectState& state() const { return m_state; }
    bool isOpen() const { return m_state.isOpen(); }
    bool writable() const { return isOpen() && !m_state.readOnly; }
    QTime lastSaved() const { return m_saved; } ///< null before the first

    /// Makes a project, fills it and opens it; the one open until now is closed when that succeeded.
    void create(const QString& file, Fill fill = {});
    void open(const QString& file, Project::Access access = Project::Access::ReadWrite);

    /// Reads and adds an anchor (see readAnchor). None of these four while an analysis runs.
    void addAnchor(const QString& weights, const QString& config = {});
    /// Adds all that can be added; for the others failed() says why, in one message.
    void addAnchors(const QStringList& weights);
    void removeAnchor(const QString& name);
    void setData(const DataSpec& data);
    /// Kept in memory alone where the project is read-only.
    void setShortlist(const std::vector<NetworkKey>& networks);

    /// Writes the job down and says jobReady with what the worker needs. `lane` is the caller's own number of the worker.
    /// `adjust` says what of the whole project's analysis is wanted.
    using Adjust = std::function<void(AnalyzeRequest&)>;
    void prepareAnalysis(Adjust adjust, int lane = 0);
    /// Puts work into the queue; made in the store's thread, where the project is. Says jobsChanged.
    using MakeRequest = std::function<Request(const Project&)>;
    void enqueue(MakeRequest make, int priority = 0);
    /// Any change of jobs; says jobsChanged.
    void changeJobs(Fill change);
    /// What a person does to the queue: says jobsChanged, and jobsEdited with what it takes to undo it.
    void editJobs(const QString& what, Fill change);
    /// Takes back, or does again, what was done; says refused() where it is too late for that.
    void applyEdit(const QueueEdit& edit);
    /// Takes the next waiting job (of these kinds, where any is given) and says jobReady, or queueEmpty.
    void prepareNext(int lane = 0, const std::set<JobKind>& kinds = {});
    void endJob(qlonglong id, JobEnd end, const QString& message, const QString& device = {});
    /// What is too large to be kept in state(): `read` is called in the store's thread, after all that was asked before.
    using Read = std::function<void(const Project&)>;
    void read(Read read);
    /// Reads a run's training curve and says curveRead.
    void readCurve(const std::string& run);

public Q_SLOTS:
    /// Shows the record at once and saves it, unless it is partial or the project is read-only.
    void save(const klas::Record& record);

Q_SIGNALS:
    void opened();
    void anchorsChanged();
    void recordChanged(const klas::Record& record);
    void jobReady(qlonglong id, const klas::Request& request, int lane);
    void jobsChanged();
    void queueEmpty(int lane);
    void curveRead(const klas::RunCurve& curve);
    void jobsEdited(const QString& what, const klas::ui::QueueEdit& edit);
    void refused(const QString& sentence);
    void saved();
    void failed(const QString& sentence);
    /// Writing was refused but reading works: the window offers it.
    void readOnlyPossible(const QString& file, const QString& sentence);

private:
    void run(std::function<void()> work);
    void write(Fill work);
    void change(Fill work);
    void home(std::function<void()> work);
    void announce(ProjectState state);
    void tellJobs();

    ProjectState m_state;
    QTime m_saved;
    std::shared_ptr<std::unique_ptr<Project>> m_project; ///< touched only in m_store
    std::unique_ptr<Background> m_store;
};

} // namespace klas::ui
