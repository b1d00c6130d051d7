// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/image.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/data/jpeg_decoder.h"
#include "core/engine/data/png_decoder.h"

#include <algorithm>
#include <fstream>

namespace klas::engine {

ImageFormat imageFormat(std::string_view bytes) {
    if (bytes.starts_with("\xFF\xD8\xFF")) return ImageFormat::Jpeg;
    if (bytes.starts_with(std::string_view("\x89PNG\r\n\x1A\n", 8))) return ImageFormat::Png;
    return ImageFormat::Unknown;
}

namespace {

[[noreturn]] void refuseFormat(std::string_view bytes, const std::string& name) {
    throw Error("Cannot read the image " + name + ": " +
                (bytes.empty() ? "the file is empty." : "it is neither a JPEG nor a PNG file."));
}

} // namespace

Image decodeImage(std::string_view bytes, const std::string& name, const WindowOf& window) {
    switch (imageFormat(bytes)) {
    case ImageFormat::Jpeg:
        return decodeJpeg(bytes, name, window);
    case ImageFormat::Png:
        return decodePng(bytes, name, window);
    case ImageFormat::Unknown:
        break;
    }
    refuseFormat(bytes, name);
}

ImageSize imageSize(std::string_view bytes, const std::string& name) {
    switch (imageFormat(bytes)) {
    case ImageFormat::Jpeg:
        return jpegSize(bytes, name);
    case ImageFormat::Png:
        return pngSize(bytes, name);
    case ImageFormat::Unknown:
        break;
    }
    refuseFormat(bytes, name);
}

std::string readImageFile(const std::string& path) {
    std::error_code error;
    const auto size = fs::file_size(path, error); // fails for what is no regular file
    if (error) throw Error("Cannot read the image " + path + ": " + error.message() + ".");
    if (size > kMaxImageFile)
        throw Error("Cannot read the image " + path + ": it has more than " + std::to_string(kMaxImageFile >> 20) +
                    " MiB.");
    std::ifstream file(path, std::ios::binary);
    std::string bytes(static_cast<size_t>(size), '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(size));
    if (!file) throw Error("Cannot read the image " + path + "; check its permissions.");
    return bytes;
}

void requireSaneSize(std::int64_t width, std::int64_t height, size_t fileBytes, std::int64_t perByte,
                     const std::string& name) {
    const std::string size = std::to_string(width) + " x " + std::to_string(height);
    if (width < 1 || height < 1) throw Error("Cannot read the image " + name + ": it has no pixels.");
    if (width > kMaxPixels || height > kMaxPixels || width * height > kMaxPixels)
        throw Error("Cannot read the image " + name + ": its " + size + " pixels are more than 64 million.");
    if (width * height > perByte * static_cast<std::int64_t>(fileBytes))
        throw Error("Cannot read the image " + name + ": its header says " + size + " pixels, more than a file of " +
                    std::to_string(fileBytes) + " bytes can hold.");
}

Window chosenWindow(const WindowOf& window, ImageSize size) {
    const Window whole{0, 0, size.width, size.height};
    if (!window) return whole;
    Window w = window(size);
    const int left = std::clamp(w.left, 0, size.width - 1), top = std::clamp(w.top, 0, size.height - 1);
    const int right = std::clamp(w.right(), left + 1, size.width), bottom = std::clamp(w.bottom(), top + 1, size.height);
    return {left, top, right - left, bottom - top};
}

} // namespace klas::engine
