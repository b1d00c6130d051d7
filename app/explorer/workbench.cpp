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
        m_preparing = m_analyseWhenOpen = m_othersWait = m_queueRuns = false;
        Q_EMIT problem(sentence);
        Q_EMIT changed();
    });
    connect(&m_session, &ProjectSession::jobsChanged, this, [this] {
        Q_EMIT changed();
        startNext();
    });
    connect(&m_session, &ProjectSession::queueEmpty, this, [this] {
        m_preparing = m_queueRuns = false;
        Q_EMIT changed();
    });
    connect(&m_session, &ProjectSession::jobReady, this, [this](qlonglong id, const Request& request) {
        m_preparing = false;
        m_job = id;
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
    m_preparing = m_analysing = true;
    m_session.prepareAnalysis(measures);
    Q_EMIT changed();
}

void Workbench::cancel() {
    m_runner.cancel();
    Q_EMIT changed();
}

void Workbench::preview(const Stitch& stitch) {
    if (!m_session.writable()) return;
    m_queueRuns = true;
    constexpr int kFirst = 100; // somebody waits for it
    m_session.enqueue(
        [stitch](const Project& project) {
            PreviewRequest request;
            request.networks = project.networksRequest({stitch.source, stitch.target});
            request.stitches = {stitch};
            return Request(std::move(request));
        },
        kFirst);
}

void Workbench::finetune(const std::string& run, const std::string& selection, std::vector<StitchTask> stitches, const FinetuneRecipe& recipe) {
    if (!m_session.writable()) return;
    m_queueRuns = true;
    m_session.enqueue([=, stitches = std::move(stitches)](const Project& project) {
        FinetuneRequest request;
        request.run = run;
        request.selection = selection;
        request.stitches = stitches;
        request.recipe = recipe;
        std::vector<std::string> names;
        for (const StitchTask& t : stitches) {
            names.push_back(t.stitch.source);
            names.push_back(t.stitch.target);
        }
        request.networks = project.networksRequest(names);
        return Request(finetuneRequestFromJson(toJson(request), "The finetuning")); // checked as a worker would
    });
}

void Workbench::command(qlonglong id, JobCommand command, long before) {
    if (!m_session.writable()) return;
    const bool runs = id == m_job && m_runner.running();
    if (command == JobCommand::Pause && runs) return m_runner.pause();
    if (command == JobCommand::Cancel && runs) return cancel();
    if (command == JobCommand::Resume || command == JobCommand::Duplicate) m_queueRuns = true;
    m_session.changeJobs([id = long(id), command, before](Project& project) {
        switch (command) {
        case JobCommand::Pause:
            return project.setJobState(id, JobState::Paused);
        case JobCommand::Resume:
            return project.setJobState(id, JobState::Pending);
        case JobCommand::Cancel:
            return project.setJobState(id, JobState::Cancelled);
        case JobCommand::Up:
        case JobCommand::Down:
            return project.moveJob(id, before);
        case JobCommand::Duplicate: {
            const Job job = project.job(id);
            project.addJob(job.kind, job.request, job.title, job.priority);
            return;
        }
        case JobCommand::Remove:
            return project.removeJob(id);
        }
    });
}

void Workbench::runQueue() {
    m_queueRuns = true;
    startNext();
}

void Workbench::startNext() {
    const auto& jobs = m_session.state().jobs;
    const bool waits = std::any_of(jobs.begin(), jobs.end(), [](const Job& j) { return j.state == JobState::Pending; });
    if (!m_queueRuns || !waits || busy() || !m_session.writable()) return;
    m_preparing = true;
    m_session.prepareNext();
    Q_EMIT changed();
}

void Workbench::finished(qlonglong id, JobEnd end, const QString& message) {
    m_job = 0;
    m_session.endJob(id, end, message); // when that is written the next job starts
    if (!std::exchange(m_analysing, false)) {
        if (end == JobEnd::Failed) Q_EMIT problem(tr("Job %1 stopped. %2").arg(id).arg(message));
        return Q_EMIT changed();
    }
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
