// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/score_matrix.h"
#include "core/store/database.h"

#include <optional>

namespace klas::store {

/// Replaces the matrix of the same source, target and measure. Throws Error when an anchor is not of the
/// project.
void saveMatrix(SQLite::Database& db, const ScoreMatrix& matrix);

/// All, in the order of anchors and measures, without their groups of images, which are twenty to a hundred times as
/// large as the scores. Throws Error when a blob does not have the size of its matrix.
std::vector<ScoreMatrix> loadMatrices(SQLite::Database& db);
std::optional<ScoreMatrix> loadMatrix(SQLite::Database& db, const std::string& source,
                                      const std::string& target, const std::string& measure);

} // namespace klas::store
