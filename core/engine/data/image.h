// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace klas::engine {

/// A rectangle of pixels.
struct Window {
    int left = 0, top = 0, width = 0, height = 0;
    int right() const { return left + width; }
    int bottom() const { return top + height; }
    bool operator==(const Window&) const = default;
};

/// An RGB image of which at least the rectangle `held` was decoded.
struct Image {
    int width = 0, height = 0; ///< of the whole image
    Window held;
    std::vector<std::uint8_t> pixels; ///< held.height x held.width x 3
    const std::uint8_t* row(int y) const {
        return pixels.data() + static_cast<size_t>(y - held.top) * static_cast<size_t>(held.width) * 3;
    }
};

struct ImageSize {
    int width = 0, height = 0;
};

/// Says which part of an image of this size is needed; the decoder may give more. Null: all of it.
using WindowOf = std::function<Window(ImageSize)>;

constexpr std::int64_t kMaxPixels = std::int64_t{64} << 20; ///< of one image
constexpr std::uintmax_t kMaxImageFile = std::uintmax_t{256} << 20;

enum class ImageFormat { Unknown, Jpeg, Png };
/// By the first bytes.
ImageFormat imageFormat(std::string_view bytes);

/// Decodes a JPEG or PNG to RGB, the values PIL's open(...).convert("RGB") gives (EXIF orientation and alpha are
/// ignored). `name` is the file's name for errors. Throws Error: neither JPEG nor PNG, truncated or corrupt, more than
/// 64 Mpixel or more than a file of that size can hold.
Image decodeImage(std::string_view bytes, const std::string& name, const WindowOf& window = {});

/// Width and height out of the header alone; throws as decodeImage().
ImageSize imageSize(std::string_view bytes, const std::string& name);

/// The whole file, at most kMaxImageFile bytes. Throws Error.
std::string readImageFile(const std::string& path);

/// For decoders: refuses sizes that cannot be. `perByte` is the most pixels that one byte of the format can hold.
void requireSaneSize(std::int64_t width, std::int64_t height, size_t fileBytes, std::int64_t perByte,
                     const std::string& name);
/// The part asked for, cut to the image; the whole image where none is asked for.
Window chosenWindow(const WindowOf& window, ImageSize size);

} // namespace klas::engine
