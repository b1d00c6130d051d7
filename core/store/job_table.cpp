// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/job_table.h"

#include <algorithm>
#include <ctime>

namespace klas::store {

namespace {

constexpr const char* kColumns =
    "SELECT id, kind, state, request, message, created, started, finished, device, process, title, priority, "
    "CASE WHEN place = 0 THEN id ELSE place END AS place, attempts FROM job ";

constexpr const char* kOrphaned =
    "The program that ran it ended before it was done; run it again to go on from where it stopped.";

/// ISO 8601, UTC, seconds.
std::string now() {
    const std::time_t time = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

Job jobFromRow(SQLite::Statement& row) {
    Job job;
    job.id = row.getColumn(0).getInt64();
    job.kind = jobKindFromText(row.getColumn(1).getString());
    job.state = jobStateFromText(row.getColumn(2).getString());
    job.request = jsonColumn(row, 3);
    job.message = row.getColumn(4).getString();
    job.created = row.getColumn(5).getString();
    job.started = row.getColumn(6).getString();
    job.finished = row.getColumn(7).getString();
    job.device = row.getColumn(8).getString();
    job.process = row.getColumn(9).getInt64();
    job.title = row.getColumn(10).getString();
    job.priority = row.getColumn(11).getInt();
    job.place = row.getColumn(12).getDouble();
    job.attempts = row.getColumn(13).getInt();
    return job;
}

Job loadJob(SQLite::Database& db, long id) {
    if (auto job = findJob(db, id)) return *job;
    throw Error("The project has no job " + std::to_string(id) + ".");
}

} // namespace

Job insertJob(SQLite::Database& db, JobKind kind, const Json& request, const std::string& title, int priority) {
    run(db, "INSERT INTO job (kind, state, request, created, title, priority) VALUES (?, ?, ?, ?, ?, ?)", text(kind),
        text(JobState::Pending), jsonText(request), now(), title, priority);
    return loadJob(db, db.getLastInsertRowid());
}

std::vector<Job> loadJobs(SQLite::Database& db) {
    std::vector<Job> jobs;
    auto row = query(db, (std::string(kColumns) + "ORDER BY id").c_str());
    while (row.executeStep())
        jobs.push_back(jobFromRow(row));
    return jobs;
}

void updateJobState(SQLite::Database& db, long id, JobState state, const std::string& message, long process) {
    Job job = loadJob(db, id);
    if (!mayBecome(job.state, state))
        throw Error("Job " + std::to_string(id) + " is " + text(job.state) + " and cannot become " +
                    text(state) + ".");
    const bool runs = state == JobState::Running, waits = state == JobState::Pending;
    if (runs) job.started = now();
    if (waits) job.started.clear();
    job.finished = runs || waits ? std::string() : now();
    run(db, "UPDATE job SET state = ?, message = ?, started = ?, finished = ?, process = ?, attempts = ? WHERE id = ?",
        text(state), message, job.started, job.finished, runs ? process : 0L, job.attempts + (runs ? 1 : 0), id);
}

std::vector<Job> loadQueue(SQLite::Database& db) {
    std::vector<Job> jobs;
    auto row = query(db, (std::string(kColumns) + "WHERE state = 'pending' ORDER BY priority DESC, place, id").c_str());
    while (row.executeStep())
        jobs.push_back(jobFromRow(row));
    return jobs;
}

void moveJob(SQLite::Database& db, long id, long before) {
    const Job job = loadJob(db, id);
    std::vector<Job> others = loadQueue(db);
    std::erase_if(others, [&](const Job& other) { return other.id == id || other.priority != job.priority; });
    size_t at = 0;
    while (at < others.size() && others[at].id != before)
        ++at;
    if (before != 0 && at == others.size())
        throw Error("Job " + std::to_string(before) + " does not wait at the priority of job " + std::to_string(id) + "; name one that does.");
    others.insert(others.begin() + static_cast<std::ptrdiff_t>(at), job);
    for (size_t k = 0; k < others.size(); ++k) // small and whole: no place runs out of digits
        run(db, "UPDATE job SET place = ? WHERE id = ?", static_cast<double>(k + 1) - 1e9, others[k].id);
}

void updateJobPriority(SQLite::Database& db, long id, int priority) {
    loadJob(db, id);
    run(db, "UPDATE job SET priority = ? WHERE id = ?", priority, id);
}

void deleteJob(SQLite::Database& db, long id) {
    if (loadJob(db, id).state == JobState::Running) throw Error("Job " + std::to_string(id) + " is running; cancel it first.");
    run(db, "DELETE FROM job WHERE id = ?", id);
}

void restoreJob(SQLite::Database& db, const Job& job) {
    const auto there = findJob(db, job.id);
    if (job.state == JobState::Running || (there && there->state == JobState::Running))
        throw Error("Job " + std::to_string(job.id) + " is running; cancel it first.");
    run(db,
        "INSERT OR REPLACE INTO job (id, kind, state, request, message, created, started, finished, device, process, title, priority, place, attempts) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        job.id, text(job.kind), text(job.state), jsonText(job.request), job.message, job.created, job.started, job.finished, job.device, job.process,
        job.title, job.priority, job.place, job.attempts);
}

std::optional<Job> findJob(SQLite::Database& db, long id) {
    auto row = query(db, (std::string(kColumns) + "WHERE id = ?").c_str(), id);
    if (!row.executeStep()) return std::nullopt;
    return jobFromRow(row);
}

void updateJobDevice(SQLite::Database& db, long id, const std::string& device) {
    loadJob(db, id);
    run(db, "UPDATE job SET device = ? WHERE id = ?", device, id);
}

std::vector<Job> withoutOrphans(const std::vector<Job>& before, std::vector<Job> after) {
    for (Job& job : after) {
        const auto then =
            std::find_if(before.begin(), before.end(), [&](const Job& b) { return b.id == job.id; });
        if (job.state != JobState::Running || then == before.end() || then->state != JobState::Running ||
            then->attempts != job.attempts)
            continue;
        job.state = JobState::Interrupted;
        job.process = 0;
        job.message = kOrphaned;
    }
    return after;
}

void interruptOrphans(SQLite::Database& db) {
    run(db,
        "UPDATE job SET state = 'interrupted', process = 0, finished = ?, message = ? WHERE state = "
        "'running'",
        now(), std::string(kOrphaned));
}

} // namespace klas::store
