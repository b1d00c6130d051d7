// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/frontier.h"
#include "core/analysis/snnet_results.h"
#include "core/records/reference_curve.h"

namespace klas::cli {

/// The curve that a person names: a bundled one ("snnet-deit"), an imported one of a project ("p.klas:NAME"), or a file
/// of results: one object a line, CSV or JSON (curve_file.h). Throws Error.
ReferenceCurve curveFrom(const std::string& text, const SnnetResultsOptions& options = {});

/// Points, front (ids or places), FLOPs range and areas.
Json describeCurve(const ReferenceCurve& curve);
/// The same as tables on stdout.
void printCurve(const ReferenceCurve& curve);

} // namespace klas::cli
