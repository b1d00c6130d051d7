// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/job_runner.h"
#include "widgets/bridge/project_session.h"

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

Q_SIGNALS:
    /// Something changed that decides which commands are possible.
    void changed();
    void problem(const QString& sentence);
    void information(const QString& sentence);

private:
    bool mayLeave();
    void start(const std::vector<std::string>& measures);
    void finished(qlonglong id, JobEnd end, const QString& message);

    ProjectSession m_session;
    JobRunner m_runner;
    bool m_preparing = false;
    bool m_analyseWhenOpen = false;
    bool m_othersWait = false; ///< KL runs, the other measures follow
};

} // namespace klas::ui
