// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image.h"

#include <memory>
#include <string>
#include <string_view>

namespace klas::engine {

/// A PNG file in memory of any colour type and depth, interlaced or not, as red, green and blue bytes, decoded by libpng as
/// PIL's convert("RGB") has it: transparency is dropped, not blended; 16 bits become their upper 8 in colour, but grey of
/// 16 bits is cut off at 255; gamma and colour profiles are ignored.
///
/// Every member may throw Error naming the file: no PNG, damaged, truncated, more pixels than its bytes can hold.
class PngDecoder {
public:
    /// Reads the header; `bytes` must outlive this. `fileSize`: of the whole file, where `bytes` are only its head.
    PngDecoder(std::string_view bytes, std::string name, size_t fileSize = 0);
    ~PngDecoder();
    PngDecoder(const PngDecoder&) = delete;
    PngDecoder& operator=(const PngDecoder&) = delete;

    int width() const;
    int height() const;

    /// Decodes once, at least the rows of `window`.
    ImagePart read(const Window& window);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace klas::engine
