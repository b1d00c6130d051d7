// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/image_source.h"

#include "core/base/error.h"

namespace klas::engine {

namespace {

/// The format's last bytes, which can be nowhere else in what follows its first pixel.
bool hasEnd(std::string_view bytes) {
    if (imageFormat(bytes) == ImageFormat::Png) return bytes.rfind("IEND") != std::string_view::npos;
    const size_t end = bytes.rfind("\xFF\xD9"), scan = bytes.rfind("\xFF\xDA"); // an embedded preview ends, too
    return end != std::string_view::npos && scan != std::string_view::npos && end > scan;
}

} // namespace

void FileImages::evaluated(long index, const EvalTransform& transform, std::uint8_t* out) const {
    const std::string& path = entry(index).path;
    transform.apply(readImageFile(path), path, out);
}

Image FileImages::image(long index, const WindowOf& window) const {
    const std::string& path = entry(index).path;
    return decodeImage(readImageFile(path), path, window);
}

std::string FileImages::flaw(long index) const {
    const std::string& path = entry(index).path;
    try {
        const std::string bytes = readImageFile(path);
        imageSize(bytes, path);
        return hasEnd(bytes) ? "" : "Cannot read the image " + path + ": it is truncated.";
    } catch (const Error& e) {
        return e.what();
    }
}

} // namespace klas::engine
