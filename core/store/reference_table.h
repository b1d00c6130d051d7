// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/reference_curve.h"
#include "core/store/database.h"

namespace klas::store {

/// Curves of a project. Once there they are only read or removed. Throw Error: a curve without a name or points, a
/// name that is taken or not there.
void insertReferenceCurve(SQLite::Database& db, const ReferenceCurve& curve);
void deleteReferenceCurve(SQLite::Database& db, const std::string& name);
/// In the order added.
std::vector<ReferenceCurve> loadReferenceCurves(SQLite::Database& db);

} // namespace klas::store
