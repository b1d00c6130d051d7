// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/workbench.h"

#include "app/explorer/demo.h"

#include <QFileInfo>
#include <algorithm>
#include <utility>

namespace klas::ui {

Workbench::Workbench(QObject* parent)
    : QObject(parent) {
    connect(&m_session, &ProjectSession::opened, this, [this] {
        Q_EMIT changed();
        if (std::exchange(m_analyseWhenOpen, false)) analyse();
    });
    connect(&m_session, &ProjectSession::anchorsChanged, this, &Workbench::changed);
    connect(&m_session, &ProjectSession::recordChanged, this, &Workbench::changed);
    connect(&m_session, &ProjectSession::failed, this, [this](const QString& sentence) {
        m_preparing = m_analyseWhenOpen = m_othersWait = false;
        Q_EMIT problem(sentence);
        Q_EMIT changed();
    });
    connect(&m_session, &ProjectSession::jobReady, this, [this](qlonglong id, const AnalyzeRequest& request) {
        m_preparing = false;
        m_runner.start(id, request);
        Q_EMIT changed();
    });
    connect(&m_runner, &JobRunner::recordArrived, &m_session, &ProjectSession::save);
    connect(&m_runner, &JobRunner::finished, this, &Workbench::finished);
}

bool Workbench::canAnalyse() const {
    return canChangeProject() && m_session.state().anchors.size() >= 2 && m_session.state().data;
}

bool Workbench::mayLeave() {
    if (!busy()) return true;
    Q_EMIT problem(tr("An analysis is running. Cancel it first; what it has finished is kept."));
    return false;
}

void Workbench::newProject(const QString& file, const DataSpec& data) {
    if (mayLeave()) m_session.create(file, [data](Project& project) { project.setData(data); });
}

void Workbench::open(const QString& file, Project::Access access) {
    if (mayLeave()) m_session.open(file, access);
}

void Workbench::openDemo(const QString& file, bool analyse) {
    if (!mayLeave()) return;
    m_analyseWhenOpen = analyse;
    if (QFileInfo::exists(file))
        m_session.open(file);
    else
        m_session.create(file, &fillDemo);
}

void Workbench::take(const QStringList& files) {
    const auto isProject = [](const QString& file) { return file.endsWith(QLatin1String(".klas")); };
    const auto projects = std::count_if(files.begin(), files.end(), isProject);
    if (projects == 1 && files.size() == 1)
        open(files.front());
    else if (projects > 0)
        Q_EMIT problem(tr("Only one project can be open. Drop one project alone, or weights."));
    else if (!m_session.isOpen())
        Q_EMIT problem(tr("Weights are added to a project. Open or create one, then drop them again."));
    else if (!canChangeProject())
        Q_EMIT problem(busy() ? tr("An analysis is running. Anchors can be added when it is done.")
                              : tr("The project is read-only; no anchor can be added."));
    else
        m_session.addAnchors(files);
}

void Workbench::analyse() {
    if (!canAnalyse()) return;
    m_othersWait = true;
    start({"kl"});
}

void Workbench::start(const std::vector<std::string>& measures) {
    m_preparing = true;
    m_session.prepareAnalysis(measures);
    Q_EMIT changed();
}

void Workbench::cancel() {
    m_runner.cancel();
    Q_EMIT changed();
}

void Workbench::finished(qlonglong id, JobEnd end, const QString& message) {
    m_session.endJob(id, end, message);
    if (std::exchange(m_othersWait, false) && end == JobEnd::Done) {
        std::vector<std::string> all;
        for (const MeasureInfo& measure : measures())
            all.push_back(measure.id);
        return start(all);
    }
    if (end == JobEnd::Failed)
        Q_EMIT problem(tr("The analysis stopped. %1 What was finished is saved; Analyse goes on from there.")
                           .arg(message));
    else if (end == JobEnd::Cancelled)
        Q_EMIT information(tr("Cancelled. What was finished is saved; Analyse goes on from there."));
    Q_EMIT changed();
}

} // namespace klas::ui
