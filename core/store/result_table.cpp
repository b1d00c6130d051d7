// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/result_table.h"

#include "core/store/anchor_table.h"

namespace klas::store {

void saveAccuracy(SQLite::Database& db, const AnchorAccuracy& accuracy) {
    run(db, "INSERT OR REPLACE INTO accuracy (anchor, split, key, value) VALUES (?, ?, ?, ?)",
        anchorId(db, accuracy.anchor), accuracy.split, accuracy.key, jsonText(toJson(accuracy)));
}

void saveProbeReport(SQLite::Database& db, const ProbeReport& report) {
    run(db, "INSERT OR REPLACE INTO probe_report (anchor, key, value) VALUES (?, ?, ?)",
        anchorId(db, report.anchor), report.key, jsonText(toJson(report)));
}

void saveDistances(SQLite::Database& db, const AnchorDistances& distances) {
    for (const std::string& name : distances.anchors)
        anchorId(db, name);
    run(db, "INSERT OR REPLACE INTO anchor_distances (id, key, value) VALUES (1, ?, ?)", distances.key,
        jsonText(toJson(distances)));
}

std::vector<AnchorAccuracy> loadAccuracies(SQLite::Database& db) {
    std::vector<AnchorAccuracy> all;
    auto row = query(db, "SELECT value FROM accuracy ORDER BY anchor, split DESC");
    while (row.executeStep())
        all.push_back(anchorAccuracyFromJson(jsonColumn(row, 0), "Project file, accuracy"));
    return all;
}

std::vector<ProbeReport> loadProbeReports(SQLite::Database& db) {
    std::vector<ProbeReport> all;
    auto row = query(db, "SELECT value FROM probe_report ORDER BY anchor");
    while (row.executeStep())
        all.push_back(probeReportFromJson(jsonColumn(row, 0), "Project file, probes"));
    return all;
}

std::optional<AnchorDistances> loadDistances(SQLite::Database& db) {
    auto row = query(db, "SELECT value FROM anchor_distances");
    if (!row.executeStep()) return std::nullopt;
    return anchorDistancesFromJson(jsonColumn(row, 0), "Project file, distances");
}

std::vector<std::string> loadKeys(SQLite::Database& db) {
    std::vector<std::string> keys;
    auto row = query(db, "SELECT key FROM accuracy UNION SELECT key FROM probe_report UNION "
                         "SELECT key FROM anchor_distances UNION SELECT key FROM score_matrix ORDER BY 1");
    while (row.executeStep())
        if (auto key = row.getColumn(0).getString(); !key.empty()) keys.push_back(std::move(key));
    return keys;
}

std::optional<Json> loadSetting(SQLite::Database& db, const std::string& name) {
    auto row = query(db, "SELECT value FROM setting WHERE name = ?", name);
    if (!row.executeStep()) return std::nullopt;
    return jsonColumn(row, 0);
}

void saveSetting(SQLite::Database& db, const std::string& name, const Json& value) {
    run(db, "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", name, jsonText(value));
}

} // namespace klas::store
