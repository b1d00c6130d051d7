// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/reference_curve.h"
#include "core/store/database.h"

namespace klas::store {

/// Imported curves. Replaces one of the same name, in its place. Throws Error when it has no name.
void saveReference(SQLite::Database& db, const ReferenceCurve& curve);
void deleteReference(SQLite::Database& db, const std::string& name);
/// In the order first saved.
std::vector<ReferenceCurve> loadReferences(SQLite::Database& db);

} // namespace klas::store
