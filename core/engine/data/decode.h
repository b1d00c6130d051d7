// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/engine/data/image.h"

#include <functional>
#include <string>

namespace klas::engine {

/// What a reader of an image wants of it, decided when its size is known.
struct Wanted {
    Window window;   ///< in the scaled image
    int eighths = 8; ///< scale of the decode in eighths, less than 8 only where `scalable`; sides are rounded up
};
using Chooser = std::function<Wanted(int width, int height, bool scalable)>;

/// An image file as a whole. Throws Error naming it: missing, unreadable, empty, above 256 MiB.
std::string readImageFile(const fs::path& path);

/// Decodes the bytes of a JPEG or PNG file, told apart by their first bytes. `fileSize`, where given, is that of a file of
/// which `bytes` are only the head. Throws Error naming the file.
ImagePart decodeImage(const std::string& bytes, const std::string& name, const Chooser& choose, size_t fileSize = 0);
/// The whole image.
Image decodeImage(const std::string& bytes, const std::string& name);

} // namespace klas::engine
