// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/schema.h"

#include <string>

namespace klas::store {

namespace {

constexpr const char* kVersion1 = R"(
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL                 -- JSON
) STRICT;

CREATE TABLE anchor (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    arch TEXT NOT NULL,                 -- JSON
    weights TEXT NOT NULL,              -- relative to the project's folder where it lies inside
    sha256 TEXT NOT NULL
) STRICT;

CREATE TABLE accuracy (
    anchor INTEGER NOT NULL REFERENCES anchor(id) ON DELETE CASCADE,
    split TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,                -- JSON
    PRIMARY KEY (anchor, split)
) STRICT;

CREATE TABLE probe_report (
    anchor INTEGER PRIMARY KEY REFERENCES anchor(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL                 -- JSON
) STRICT;

CREATE TABLE anchor_distances (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key TEXT NOT NULL,
    value TEXT NOT NULL                 -- JSON
) STRICT;

CREATE TABLE score_matrix (
    source INTEGER NOT NULL REFERENCES anchor(id) ON DELETE CASCADE,
    target INTEGER NOT NULL REFERENCES anchor(id) ON DELETE CASCADE,
    measure TEXT NOT NULL,
    key TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    column_count INTEGER NOT NULL,
    scores BLOB NOT NULL,               -- float64, little endian, row by row
    errors BLOB,                        -- the same, or NULL
    about TEXT NOT NULL,                -- JSON: images, temperature, provenance
    PRIMARY KEY (source, target, measure)
) STRICT;

CREATE TABLE selection (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL                 -- JSON
) STRICT;

-- Which anchors a selection stitches together: it goes when one of them goes.
CREATE TABLE selection_anchor (
    selection INTEGER NOT NULL REFERENCES selection(id) ON DELETE CASCADE,
    anchor INTEGER NOT NULL REFERENCES anchor(id) ON DELETE CASCADE,
    PRIMARY KEY (selection, anchor)
) STRICT;

CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    request TEXT NOT NULL,              -- JSON
    message TEXT NOT NULL DEFAULT '',
    created TEXT NOT NULL,
    started TEXT NOT NULL DEFAULT '',
    finished TEXT NOT NULL DEFAULT '',
    device TEXT NOT NULL DEFAULT '',
    process INTEGER NOT NULL DEFAULT 0
) STRICT;
)";

// Sums over groups of images, for the bootstrap.
constexpr const char* kVersion2 = R"(
ALTER TABLE score_matrix ADD COLUMN group_sums BLOB; -- float64, little endian, groups x cells, or NULL
)";

// Published results that were imported, to lay beside one's own.
constexpr const char* kVersion3 = R"(
CREATE TABLE reference_curve (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL                 -- JSON
) STRICT;
)";

// Finetuning, what it reached, and a queue of work in which jobs have an order and may pause.
constexpr const char* kVersion4 = R"(
CREATE TABLE finetune_run (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    value TEXT NOT NULL                 -- JSON
) STRICT;

-- Which anchors a run trained: it goes when one of them goes.
CREATE TABLE run_anchor (
    run INTEGER NOT NULL REFERENCES finetune_run(id) ON DELETE CASCADE,
    anchor INTEGER NOT NULL REFERENCES anchor(id) ON DELETE CASCADE,
    PRIMARY KEY (run, anchor)
) STRICT;

CREATE TABLE run_curve (
    run INTEGER NOT NULL REFERENCES finetune_run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    loss REAL NOT NULL,
    rate REAL NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE evaluation (
    id INTEGER PRIMARY KEY,
    run INTEGER REFERENCES finetune_run(id) ON DELETE CASCADE, -- NULL: as initialised
    source INTEGER NOT NULL REFERENCES anchor(id) ON DELETE CASCADE,
    target INTEGER REFERENCES anchor(id) ON DELETE CASCADE,    -- NULL: the anchor alone
    key TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL                 -- JSON
) STRICT;
CREATE INDEX evaluation_run ON evaluation(run);

ALTER TABLE job ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE job ADD COLUMN priority INTEGER NOT NULL DEFAULT 0; -- higher first
ALTER TABLE job ADD COLUMN place REAL NOT NULL DEFAULT 0;       -- order within a priority; 0 = by id
ALTER TABLE job ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
)";

// Networks as files, so that none is written twice.
constexpr const char* kVersion5 = R"(
CREATE TABLE exported_file (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,          -- absolute
    key TEXT NOT NULL,
    value TEXT NOT NULL                 -- JSON
) STRICT;
)";

constexpr const char* kMigrations[] = {kVersion1, kVersion2, kVersion3, kVersion4, kVersion5};

void migrate(Database& db, int from, std::span<const char* const> steps) {
    db.write([&] {
        for (size_t k = static_cast<size_t>(from); k < steps.size(); ++k)
            db.sqlite().exec(steps[k]);
        db.sqlite().exec("PRAGMA user_version = " + std::to_string(steps.size()));
    });
}

} // namespace

std::span<const char* const> migrations() {
    return kMigrations;
}

void initProject(Database& db, std::span<const char* const> steps) {
    db.write([&] { db.sqlite().exec("PRAGMA application_id = " + std::to_string(kApplicationId)); });
    migrate(db, 0, steps);
}

int checkVersion(Database& db, const fs::path& file, std::span<const char* const> steps) {
    const auto [application, version] = db.read([&] {
        return std::pair{db.sqlite().execAndGet("PRAGMA application_id").getInt(),
                         db.sqlite().execAndGet("PRAGMA user_version").getInt()};
    });
    const int newest = static_cast<int>(steps.size());
    if (application != kApplicationId || version < 1)
        throw Error("Cannot open " + file.string() + ": it is a database, but not a KLAS Explorer project.");
    if (version > newest)
        throw Error("The project " + file.string() + " was made by a newer KLAS Explorer (format " +
                    std::to_string(version) + ", this one knows up to " + std::to_string(newest) +
                    "); update the program.");
    return version;
}

void upgrade(Database& db, const fs::path& file, std::span<const char* const> steps) {
    const int version = checkVersion(db, file, steps);
    if (version < static_cast<int>(steps.size())) migrate(db, version, steps);
}

} // namespace klas::store
