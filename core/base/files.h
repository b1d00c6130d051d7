// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

namespace klas {

namespace fs = std::filesystem;

/// Reads a whole text file. Throws Error when it is missing, unreadable or larger than `maxBytes`.
std::string readTextFile(const fs::path& path, std::uintmax_t maxBytes = 64u << 20);

/// Calls `write` on a stream to a temporary file beside `path`, syncs it and renames it over `path`: readers see the
/// old file or the whole new one. Throws Error (no space, read-only folder) and leaves the old file in place. What is
/// there and no regular file (a device, a pipe, a folder) is refused; a link stays and its file is replaced.
void writeFileAtomically(const fs::path& path, const std::function<void(std::ostream&)>& write);
void writeFileAtomically(const fs::path& path, std::string_view content);

/// Throws Error when writeFileAtomically() could not even begin: for work that should not be lost at its end.
void requireWritable(const fs::path& path);

/// Creates a folder and its parents. Throws Error.
void ensureFolder(const fs::path& path);

/// Lower-case hexadecimal SHA-256 of bytes, or of a file read in pieces. Throws Error.
std::string sha256(std::string_view bytes);
std::string sha256File(const fs::path& path);

} // namespace klas
