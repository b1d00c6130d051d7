// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

#include <span>

namespace klas::store {

/// "KLAS" in SQLite's header, so that file(1) and we can tell a project from any other database.
inline constexpr int kApplicationId = 0x4b4c4153;

/// Step k brings a project from version k to version k + 1 (`user_version`). Only ever append.
std::span<const char* const> migrations();

/// Marks a new, empty database as a project and brings it to the newest version.
void initProject(Database& db, std::span<const char* const> steps = migrations());

/// Throws Error when the database is no project, or newer than this program. Returns its version.
int checkVersion(Database& db, const fs::path& file, std::span<const char* const> steps = migrations());

/// Brings an older project up to date, in one transaction.
void upgrade(Database& db, const fs::path& file, std::span<const char* const> steps = migrations());

} // namespace klas::store
