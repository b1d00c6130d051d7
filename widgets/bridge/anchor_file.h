// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/records/anchor.h"

namespace klas::ui {

/// An anchor from its weights: a safetensors file whose metadata `klas.arch` holds the architecture as JSON,
/// or any safetensors file with such JSON in a file of its own (`config`, empty for none). The name is
/// metadata `klas.name`, else the file's name without its ending. Reads the header only; Project::addAnchor
/// fills in the sha256. Throws Error: missing, no safetensors file, a header above 16 MB or beyond the end of
/// the file, no architecture.
Anchor readAnchor(const fs::path& weights, const fs::path& config = {});

} // namespace klas::ui
