// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/records/arch_config.h"

namespace klas::ui {

/// The architecture that weights of any kind describe, as `klas checkpoint inspect` reads it: the window itself opens no
/// weights. Blocks until the program is done (a second per 350 MB), so not for the window's thread. Throws Error: its
/// sentence, or that the file leaves the architecture open.
ArchConfig inspectArchitecture(const fs::path& weights);

/// Throws Error when `klas checkpoint inspect` cannot open the weights.
void requireReadable(const fs::path& weights);

} // namespace klas::ui
