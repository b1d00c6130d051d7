// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/window_bench.h"
#include "core/base/files.h"

namespace klas::ui {

/// A project of that size, filled with numbers that look like results; its weights hold no tensors. Throws Error.
void makeBenchProject(const fs::path& file, const WindowBenchSize& size);

} // namespace klas::ui
