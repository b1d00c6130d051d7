// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/job_table.h"

#include <ctime>

namespace klas::store {

namespace {

constexpr const char* kColumns =
    "SELECT id, kind, state, request, message, created, started, finished, device, process FROM job ";

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
    return job;
}

Job loadJob(SQLite::Database& db, long id) {
    auto row = query(db, (std::string(kColumns) + "WHERE id = ?").c_str(), id);
    if (!row.executeStep()) throw Error("The project has no job " + std::to_string(id) + ".");
    return jobFromRow(row);
}

} // namespace

Job insertJob(SQLite::Database& db, JobKind kind, const Json& request) {
    run(db, "INSERT INTO job (kind, state, request, created) VALUES (?, ?, ?, ?)", text(kind),
        text(JobState::Pending), jsonText(request), now());
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
    run(db, "UPDATE job SET state = ?, message = ?, started = ?, finished = ?, process = ? WHERE id = ?",
        text(state), message, job.started, job.finished, runs ? process : 0L, id);
}

void updateJobDevice(SQLite::Database& db, long id, const std::string& device) {
    loadJob(db, id);
    run(db, "UPDATE job SET device = ? WHERE id = ?", device, id);
}

void interruptOrphans(SQLite::Database& db) {
    run(db,
        "UPDATE job SET state = 'interrupted', process = 0, finished = ?, message = ? WHERE state = "
        "'running'",
        now(),
        std::string("The program that ran it ended before it was done; run it again to go on from where it "
                    "stopped."));
}

} // namespace klas::store
