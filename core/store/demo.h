// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"

#include <vector>

namespace klas {

/// The bundled anchors, in the order of resources/anchors/manifest.json, weights absolute.
/// Throws Error when they are not installed or the manifest does not say what they are.
std::vector<Anchor> demoAnchors();

} // namespace klas
