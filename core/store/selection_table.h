// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/selection.h"
#include "core/store/database.h"

namespace klas::store {

/// Replaces one of the same name, in its place. Throws Error when it has no name or an anchor is not of the
/// project.
void saveSelection(SQLite::Database& db, const Selection& selection);
void deleteSelection(SQLite::Database& db, const std::string& name);
/// In the order first saved.
std::vector<Selection> loadSelections(SQLite::Database& db);

} // namespace klas::store
