// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// What a fuzz target is made of. Its file defines readOne() and kAllowance; entry.cpp makes of them the function that
/// libFuzzer calls (clang, `packaging/fuzz`) and that replay.cpp calls in the tests (any compiler).
namespace klas::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// How much memory reading one input may take, in times its size and beside that.
struct Allowance {
    double single = 16;           ///< of one allocation
    double live = 64;             ///< of all at once
    size_t singleBytes = 1u << 20;
    size_t liveBytes = 16u << 20;
};
extern const Allowance kAllowance;

/// Reads the input as a hostile file. Returning and throwing klas::Error are both right; anything else is a finding.
void readOne(Bytes input);

/// Reports a finding and ends the program.
[[noreturn]] void finding(const std::string& what);
/// A finding unless `holds`.
inline void require(bool holds, const char* what) {
    if (!holds) finding(what);
}

inline std::string_view text(Bytes input) {
    return {reinterpret_cast<const char*>(input.data()), input.size()};
}

/// The input as a file of that name, for readers that take a path. There is one at a time.
fs::path asFile(Bytes input, const char* name);

} // namespace klas::fuzz
