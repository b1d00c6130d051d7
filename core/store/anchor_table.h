// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"
#include "core/store/database.h"

namespace klas::store {

/// `path` as the project keeps it: relative when it lies inside `folder` (they move together), absolute
/// otherwise.
std::string portablePath(const std::string& path, const fs::path& folder);
/// The way back: absolute.
std::string absolutePath(const std::string& stored, const fs::path& folder);

/// In the order added; weights as stored.
std::vector<Anchor> loadAnchors(SQLite::Database& db);
/// Throws Error when the name is empty or taken, or its class count differs from the others'.
void insertAnchor(SQLite::Database& db, const Anchor& anchor);
/// Takes its results, distances and selections along. Throws Error when there is no such anchor.
void deleteAnchor(SQLite::Database& db, const std::string& name);
/// Row id. Throws Error listing the anchors there are.
std::int64_t anchorId(SQLite::Database& db, const std::string& name);

} // namespace klas::store
