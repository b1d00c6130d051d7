// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/export_table.h"

namespace klas::store {

void saveExportedFile(SQLite::Database& db, const ExportedFile& file) {
    run(db, "DELETE FROM exported_file WHERE path = ?", file.path);
    run(db, "INSERT INTO exported_file (path, key, value) VALUES (?, ?, ?)", file.path, file.key,
        jsonText(toJson(file)));
}

std::vector<ExportedFile> loadExportedFiles(SQLite::Database& db) {
    std::vector<ExportedFile> all;
    auto row = query(db, "SELECT value FROM exported_file ORDER BY id");
    while (row.executeStep())
        all.push_back(exportedFileFromJson(jsonColumn(row, 0), "Project file, exported file"));
    return all;
}

std::vector<std::string> loadExportKeys(SQLite::Database& db) {
    std::vector<std::string> keys;
    auto row = query(db, "SELECT key FROM exported_file ORDER BY id");
    while (row.executeStep())
        keys.push_back(row.getColumn(0).getString());
    return keys;
}

} // namespace klas::store
