// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/records/anchor.h"

namespace klas::ui {

/// An anchor from its weights, of any kind that `klas checkpoint inspect` opens. The architecture is that of the JSON file
/// `config` (empty for none), else what the weights say: metadata `klas.arch` of a safetensors file, else what their keys
/// and shapes leave no doubt of. The name is metadata `klas.name`, else the file's name without its ending. Of a
/// safetensors file that says its architecture only the header is read; other files are looked into by klas. Blocks;
/// Project::addAnchor fills in the sha256. Throws Error: missing, no weights, cut short, no architecture.
Anchor readAnchor(const fs::path& weights, const fs::path& config = {});

} // namespace klas::ui
