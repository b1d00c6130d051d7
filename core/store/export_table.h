// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/exported_file.h"
#include "core/store/database.h"

#include <vector>

namespace klas::store {

/// Replaces what was exported to the same path before.
void saveExportedFile(SQLite::Database& db, const ExportedFile& file);
/// In the order in which they were written.
std::vector<ExportedFile> loadExportedFiles(SQLite::Database& db);
std::vector<std::string> loadExportKeys(SQLite::Database& db);

} // namespace klas::store
