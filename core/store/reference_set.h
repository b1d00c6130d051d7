// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/reference_curve.h"

namespace klas {

/// The published curves that ship with the program (resources/reference/manifest.json), in its order. Throws Error when
/// the files are missing or damaged.
std::vector<ReferenceCurve> referenceSet();

/// One of them; throws Error that lists the names there are.
ReferenceCurve referenceCurve(const std::string& name);

} // namespace klas
