// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

namespace klas {

/// Where the bundled files are (demo anchors, reference curves): $KLAS_RESOURCES, else share/klas-explorer
/// beside the folder of this program, else resources/ of the source tree it was built from. Throws Error when
/// none exists.
fs::path resourceFolder();

} // namespace klas
