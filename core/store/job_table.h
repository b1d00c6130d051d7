// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"
#include "core/store/database.h"

#include <optional>
#include <vector>

namespace klas::store {

Job insertJob(SQLite::Database& db, JobKind kind, const Json& request, const std::string& title, int priority);
std::optional<Job> findJob(SQLite::Database& db, long id);
/// Pending ones as they are to run: highest priority first, then by place.
std::vector<Job> loadQueue(SQLite::Database& db);
/// Before another pending job of the same priority, or (0) behind all of them. Throws Error where that is none.
void moveJob(SQLite::Database& db, long id, long before);
void updateJobPriority(SQLite::Database& db, long id, int priority);
/// Throws Error while it runs.
void deleteJob(SQLite::Database& db, long id);
/// Writes the job as it was, in the place of what has its id. Throws Error where either of the two runs.
void restoreJob(SQLite::Database& db, const Job& job);
/// Oldest first.
std::vector<Job> loadJobs(SQLite::Database& db);
/// Throws Error when there is no such job or it may not become that (klas::mayBecome).
void updateJobState(SQLite::Database& db, long id, JobState state, const std::string& message, long process);
void updateJobDevice(SQLite::Database& db, long id, const std::string& device);
/// Of jobs that were read before it was known that nobody writes the project, and of the same jobs read after
/// that: those that run in both are shown as interrupted, for whoever ran them is gone. Nothing is written.
std::vector<Job> withoutOrphans(const std::vector<Job>& before, std::vector<Job> after);
/// Running jobs become interrupted: for a writer that has just taken the lock, so nobody is left to save
/// their results.
void interruptOrphans(SQLite::Database& db);

} // namespace klas::store
