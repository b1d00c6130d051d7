// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_table.h"

#include "core/store/anchor_table.h"

#include <map>
#include <set>

namespace klas::store {

namespace {

std::int64_t runId(SQLite::Database& db, const std::string& name) {
    auto row = query(db, "SELECT id FROM finetune_run WHERE name = ?", name);
    if (row.executeStep()) return row.getColumn(0).getInt64();
    throw Error("The project has no run \"" + name + "\".");
}

/// Results are measured under the name of one run and credited to its equals: where that one goes, the first
/// of those that stay has measured them.
void handOver(SQLite::Database& db, const std::set<std::string>& going) {
    std::map<std::string, std::string> heirs; // by key
    for (const FinetuneRun& other : loadRuns(db))
        if (!going.count(other.name))
            for (const std::string& key : other.results)
                heirs.emplace(key, other.name);
    for (Evaluation& e : loadEvaluations(db)) {
        const auto heir = heirs.find(e.key);
        if (!going.count(e.run) || heir == heirs.end()) continue;
        e.run = heir->second;
        run(db, "UPDATE evaluation SET run = ?, value = ? WHERE key = ?", runId(db, e.run),
            jsonText(toJson(e)), e.key);
    }
}

} // namespace

void saveRun(SQLite::Database& db, const FinetuneRun& finetuning) {
    std::set<std::int64_t> anchors;
    for (const StitchTask& task : finetuning.stitches) {
        anchors.insert(anchorId(db, task.stitch.source));
        anchors.insert(anchorId(db, task.stitch.target));
    }
    run(db,
        "INSERT INTO finetune_run (name, key, value) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET key = excluded.key, "
        "value = excluded.value",
        finetuning.name, finetuning.key, jsonText(toJson(finetuning)));
    const std::int64_t id = runId(db, finetuning.name);
    for (const std::int64_t anchor : anchors)
        run(db, "INSERT OR IGNORE INTO run_anchor (run, anchor) VALUES (?, ?)", id, anchor);
}

void deleteRun(SQLite::Database& db, const std::string& name) {
    const std::int64_t id = runId(db, name);
    handOver(db, {name});
    run(db, "DELETE FROM finetune_run WHERE id = ?", id);
}

void deleteRunsOf(SQLite::Database& db, std::int64_t anchor) {
    std::set<std::string> going;
    auto row =
        query(db, "SELECT name FROM finetune_run WHERE id IN (SELECT run FROM run_anchor WHERE anchor = ?)",
              anchor);
    while (row.executeStep())
        going.insert(row.getColumn(0).getString());
    handOver(db, going);
    run(db, "DELETE FROM finetune_run WHERE id IN (SELECT run FROM run_anchor WHERE anchor = ?)", anchor);
}

std::vector<FinetuneRun> loadRuns(SQLite::Database& db) {
    std::vector<FinetuneRun> all;
    auto row = query(db, "SELECT value FROM finetune_run ORDER BY id");
    while (row.executeStep())
        all.push_back(finetuneRunFromJson(jsonColumn(row, 0), "Project file, run"));
    return all;
}

std::string warningsOf(SQLite::Database& db, const Job& job) {
    std::string text;
    if (job.kind != JobKind::Finetune || !job.request.is_object()) return text;
    const auto name = optionalField(job.request, "run", std::string(), "Project file, job");
    for (const FinetuneRun& run : loadRuns(db))
        if (run.name == name)
            for (const std::string& warning : run.warnings)
                text += (text.empty() ? "" : " ") + warning;
    return text;
}

void saveCurve(SQLite::Database& db, const RunCurve& curve) {
    const std::int64_t id = runId(db, curve.run);
    auto insert = query(db, "INSERT OR REPLACE INTO run_curve (run, step, loss, rate, seconds) VALUES (?, ?, ?, ?, ?)");
    for (const CurvePoint& p : curve.points) {
        SQLite::bind(insert, id, std::int64_t(p.step), p.loss, p.rate, p.seconds);
        insert.exec();
        insert.reset();
    }
}

RunCurve loadCurve(SQLite::Database& db, const std::string& name) {
    RunCurve curve;
    curve.run = name;
    auto row = query(db, "SELECT step, loss, rate, seconds FROM run_curve WHERE run = ? ORDER BY step", runId(db, name));
    while (row.executeStep())
        curve.points.push_back({long(row.getColumn(0).getInt64()), row.getColumn(1).getDouble(), row.getColumn(2).getDouble(),
                                row.getColumn(3).getDouble()});
    return curve;
}

void saveEvaluation(SQLite::Database& db, const Evaluation& e) {
    if (e.key.empty()) throw Error("An evaluation of " + text(e.configuration) + " has no key; it cannot be kept.");
    const Configuration& c = e.configuration;
    const std::int64_t source = anchorId(db, c.stitch ? c.stitch->source : c.anchor);
    run(db, "DELETE FROM evaluation WHERE key = ?", e.key);
    run(db, "INSERT INTO evaluation (source, key, value) VALUES (?, ?, ?)", source, e.key, jsonText(toJson(e)));
    if (c.stitch) run(db, "UPDATE evaluation SET target = ? WHERE key = ?", anchorId(db, c.stitch->target), e.key);
    if (!e.run.empty()) run(db, "UPDATE evaluation SET run = ? WHERE key = ?", runId(db, e.run), e.key);
}

std::vector<Evaluation> loadEvaluations(SQLite::Database& db) {
    std::vector<Evaluation> all;
    auto row = query(db, "SELECT value FROM evaluation ORDER BY id");
    while (row.executeStep())
        all.push_back(evaluationFromJson(jsonColumn(row, 0), "Project file, evaluation"));
    return all;
}

std::vector<std::string> loadEvaluationKeys(SQLite::Database& db) {
    std::vector<std::string> keys;
    auto row = query(db, "SELECT key FROM evaluation ORDER BY id");
    while (row.executeStep())
        keys.push_back(row.getColumn(0).getString());
    return keys;
}

} // namespace klas::store
