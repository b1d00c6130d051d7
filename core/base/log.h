// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <spdlog/spdlog.h>

namespace klas {

/// Sends the program's log to stderr (stdout belongs to results and to the worker protocol).
/// Call once at start. The environment variable KLAS_LOG (trace, debug, info, warn, error) overrides `level`.
void initLog(spdlog::level::level_enum level = spdlog::level::warn);

} // namespace klas
