// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <string>
#include <vector>

namespace klas::engine {

/// "a, b, c, d, e and 9 more"
std::string shortList(const std::vector<std::string>& names);

/// "3 x 4", "a scalar"
std::string shapeText(at::IntArrayRef sizes);

} // namespace klas::engine
