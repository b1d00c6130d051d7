// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/reference_table.h"

namespace klas::store {

void saveReference(SQLite::Database& db, const ReferenceCurve& curve) {
    if (curve.name.empty()) throw Error("A reference curve needs a name to be saved.");
    run(db,
        "INSERT INTO reference_curve (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
        "excluded.value",
        curve.name, jsonText(toJson(curve)));
}

void deleteReference(SQLite::Database& db, const std::string& name) {
    if (run(db, "DELETE FROM reference_curve WHERE name = ?", name) == 0)
        throw Error("The project has no reference curve \"" + name + "\".");
}

std::vector<ReferenceCurve> loadReferences(SQLite::Database& db) {
    std::vector<ReferenceCurve> all;
    auto row = query(db, "SELECT value FROM reference_curve ORDER BY id");
    while (row.executeStep())
        all.push_back(referenceCurveFromJson(jsonColumn(row, 0), "Project file, reference curve"));
    return all;
}

} // namespace klas::store
