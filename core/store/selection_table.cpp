// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/selection_table.h"

#include "core/store/anchor_table.h"

#include <set>

namespace klas::store {

void saveSelection(SQLite::Database& db, const Selection& selection) {
    if (selection.name.empty()) throw Error("A selection needs a name to be saved.");
    std::set<std::int64_t> anchors;
    for (const SelectedStitch& s : selection.stitches) {
        anchors.insert(anchorId(db, s.stitch.source));
        anchors.insert(anchorId(db, s.stitch.target));
    }
    run(db,
        "INSERT INTO selection (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = "
        "excluded.value",
        selection.name, jsonText(toJson(selection)));
    auto row = query(db, "SELECT id FROM selection WHERE name = ?", selection.name);
    row.executeStep();
    const std::int64_t id = row.getColumn(0).getInt64();
    run(db, "DELETE FROM selection_anchor WHERE selection = ?", id);
    for (const std::int64_t anchor : anchors)
        run(db, "INSERT INTO selection_anchor (selection, anchor) VALUES (?, ?)", id, anchor);
}

void deleteSelection(SQLite::Database& db, const std::string& name) {
    if (run(db, "DELETE FROM selection WHERE name = ?", name) == 0)
        throw Error("The project has no selection \"" + name + "\".");
}

std::vector<Selection> loadSelections(SQLite::Database& db) {
    std::vector<Selection> all;
    auto row = query(db, "SELECT value FROM selection ORDER BY id");
    while (row.executeStep())
        all.push_back(selectionFromJson(jsonColumn(row, 0), "Project file, selection"));
    return all;
}

} // namespace klas::store
