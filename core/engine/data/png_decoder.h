// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image.h"

namespace klas::engine {

/// decodeImage() for a PNG file.
Image decodePng(std::string_view bytes, const std::string& name, const WindowOf& window = {});
ImageSize pngSize(std::string_view bytes, const std::string& name);

} // namespace klas::engine
