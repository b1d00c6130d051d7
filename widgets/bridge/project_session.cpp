// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/project_session.h"

#include "widgets/bridge/anchor_file.h"

#include <QCoreApplication>
#include <spdlog/spdlog.h>
#include <algorithm>
#include <utility>

namespace klas::ui {

ProjectState stateOf(const Project& project) {
    ProjectState state;
    state.file = project.file().string();
    state.readOnly = project.access() == Project::Access::ReadOnly;
    state.anchors = project.anchors();
    state.data = project.data();
    state.accuracies = project.accuracies();
    state.probes = project.probeReports();
    state.matrices = project.matrices();
    state.distances = project.anchorDistances();
    state.runs = project.runs();
    state.evaluations = project.evaluations();
    state.references = project.references();
    state.shortlist = project.shortlist();
    state.jobs = project.jobs();
    return state;
}

static QString sentence(const std::exception& e) {
    if (const auto* error = dynamic_cast<const Error*>(&e); error && !error->cause().empty())
        spdlog::info("cause: {}", error->cause());
    return QString::fromUtf8(e.what());
}

ProjectSession::ProjectSession(QObject* parent)
    : QObject(parent)
    , m_project(std::make_shared<std::unique_ptr<Project>>())
    , m_store(std::make_unique<Background>(QStringLiteral("store"))) {}

ProjectSession::~ProjectSession() {
    m_store->post([project = m_project] { project->reset(); });
    m_store.reset(); // finishes what was posted; results for us are dropped with our event queue
}

/// Runs in the store's thread; an exception becomes failed().
void ProjectSession::run(std::function<void()> work) {
    m_store->post([this, work = std::move(work)] {
        try {
            work();
        } catch (const std::exception& e) {
            home([this, text = sentence(e)] { Q_EMIT failed(text); });
        }
    });
}

/// Runs in the window's thread.
void ProjectSession::home(std::function<void()> work) {
    QMetaObject::invokeMethod(this, std::move(work), Qt::QueuedConnection);
}

/// A change that the state in memory shows already.
void ProjectSession::write(Fill work) {
    run([this, work = std::move(work)] {
        if (!*m_project) return;
        work(**m_project);
        home([this] {
            m_saved = QTime::currentTime();
            Q_EMIT saved();
        });
    });
}

void ProjectSession::announce(ProjectState state) {
    home([this, state = std::move(state)] {
        m_state = state;
        m_saved = {};
        Q_EMIT opened();
    });
}

void ProjectSession::create(const QString& file, Fill fill) {
    run([this, path = fs::path(file.toStdString()), fill = std::move(fill)] {
        auto project = std::make_unique<Project>(Project::create(path));
        try {
            if (fill) fill(*project);
        } catch (...) {
            // Half a project helps nobody, and would be in the way of the next try.
            const fs::path made = project->file(), folder = project->folder();
            project.reset();
            std::error_code ignored;
            fs::remove(made, ignored);
            fs::remove(folder / "lock", ignored);
            fs::remove(folder, ignored);
            throw;
        }
        *m_project = std::move(project);
        announce(stateOf(**m_project));
    });
}

void ProjectSession::open(const QString& file, Project::Access access) {
    run([this, path = fs::path(file.toStdString()), access, file] {
        // Opening the open project again must not be refused by our own lock.
        const bool again =
            *m_project && fs::weakly_canonical(path) == fs::weakly_canonical((*m_project)->file());
        if (again) m_project->reset();
        try {
            *m_project = std::make_unique<Project>(Project::open(path, access));
        } catch (const std::exception& refused) {
            if (access == Project::Access::ReadOnly) throw;
            try {
                Project::open(path, Project::Access::ReadOnly);
            } catch (const std::exception&) {
                throw Error(refused.what());
            }
            home([this, file, text = sentence(refused)] { Q_EMIT readOnlyPossible(file, text); });
            return;
        }
        announce(stateOf(**m_project));
    });
}

/// A change after which results may be gone: everything is read again.
void ProjectSession::change(Fill work) {
    run([this, work = std::move(work)] {
        if (!*m_project) return;
        work(**m_project);
        home([this, state = stateOf(**m_project)] {
            m_state = state;
            m_saved = QTime::currentTime();
            Q_EMIT anchorsChanged();
            Q_EMIT saved();
        });
    });
}

void ProjectSession::addAnchor(const QString& weights, const QString& config) {
    change([weights = weights.toStdString(), config = config.toStdString()](Project& project) {
        project.addAnchor(readAnchor(weights, config));
    });
}

void ProjectSession::addAnchors(const QStringList& weights) {
    if (weights.size() == 1) return addAnchor(weights.front());
    change([this, weights](Project& project) {
        QStringList refused;
        for (const QString& file : weights) {
            try {
                project.addAnchor(readAnchor(file.toStdString()));
            } catch (const std::exception& e) {
                refused.append(sentence(e));
            }
        }
        if (!refused.isEmpty()) home([this, text = refused.join(QLatin1Char(' '))] { Q_EMIT failed(text); });
    });
}

void ProjectSession::removeAnchor(const QString& name) {
    change([name = name.toStdString()](Project& project) { project.removeAnchor(name); });
}

void ProjectSession::setData(const DataSpec& data) {
    change([data](Project& project) { project.setData(data); });
}

void ProjectSession::setShortlist(const std::vector<NetworkKey>& networks) {
    m_state.shortlist = networks;
    if (writable()) write([networks](Project& project) { project.setShortlist(networks); });
}

void ProjectSession::prepareAnalysis(Adjust adjust, int lane) {
    run([this, adjust = std::move(adjust), lane] {
        if (!*m_project) return;
        AnalyzeRequest request = (*m_project)->analyzeRequest();
        adjust(request);
        const Job job = (*m_project)->enqueue(request);
        (*m_project)
            ->setJobState(job.id, JobState::Running, {},
                          static_cast<long>(QCoreApplication::applicationPid()));
        tellJobs();
        home([this, id = job.id, lane, request = std::move(request)] { Q_EMIT jobReady(id, request, lane); });
    });
}

/// In the store's thread.
void ProjectSession::tellJobs() {
    home([this, jobs = (*m_project)->jobs()] {
        m_state.jobs = jobs;
        Q_EMIT jobsChanged();
    });
}

void ProjectSession::enqueue(MakeRequest make, int priority) {
    run([this, make = std::move(make), priority] {
        if (!*m_project) return;
        (*m_project)->enqueue(make(**m_project), priority);
        tellJobs();
    });
}

void ProjectSession::changeJobs(Fill change) {
    run([this, change = std::move(change)] {
        if (!*m_project) return;
        change(**m_project);
        tellJobs();
    });
}

void ProjectSession::editJobs(const QString& what, Fill change) {
    run([this, what, change = std::move(change)] {
        if (!*m_project) return;
        const std::vector<Job> before = (*m_project)->jobs();
        change(**m_project);
        home([this, what, edit = QueueEdit::between(before, (*m_project)->jobs())] { Q_EMIT jobsEdited(what, edit); });
        tellJobs();
    });
}

void ProjectSession::applyEdit(const QueueEdit& edit) {
    run([this, edit] {
        if (!*m_project) return;
        try {
            edit.apply(**m_project);
        } catch (const Error& e) {
            home([this, text = sentence(e)] { Q_EMIT refused(text); });
        }
        tellJobs();
    });
}

void ProjectSession::prepareNext(int lane, const std::set<JobKind>& kinds) {
    run([this, lane, kinds] {
        if (!*m_project) return;
        for (;;) {
            const auto next = (*m_project)->nextJob(kinds);
            if (!next) return home([this, lane] { Q_EMIT queueEmpty(lane); });
            const long id = next->id;
            (*m_project)->setJobState(id, JobState::Running, {}, static_cast<long>(QCoreApplication::applicationPid()));
            try {
                Request request = (*m_project)->requestOf(*next);
                tellJobs();
                return home([this, id, lane, request = std::move(request)] { Q_EMIT jobReady(id, request, lane); });
            } catch (const Error& e) { // its anchors or images are gone: the next one may be able to
                (*m_project)->setJobState(id, JobState::Failed, e.what());
                tellJobs();
            }
        }
    });
}

void ProjectSession::endJob(qlonglong id, JobEnd end, const QString& message, const QString& device) {
    const auto job = std::find_if(m_state.jobs.begin(), m_state.jobs.end(), [&](const Job& j) { return j.id == id; });
    if (job == m_state.jobs.end() || job->kind == JobKind::Analyze) m_state.dropPartial(); // a preview ends beside an analysis
    const JobState state = end == JobEnd::Done        ? JobState::Done
                           : end == JobEnd::Cancelled ? JobState::Cancelled
                           : end == JobEnd::Paused    ? JobState::Paused
                                                      : JobState::Failed;
    changeJobs([id, state, message, device](Project& project) {
        if (!device.isEmpty()) project.setJobDevice(static_cast<long>(id), device.toStdString());
        project.setJobState(static_cast<long>(id), state, message.toStdString());
    });
}

void ProjectSession::read(Read read) {
    run([this, read = std::move(read)] {
        if (*m_project) read(**m_project);
    });
}

void ProjectSession::readCurve(const std::string& run) {
    read([this, run](const Project& project) {
        RunCurve curve{run, {}, {}}; // of a run that has not begun
        const auto runs = project.runs();
        if (std::any_of(runs.begin(), runs.end(), [&](const FinetuneRun& r) { return r.name == run; })) curve = project.curve(run);
        home([this, curve = std::move(curve)] { Q_EMIT curveRead(curve); });
    });
}

void ProjectSession::save(const Record& record) {
    if (!isOpen()) return;
    m_state.put(record);
    Q_EMIT recordChanged(record);
    const auto* matrix = std::get_if<ScoreMatrix>(&record);
    if (m_state.readOnly || (matrix && !matrix->complete)) return;
    write([record](Project& project) { project.save(record); });
}

} // namespace klas::ui
