// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/workbench.h"

#include "app/explorer/demo.h"
#include "app/explorer/undo.h"
#include "widgets/bridge/text.h"

#include <QFileInfo>
#include <algorithm>
#include <utility>

namespace klas::ui {

Workbench::Workbench(QObject* parent)
    : QObject(parent) {
    connect(&m_session, &ProjectSession::opened, this, [this] {
        m_undo.clear();
        m_asked.clear();
        m_queueRuns = m_runOnOpen; // else what waits in it waits for a person
        Q_EMIT changed();
        startNext();
        if (std::exchange(m_analyseWhenOpen, false)) analyse();
    });
    connect(&m_session, &ProjectSession::anchorsChanged, this, &Workbench::changed);
    connect(&m_session, &ProjectSession::recordChanged, this, &Workbench::changed);
    connect(&m_session, &ProjectSession::failed, this, [this](const QString& sentence) {
        for (Lane& lane : m_lanes)
            lane.preparing = false;
        m_analyseWhenOpen = m_othersWait = m_queueRuns = false;
        m_asked.clear();
        m_analysing = m_analysing && runner().running();
        Q_EMIT problem(sentence);
        Q_EMIT changed();
    });
    connect(&m_session, &ProjectSession::jobsChanged, this, [this] {
        Q_EMIT changed();
        startNext();
    });
    connect(&m_session, &ProjectSession::refused, this, &Workbench::problem);
    connect(&m_session, &ProjectSession::jobsEdited, this, [this](const QString& what, const QueueEdit& edit) {
        if (!edit.empty()) m_undo.push(new QueueUndo(what, edit, [this](const QueueEdit& e) { m_session.applyEdit(e); }));
    });
    connect(&m_session, &ProjectSession::queueEmpty, this, [this](int lane) {
        m_lanes[lane].preparing = false;
        Q_EMIT changed();
        startNext(); // what came while the store was looking
    });
    connect(&m_session, &ProjectSession::jobReady, this, [this](qlonglong id, const Request& request, int lane) {
        m_lanes[lane].preparing = false;
        m_lanes[lane].quick = isQuick(kindOf(request));
        m_lanes[lane].runner.start(id, placed(request));
        Q_EMIT changed();
        startNext(); // the other worker may have been waiting for what this one takes
    });
    for (int lane = 0; lane < kLanes; ++lane)
        follow(lane);
}

/// A request that names no device, with ours.
Request Workbench::placed(Request request) const {
    std::visit(
        [this](auto& r) {
            auto& place = [&]() -> auto& {
                if constexpr (requires { r.networks; })
                    return r.networks;
                else
                    return r;
            }();
            if (place.device == "auto") place.device = m_device;
            if (place.threads == 0) place.threads = m_threads;
        },
        request);
    return request;
}

void Workbench::setDevice(const QString& device, int threads) {
    m_device = device.toStdString();
    m_threads = threads;
    for (Lane& lane : m_lanes)
        lane.runner.setDevice(device, threads);
}

void Workbench::follow(int lane) {
    JobRunner& runner = m_lanes[lane].runner;
    connect(&runner, &JobRunner::recordArrived, &m_session, &ProjectSession::save);
    connect(&runner, &JobRunner::progressed, this, [this, &runner](const ProgressReport& report) { Q_EMIT progressed(runner.job(), report); });
    connect(&runner, &JobRunner::finished, this,
            [this, lane](qlonglong id, JobEnd end, const QString& message) { finished(lane, id, end, message); });
}

bool Workbench::canAnalyse() const {
    const ProjectState& state = m_session.state();
    // What ended a moment ago may still be listed as running, and what waits while nothing runs does not come by itself.
    const bool there = m_analysing || (m_lanes[kAll].busy() && std::any_of(state.jobs.begin(), state.jobs.end(), [](const Job& job) {
                           return job.kind == JobKind::Analyze &&
                                  (job.state == JobState::Running || job.state == JobState::Pending);
                       }));
    return m_session.writable() && !there && state.anchors.size() >= 2 && state.data;
}

bool Workbench::analysisRuns() const {
    const auto& jobs = m_session.state().jobs;
    return runner().running() && (m_analysing || std::any_of(jobs.begin(), jobs.end(), [&](const Job& job) {
                                      return job.id == runner().job() && job.kind == JobKind::Analyze;
                                  }));
}

bool Workbench::mayLeave() {
    if (!busy()) return true;
    Q_EMIT problem(tr("Work is running. Pause or cancel it first; what it has finished is kept."));
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
        Q_EMIT problem(busy() ? tr("Work is running. Anchors can be added when it is done.")
                              : tr("The project is read-only; no anchor can be added."));
    else
        m_session.addAnchors(files);
}

void Workbench::analyse() {
    if (!canAnalyse()) return;
    if (m_lanes[kAll].busy()) return queueAnalysis();
    m_othersWait = true;
    start({"kl"});
}

void Workbench::queueAnalysis() {
    constexpr int kSoon = 50; // after a preview that somebody looks at
    m_asked.insert(JobKind::Analyze);
    m_session.editJobs(tr("Analyse"), [](Project& project) {
        AnalyzeRequest request = project.analyzeRequest();
        request.measures.clear();
        for (const MeasureInfo& measure : measures())
            request.measures.push_back(measure.id);
        project.enqueue(request, kSoon);
    });
    if (runner().running())
        Q_EMIT information(tr("The analysis waits in the queue for job %1 to end.").arg(runner().job()));
}

void Workbench::start(const std::vector<std::string>& measures) {
    start([measures](AnalyzeRequest& request) { request.measures = measures; });
}

void Workbench::start(ProjectSession::Adjust adjust) {
    m_lanes[kAll].preparing = m_analysing = true;
    m_session.prepareAnalysis(std::move(adjust), kAll);
    Q_EMIT changed();
}

void Workbench::analyseAt(double temperature, const std::string& source, const std::string& target) {
    if (!canAnalyse() || busy()) {
        Q_EMIT problem(busy() ? tr("Something is running. Another temperature can be computed when it is done.")
                              : tr("This project cannot be analysed here: it is read-only, or has no images."));
        return;
    }
    start([=](AnalyzeRequest& request) {
        request.measures = {"kl_temperature"};
        request.temperature = temperature;
        request.pairs = {{source, target}, {target, target}, {target, source}, {source, source}};
    });
}

void Workbench::cancel() {
    runner().cancel();
    Q_EMIT changed();
}

void Workbench::preview(const Stitch& stitch) {
    if (!m_session.writable()) return;
    m_asked.insert(JobKind::Preview); // and nothing else that may have waited since the project was opened
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
    m_session.editJobs(tr("Queue %1").arg(qstr(run)), [=, stitches = std::move(stitches)](Project& project) {
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
        project.enqueue(finetuneRequestFromJson(toJson(request), "The finetuning")); // checked as a worker would
    });
}

void Workbench::exportStitches(std::vector<Stitch> stitches, const std::string& run,
                               std::vector<std::string> formats, const QString& out) {
    if (!m_session.writable() || stitches.empty()) return;
    m_asked.insert(JobKind::Export);
    const QString what =
        stitches.size() == 1 ? qstr(text(stitches.front())) : tr("%L1 Stitches").arg(stitches.size());
    m_session.editJobs(tr("Export %1").arg(what), [=, stitches = std::move(stitches),
                                                   formats = std::move(formats)](Project& project) {
        ExportRequest request;
        request.run = run;
        request.stitches = stitches;
        request.formats = formats;
        request.out = out.toStdString();
        std::vector<std::string> names;
        for (const Stitch& s : stitches) {
            names.push_back(s.source);
            names.push_back(s.target);
        }
        request.networks = project.networksRequest(names);
        project.enqueue(exportRequestFromJson(toJson(request), "The export")); // checked as a worker would
    });
}

void Workbench::command(qlonglong id, JobCommand command) {
    if (!m_session.writable()) return;
    for (Lane& lane : m_lanes) {
        if (lane.runner.job() != id) continue;
        if (command == JobCommand::Pause) return lane.runner.pause();
        if (command == JobCommand::Cancel) return lane.runner.cancel();
    }
    if (command == JobCommand::Resume || command == JobCommand::Duplicate) m_queueRuns = true;
    const auto edit = [&](const QString& what, ProjectSession::Fill change) { m_session.editJobs(what.arg(id), std::move(change)); };
    const auto become = [id = long(id)](JobState state) { return [id, state](Project& project) { project.setJobState(id, state); }; };
    switch (command) {
    case JobCommand::Pause:
        return edit(tr("Pause Job %1"), become(JobState::Paused));
    case JobCommand::Resume:
        return edit(tr("Resume Job %1"), become(JobState::Pending));
    case JobCommand::Cancel:
        return edit(tr("Cancel Job %1"), become(JobState::Cancelled));
    case JobCommand::Duplicate:
        return edit(tr("Duplicate Job %1"), [id = long(id)](Project& project) {
            const Job job = project.job(id);
            project.addJob(job.kind, job.request, job.title, job.priority);
        });
    case JobCommand::Remove:
        return edit(tr("Remove Job %1"), [id = long(id)](Project& project) { project.removeJob(id); });
    case JobCommand::Up:
    case JobCommand::Down:
    case JobCommand::Change:
        return; // not of one job alone
    }
}

void Workbench::move(qlonglong id, qlonglong before) {
    if (m_session.writable()) m_session.editJobs(tr("Move Job %1").arg(id), [=](Project& project) { project.moveJob(long(id), long(before)); });
}

void Workbench::runQueue() {
    m_queueRuns = true;
    startNext();
}

bool Workbench::takes(int lane, const Job& job) const {
    const bool wanted = m_queueRuns || m_asked.count(job.kind) > 0;
    if (lane == kAll) return wanted;
    return wanted && isQuick(job.kind) && m_lanes[kAll].runner.running() &&
           !m_lanes[kAll].quick; // else the first is free in a moment
}

void Workbench::startNext() {
    if (!m_session.writable()) return;
    const auto& jobs = m_session.state().jobs;
    bool any = false;
    for (int lane = 0; lane < kLanes; ++lane) {
        const auto suits = [&](const Job& j) { return j.state == JobState::Pending && takes(lane, j); };
        if (m_lanes[lane].busy() || !std::any_of(jobs.begin(), jobs.end(), suits)) continue;
        any = m_lanes[lane].preparing = true;
        const std::set<JobKind> quick{JobKind::Preview, JobKind::Export};
        m_session.prepareNext(lane, !m_queueRuns ? m_asked : lane == kAll ? std::set<JobKind>() : quick);
    }
    if (any) Q_EMIT changed();
}

void Workbench::tellExport(qlonglong id) {
    const auto& jobs = m_session.state().jobs;
    const auto job = std::find_if(jobs.begin(), jobs.end(),
                                  [&](const Job& j) { return j.id == id && j.kind == JobKind::Export; });
    if (job == jobs.end()) return;
    const auto out = job->request.find("out");
    if (out != job->request.end() && out->is_string())
        Q_EMIT information(tr("Exported to %1.").arg(QFileInfo(qstr(out->get<std::string>())).path()));
}

void Workbench::finished(int lane, qlonglong id, JobEnd end, const QString& message) {
    m_session.endJob(id, end, message, m_lanes[lane].runner.device()); // when that is written the next job starts
    if (end == JobEnd::Done) tellExport(id);
    if (lane != kAll || !std::exchange(m_analysing, false)) {
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
