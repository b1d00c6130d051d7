// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"
#include "core/store/database.h"

#include <optional>

namespace klas::store {

/// Results per anchor (accuracy on a split, probes) and the one table of distances. A newer one replaces the
/// older. Throw Error when an anchor is not of the project.
void saveAccuracy(SQLite::Database& db, const AnchorAccuracy& accuracy);
void saveProbeReport(SQLite::Database& db, const ProbeReport& report);
void saveDistances(SQLite::Database& db, const AnchorDistances& distances);

std::vector<AnchorAccuracy> loadAccuracies(SQLite::Database& db);
std::vector<ProbeReport> loadProbeReports(SQLite::Database& db);
std::optional<AnchorDistances> loadDistances(SQLite::Database& db);

/// Keys of everything computed, matrices too.
std::vector<std::string> loadKeys(SQLite::Database& db);

/// A named JSON value; nullopt where it was never set.
std::optional<Json> loadSetting(SQLite::Database& db, const std::string& name);
void saveSetting(SQLite::Database& db, const std::string& name, const Json& value);

} // namespace klas::store
