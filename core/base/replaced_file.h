// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace klas {

/// For a file that must be read back before it counts: `make` writes it under another name beside `path` and
/// throws where it is not good; only then does it take the place of what was there. Throws what `make`
/// throws, an Error with the file's own name.
void replaceWhenGood(const std::filesystem::path& path,
                     const std::function<void(const std::filesystem::path& candidate)>& make);

/// ".tmp-4711-0": behind the name of a file that this process is about to write, another one each time.
std::string temporaryEnding();

/// Remove what processes that were killed while they wrote have left: of one file beside it, or of any in a
/// folder and those in it. Nothing of processes that live. Do not throw.
void removeLeftovers(const std::filesystem::path& file);
void removeLeftoversIn(const std::filesystem::path& folder);

} // namespace klas
