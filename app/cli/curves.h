// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/curve_delta.h"
#include "core/analysis/snnet_results.h"
#include "core/records/reference_curve.h"

namespace klas::cli {

/// A curve by what the user calls it: a bundled one, one of the project (when `project` names one), or a file. Throws
/// Error naming the curves there are.
ReferenceCurve findCurve(const std::string& name, const std::string& project);

/// Bundled ones, then the project's when `project` names one.
std::vector<ReferenceCurve> knownCurves(const std::string& project);

/// The curve with its front and areas; JSON of the same; rows for another program (`klas reference compare` reads them).
void printCurve(const ReferenceCurve& curve);
Json curveJson(const ReferenceCurve& curve);
void printCurveCsv(const ReferenceCurve& curve);

void printDelta(const ReferenceCurve& a, const ReferenceCurve& b, const CurveDelta& delta);
Json deltaJson(const ReferenceCurve& a, const ReferenceCurve& b, const CurveDelta& delta);

} // namespace klas::cli
