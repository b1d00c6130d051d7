// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"
#include "core/records/evaluation.h"
#include "core/records/finetune_run.h"
#include "core/store/database.h"

namespace klas::store {

/// Replaces the run of the same name. Throws Error when a stitch names no anchor of the project.
void saveRun(SQLite::Database& db, const FinetuneRun& finetuning);
/// Also its curve and evaluations, but for those that other runs end with too (FinetuneRun::results): they
/// are the first of those runs' from then on. Throws Error when there is none of that name.
void deleteRun(SQLite::Database& db, const std::string& name);
/// The same for every run that trained this anchor (its id).
void deleteRunsOf(SQLite::Database& db, std::int64_t anchor);
/// In the order in which they began.
std::vector<FinetuneRun> loadRuns(SQLite::Database& db);
/// What the run of a finetuning's job says against how it ended, in one line; empty for other jobs and good
/// ends.
std::string warningsOf(SQLite::Database& db, const Job& job);

/// Adds points, replacing those of the same steps: a resumed run repeats some. Throws Error when there is no such run.
void saveCurve(SQLite::Database& db, const RunCurve& curve);
RunCurve loadCurve(SQLite::Database& db, const std::string& run);

/// Replaces an evaluation of the same key. Throws Error for an unknown run or anchor.
void saveEvaluation(SQLite::Database& db, const Evaluation& evaluation);
/// In the order in which they were made.
std::vector<Evaluation> loadEvaluations(SQLite::Database& db);
std::vector<std::string> loadEvaluationKeys(SQLite::Database& db);

} // namespace klas::store
