// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

namespace klas {

/// One line that holds one object: JSON, or a dictionary as Python prints it ('single quotes', None, True). Throws
/// Error with the reason alone, "it is cut off", "it holds NaN, which is no number".
Json parseLooseObject(std::string_view line);

/// Whether the line opens an object or text that it does not close: what a full disk or a stopped program leaves.
bool isCutOff(std::string_view line);

} // namespace klas
