// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"
#include "core/store/database.h"

namespace klas::store {

Job insertJob(SQLite::Database& db, JobKind kind, const Json& request);
/// Oldest first.
std::vector<Job> loadJobs(SQLite::Database& db);
/// Throws Error when there is no such job or it may not become that (klas::mayBecome).
void updateJobState(SQLite::Database& db, long id, JobState state, const std::string& message, long process);
void updateJobDevice(SQLite::Database& db, long id, const std::string& device);
/// Running jobs become interrupted: for a writer that has just taken the lock, so nobody is left to save
/// their results.
void interruptOrphans(SQLite::Database& db);

} // namespace klas::store
