// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_order.h"
#include "core/records/weights_file.h"
#include "core/store/anchor_table.h"
#include "core/store/export_table.h"
#include "core/store/job_table.h"
#include "core/store/project_impl.h"
#include "core/store/run_names.h"
#include "core/store/run_table.h"

#include <algorithm>
#include <type_traits>

namespace klas {

namespace {

/// Throws Error when a file of weights is gone or is not the one that was added.
void requireWeights(const std::vector<Anchor>& anchors) {
    for (const Anchor& a : anchors) {
        if (!fs::is_regular_file(a.weights))
            throw Error("The weights of " + a.name + " are gone: there is no file " + a.weights + ".");
        if (weightsSha256(a.weights) != a.sha256)
            throw Error("The weights of " + a.name + " in " + a.weights +
                        " are not those that were added to the project; remove the anchor and add it again.");
    }
}

DataSpec requireData(const Project& project) {
    if (const auto images = project.data()) return *images;
    throw Error("The project " + project.file().string() + " has no images yet; choose a folder with data.");
}

} // namespace

NetworksRequest Project::networksRequest(const std::vector<std::string>& names) const {
    NetworksRequest request;
    for (const Anchor& anchor : anchors())
        if (names.empty() || std::find(names.begin(), names.end(), anchor.name) != names.end())
            request.anchors.push_back(anchor);
    for (const std::string& name : names)
        m_impl->read([&](auto& db) { return store::anchorId(db, name); });
    if (request.anchors.empty())
        throw Error("The project " + file().string() + " has no anchors yet; add at least one.");
    request.data = requireData(*this);
    requireWeights(request.anchors);
    request.workFolder = folder().string();
    request.knownKeys = m_impl->read([](auto& db) {
        auto keys = store::loadEvaluationKeys(db), exports = store::loadExportKeys(db);
        keys.insert(keys.end(), exports.begin(), exports.end());
        return keys;
    });
    return request;
}

std::vector<std::optional<double>> Project::knownTop1(const std::vector<Stitch>& stitches,
                                                      const std::string& run) const {
    std::vector<std::optional<double>> top1(stitches.size());
    for (const Evaluation& e : evaluations())
        for (size_t k = 0; k < stitches.size(); ++k)
            if (e.run == run && e.split == "test" && e.configuration == Configuration::of(stitches[k]))
                top1[k] = e.top1;
    return top1;
}

AnalyzeRequest Project::analyzeRequest() const {
    AnalyzeRequest request;
    request.anchors = anchors();
    if (request.anchors.empty())
        throw Error("The project " + file().string() + " has no anchors yet; add at least one.");
    request.data = requireData(*this);
    requireWeights(request.anchors);
    request.workFolder = folder().string();
    request.probes = probeOptions();
    request.knownKeys = knownKeys();
    return request;
}

Job Project::addJob(JobKind kind, const Json& request, const std::string& title, int priority) {
    return m_impl->write([&](auto& db) { return store::insertJob(db, kind, request, title, priority); });
}

Job Project::enqueue(const Request& request, int priority) {
    if (const auto* finetuning = std::get_if<FinetuneRequest>(&request)) requireOwnRun(*this, *finetuning);
    return addJob(kindOf(request), withoutKnown(toJson(request)), titleOf(request), priority);
}

Job Project::job(long id) const {
    if (access() == Access::ReadWrite) {
        if (auto found = m_impl->read([&](auto& db) { return store::findJob(db, id); })) return *found;
    } else {
        for (const Job& job : jobs()) // as jobs() shows it
            if (job.id == id) return job;
    }
    throw Error("The project " + file().string() + " has no job " + std::to_string(id) + ".");
}

std::vector<Job> Project::queue() const {
    return m_impl->read([](auto& db) { return store::loadQueue(db); });
}

std::optional<Job> Project::nextJob(const std::set<JobKind>& kinds) const {
    const std::vector<Job> all = jobs();
    for (const Job& job : queue())
        if ((kinds.empty() || kinds.count(job.kind) > 0) && !waitsFor(job, all)) return job;
    return std::nullopt;
}

void Project::moveJob(long id, long before) {
    m_impl->write([&](auto& db) { store::moveJob(db, id, before); });
}

void Project::setJobPriority(long id, int priority) {
    m_impl->write([&](auto& db) { store::updateJobPriority(db, id, priority); });
}

void Project::removeJob(long id) {
    m_impl->write([&](auto& db) { store::deleteJob(db, id); });
}

void Project::restoreJobs(const std::vector<long>& remove, const std::vector<Job>& put) {
    m_impl->write([&](auto& db) {
        for (const long id : remove)
            store::deleteJob(db, id);
        for (const Job& job : put)
            store::restoreJob(db, job);
    });
}

namespace {

std::vector<std::string> namesOf(const std::vector<Anchor>& anchors) {
    std::vector<std::string> names;
    for (const Anchor& a : anchors)
        names.push_back(a.name);
    return names;
}

} // namespace

Request Project::requestOf(const Job& job) const {
    Request request = requestFromJson(job.kind, job.request, "Job " + std::to_string(job.id));
    if (auto* analyze = std::get_if<AnalyzeRequest>(&request)) {
        const AnalyzeRequest now = analyzeRequest();
        analyze->anchors = now.anchors;
        analyze->data = now.data;
        analyze->probes = now.probes;
        analyze->workFolder = now.workFolder;
        analyze->knownKeys = now.knownKeys;
        return request;
    }
    if (auto* out = std::get_if<ExportRequest>(&request)) out->top1 = knownTop1(out->stitches, out->run);
    std::visit(
        [&](auto& r) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(r)>, AnalyzeRequest>) {
                NetworksRequest now = networksRequest(namesOf(r.networks.anchors));
                now.device = r.networks.device;
                now.threads = r.networks.threads;
                now.batch = r.networks.batch;
                r.networks = std::move(now);
            }
        },
        request);
    return request;
}

std::vector<Job> Project::jobs() const {
    const auto load = [&] { return m_impl->read([](auto& db) { return store::loadJobs(db); }); };
    std::vector<Job> jobs = load();
    const auto runs = [](const Job& job) { return job.state == JobState::Running; };
    // A writer put that right when it opened the project. For a reader it is true while a writer lives: no
    // process number says that, which may belong to another host or by now to another program.
    if (access() == Access::ReadWrite || std::none_of(jobs.begin(), jobs.end(), runs) ||
        store::WriterLock::isHeld(lockIn(folder())))
        return jobs;
    return store::withoutOrphans(jobs, load()); // read again: what ran may have ended in good order meanwhile
}

void Project::setJobState(long id, JobState state, const std::string& message, long process) {
    m_impl->write([&](auto& db) {
        std::string why = message;
        if (const auto job = store::findJob(db, id); job && state == JobState::Done && why.empty())
            why = store::warningsOf(db, *job);
        store::updateJobState(db, id, state, why, process);
    });
}

void Project::setJobDevice(long id, const std::string& device) {
    m_impl->write([&](auto& db) { store::updateJobDevice(db, id, device); });
}

} // namespace klas
