// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/anchor_table.h"

#include "core/store/run_table.h"

namespace klas::store {

std::string portablePath(const std::string& path, const fs::path& folder) {
    const fs::path absolute = fs::absolute(path).lexically_normal();
    const fs::path relative = absolute.lexically_relative(folder);
    return relative.empty() || *relative.begin() == ".." ? absolute.string() : relative.string();
}

std::string absolutePath(const std::string& stored, const fs::path& folder) {
    return (folder / stored).lexically_normal().string(); // an absolute `stored` wins
}

std::vector<Anchor> loadAnchors(SQLite::Database& db) {
    std::vector<Anchor> anchors;
    auto row = query(db, "SELECT name, arch, weights, sha256 FROM anchor ORDER BY id");
    while (row.executeStep()) {
        Anchor a;
        a.name = row.getColumn(0).getString();
        a.arch = archFromJson(jsonColumn(row, 1), "Project file, anchor " + a.name);
        a.weights = row.getColumn(2).getString();
        a.sha256 = row.getColumn(3).getString();
        anchors.push_back(std::move(a));
    }
    return anchors;
}

void insertAnchor(SQLite::Database& db, const Anchor& anchor) {
    // Pairs are written "a:b" and stitches "a:1/b:2" on the command line.
    if (anchor.name.empty() || anchor.name.size() > 100 ||
        anchor.name.find_first_of(":/,= \t\n") != std::string::npos)
        throw Error("\"" + anchor.name +
                    "\" cannot name an anchor; use 1 to 100 characters without spaces and : / , =.");
    for (const Anchor& other : loadAnchors(db)) {
        if (other.name == anchor.name)
            throw Error("The project has an anchor " + anchor.name + " already; choose another name.");
        if (other.arch.classes() != anchor.arch.classes())
            throw Error("The anchor " + anchor.name + " tells " + std::to_string(anchor.arch.classes()) +
                        " classes apart, but " + other.name + " " + std::to_string(other.arch.classes()) +
                        "; anchors of one project must have the same classes.");
    }
    run(db, "INSERT INTO anchor (name, arch, weights, sha256) VALUES (?, ?, ?, ?)", anchor.name,
        jsonText(toJson(anchor.arch)), anchor.weights, anchor.sha256);
}

void deleteAnchor(SQLite::Database& db, const std::string& name) {
    const std::int64_t id = anchorId(db, name);
    run(db, "DELETE FROM selection WHERE id IN (SELECT selection FROM selection_anchor WHERE anchor = ?)",
        id);
    deleteRunsOf(db, id);
    run(db, "DELETE FROM anchor_distances");
    run(db, "DELETE FROM anchor WHERE id = ?", id);
}

std::int64_t anchorId(SQLite::Database& db, const std::string& name) {
    auto row = query(db, "SELECT id FROM anchor WHERE name = ?", name);
    if (row.executeStep()) return row.getColumn(0).getInt64();
    std::string known;
    auto names = query(db, "SELECT name FROM anchor ORDER BY id");
    while (names.executeStep())
        known += (known.empty() ? "" : ", ") + names.getColumn(0).getString();
    throw Error("The project has no anchor \"" + name + "\"; it has " + (known.empty() ? "none yet" : known) +
                ".");
}

} // namespace klas::store
