// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/checkpoints/short_list.h"

#include <algorithm>

namespace klas::engine {

std::string shortList(const std::vector<std::string>& names) {
    constexpr size_t shown = 5;
    std::string text;
    for (size_t k = 0; k < std::min(shown, names.size()); ++k)
        text += (k ? ", " : "") + names[k];
    if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

std::string shapeText(at::IntArrayRef sizes) {
    std::string text;
    for (const auto size : sizes)
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    return text.empty() ? "a scalar" : text;
}

} // namespace klas::engine
