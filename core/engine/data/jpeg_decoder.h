// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image.h"

#include <memory>
#include <string>
#include <string_view>

namespace klas::engine {

/// A JPEG file in memory (baseline or progressive; grey, YCbCr, RGB, CMYK or YCCK) as red, green and blue bytes, decoded
/// by libjpeg-turbo as PIL's convert("RGB") has it: accurate inverse transform, smooth chroma upsampling, CMYK inverted
/// as Adobe writes it, orientation and colour profiles ignored.
///
///     JpegDecoder jpeg(bytes, "cat.jpg");
///     ImagePart part = jpeg.read({0, 0, jpeg.width(), jpeg.height()});
///
/// Every member may throw Error naming the file: no JPEG, damaged, truncated, more pixels than its bytes can hold.
class JpegDecoder {
public:
    /// Reads the header; `bytes` must outlive this. `fileSize`: of the whole file, where `bytes` are only its head.
    JpegDecoder(std::string_view bytes, std::string name, size_t fileSize = 0);
    ~JpegDecoder();
    JpegDecoder(const JpegDecoder&) = delete;
    JpegDecoder& operator=(const JpegDecoder&) = delete;

    int width() const;
    int height() const;

    /// Decodes once, at `eighths`/8 of the size (each side rounded up), at least the pixels of `window` in that size.
    /// Rows and columns outside cost no transform; the pixels are those of a whole decode.
    ImagePart read(const Window& window, int eighths = 8);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace klas::engine
