// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image.h"

namespace klas::engine {

/// decodeImage() for a JPEG file.
Image decodeJpeg(std::string_view bytes, const std::string& name, const WindowOf& window = {});
ImageSize jpegSize(std::string_view bytes, const std::string& name);

} // namespace klas::engine
