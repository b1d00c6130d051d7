// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace klas {

/// The hue of a selection method in every figure, whoever draws it, as 0xRRGGBB: by Selection::method
/// ("klas", "snnet", "min-kl", "measure:cka", ...) or "cascade"; an unknown name has a fixed one. Of Okabe
/// and Ito, "Color Universal Design", 2008: told apart with every common colour blindness. There are seven,
/// so methods may share one; a figure tells those apart by shape or line.
std::uint32_t methodColor(const std::string& method);

} // namespace klas
