// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/png_decoder.h"

#include "core/base/error.h"

#include <algorithm>
#include <cstring>
#include <png.h>

namespace klas::engine {

namespace {

constexpr std::int64_t kPixelsPerByte = 8 * 1032; ///< one bit each, and deflate's best
constexpr int kChunkBytes = 8 << 20;              ///< of one ancillary chunk
constexpr int kSide = 1 << 24;

/// libpng's state; its callbacks jump (see jpeg_decoder.cpp for the rule).
struct Reader {
    png_structp png = nullptr;
    png_infop info = nullptr;
    const char* at = nullptr;
    size_t left = 0;
    bool wide = false; ///< 16-bit grey: see decodePng
    char message[200] = "it is corrupt";
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

void onError(png_structp png, png_const_charp text) {
    auto* reader = static_cast<Reader*>(png_get_error_ptr(png));
    std::strncpy(reader->message, text, sizeof reader->message - 1);
    png_longjmp(png, 1);
}
void onWarning(png_structp, png_const_charp) {}

void onRead(png_structp png, png_bytep to, size_t count) {
    auto* reader = static_cast<Reader*>(png_get_io_ptr(png));
    if (count > reader->left) png_error(png, "it is truncated");
    std::memcpy(to, reader->at, count);
    reader->at += count;
    reader->left -= count;
}

void open(Reader& r, std::string_view bytes) {
    r.at = bytes.data();
    r.left = bytes.size();
    r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &r, onError, onWarning);
    if (r.png) r.info = png_create_info_struct(r.png);
    if (!r.info) throw std::bad_alloc();
    png_set_read_fn(r.png, &r, onRead);
    png_set_user_limits(r.png, kSide, kSide);
    png_set_chunk_malloc_max(r.png, kChunkBytes);
}

/// Everything to 8-bit RGB; 16 bits lose their lower byte, alpha is dropped and transparency ignored.
void wantRgb(Reader& r) {
    const int depth = png_get_bit_depth(r.png, r.info), type = png_get_color_type(r.png, r.info);
    r.wide = depth == 16 && type == PNG_COLOR_TYPE_GRAY;
    if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(r.png);
    if (type == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(r.png);
    if (!r.wide) {
        if (depth == 16) png_set_strip_16(r.png);
        if (!(type & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(r.png);
        png_set_strip_alpha(r.png);
    }
    png_set_interlace_handling(r.png);
    png_read_update_info(r.png, r.info);
}

[[noreturn]] void refuse(const Reader& r, const std::string& name) {
    throw Error("Cannot read the image " + name + ": " + r.message + ".");
}

ImageSize readSize(Reader& r, std::string_view bytes, const std::string& name) {
    open(r, bytes);
    if (setjmp(png_jmpbuf(r.png))) refuse(r, name);
    png_read_info(r.png, r.info);
    const std::int64_t width = png_get_image_width(r.png, r.info), height = png_get_image_height(r.png, r.info);
    requireSaneSize(width, height, bytes.size(), kPixelsPerByte, name);
    return {static_cast<int>(width), static_cast<int>(height)};
}

/// Reads to the end of the file, so that a truncated one is noticed.
void readRows(Reader& r, std::vector<png_bytep>& rows) {
    png_read_image(r.png, rows.data());
    png_read_end(r.png, nullptr);
}

} // namespace

Image decodePng(std::string_view bytes, const std::string& name, const WindowOf&) {
    Reader r;
    Image image;
    std::vector<png_bytep> rows;
    const ImageSize size = readSize(r, bytes, name);
    image.width = size.width;
    image.height = size.height;
    image.held = {0, 0, size.width, size.height};
    if (setjmp(png_jmpbuf(r.png))) refuse(r, name);
    wantRgb(r);
    const size_t pitch = png_get_rowbytes(r.png, r.info);
    if (pitch != static_cast<size_t>(size.width) * (r.wide ? 2 : 3))
        throw Error("Cannot read the image " + name + ": its pixels are of an unknown kind.");
    image.pixels.resize(pitch * static_cast<size_t>(size.height));
    rows.resize(static_cast<size_t>(size.height));
    for (size_t y = 0; y < rows.size(); ++y)
        rows[y] = &image.pixels[y * pitch];
    if (setjmp(png_jmpbuf(r.png))) refuse(r, name);
    readRows(r, rows);
    if (r.wide) { // PIL takes such values for whole numbers and cuts them at 255
        std::vector<std::uint8_t> rgb(image.pixels.size() / 2 * 3);
        for (size_t k = 0; k < image.pixels.size() / 2; ++k)
            std::memset(&rgb[3 * k], image.pixels[2 * k] ? 255 : image.pixels[2 * k + 1], 3);
        image.pixels = std::move(rgb);
    }
    return image;
}

ImageSize pngSize(std::string_view bytes, const std::string& name) {
    Reader r;
    return readSize(r, bytes, name);
}

} // namespace klas::engine
