// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/reference_curve.h"

namespace klas {

/// The published curves that come with the program, in the order of resources/reference/manifest.json. Throws Error
/// when they are not installed or a file is not the one that the manifest names (sha256).
std::vector<ReferenceCurve> bundledReferences();

/// Whether a name is one of theirs, installed or not.
bool isBundledReference(const std::string& name);

} // namespace klas
