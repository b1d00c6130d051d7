// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"

#include <string>

namespace klas::engine {

/// The first digits of the SHA-256 that a file's name promises, as torch hub names files: `resnet18-f37072fd.pth`. Eight
/// hexadecimal digits or more after the last hyphen, before the extension; eight that read as a date (20240131) are
/// none. "" where the name promises nothing.
std::string hashInName(const fs::path& file);

/// Throws Error with both hashes when the name promises another SHA-256 than the file has.
void checkNameHash(const fs::path& file, const std::string& sha256);

} // namespace klas::engine
