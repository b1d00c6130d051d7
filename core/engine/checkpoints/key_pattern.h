// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klas::engine {

/// What a key has where a pattern leaves room.
struct KeyMatch {
    std::vector<int> numbers; ///< for each #
    std::string rest;         ///< for the * at the end
};

/// Compares a checkpoint's key with a pattern: # stands for a number below 10000, * at the end for the rest (not
/// empty). "layers.#.downsample.*" matches "layers.1.downsample.norm.weight": numbers {1}, rest "norm.weight".
std::optional<KeyMatch> matchKey(std::string_view pattern, std::string_view key);

/// Puts the numbers and the rest of a match into a template, in order: "layers.#.*".
std::string fillKey(std::string_view pattern, const KeyMatch& match);

} // namespace klas::engine
