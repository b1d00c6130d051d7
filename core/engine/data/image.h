// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace klas::engine {

/// Columns left..left+width-1 and rows top..top+height-1 of an image.
struct Window {
    int left = 0, top = 0, width = 0, height = 0;
    bool operator==(const Window&) const = default;
};

/// Height x width pixels of four bytes: red, green, blue and one without meaning, so that a pixel is a machine word.
/// Behind the last row lie kSpare bytes that may be read (vector loads) but mean nothing.
class Image {
public:
    static constexpr long kSpare = 64;

    Image() = default;
    Image(int width, int height)
        : m_width(width)
        , m_height(height)
        , m_pixels(std::make_unique_for_overwrite<std::uint8_t[]>(static_cast<size_t>(stride() * height + kSpare))) {}

    int width() const { return m_width; }
    int height() const { return m_height; }
    long stride() const { return 4L * m_width; } ///< bytes from row to row
    std::uint8_t* row(int y) { return m_pixels.get() + y * stride(); }
    const std::uint8_t* row(int y) const { return m_pixels.get() + y * stride(); }

private:
    int m_width = 0, m_height = 0;
    std::unique_ptr<std::uint8_t[]> m_pixels;
};

/// What was decoded of an image of `wholeWidth` x `wholeHeight` pixels: its pixel (0, 0) lies at (left, top) there.
struct ImagePart {
    Image pixels;
    int left = 0, top = 0;
    int wholeWidth = 0, wholeHeight = 0;
};

/// Most pixels that an image may have: as many as PIL opens.
constexpr long kMaxPixels = 178956970;

} // namespace klas::engine
