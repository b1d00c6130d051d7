// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/reference_table.h"

#include "core/store/reference.h"

namespace klas::store {

void insertReferenceCurve(SQLite::Database& db, const ReferenceCurve& curve) {
    if (curve.name.empty()) throw Error("A reference curve needs a name to be kept.");
    if (curve.points.empty()) throw Error("The reference curve " + curve.name + " has no points.");
    if (isBundledReference(curve.name))
        throw Error("The name " + curve.name + " belongs to the published curves that come with the program; choose another.");
    auto row = query(db, "SELECT 1 FROM reference_curve WHERE name = ?", curve.name);
    if (row.executeStep())
        throw Error("The project has a reference curve " + curve.name +
                    " already; remove that first, or choose another name.");
    run(db, "INSERT INTO reference_curve (name, value) VALUES (?, ?)", curve.name, jsonText(toJson(curve)));
}

void deleteReferenceCurve(SQLite::Database& db, const std::string& name) {
    if (run(db, "DELETE FROM reference_curve WHERE name = ?", name) == 0)
        throw Error("The project has no reference curve " + name + ".");
}

std::vector<ReferenceCurve> loadReferenceCurves(SQLite::Database& db) {
    std::vector<ReferenceCurve> all;
    auto row = query(db, "SELECT value FROM reference_curve ORDER BY id");
    while (row.executeStep())
        all.push_back(referenceCurveFromJson(jsonColumn(row, 0), "Project file, reference curve"));
    return all;
}

} // namespace klas::store
