// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/png_decoder.h"

#include "core/base/error.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <png.h>
#include <vector>

namespace klas::engine {

namespace {

constexpr long kMaxDeflate = 1032;           ///< deflate never shrinks more than 1032 : 1
constexpr png_alloc_size_t kMaxChunk = 1u << 20; ///< bytes that an unused chunk (a text, a profile) may unpack to

/// Where libpng reads from, and where its errors go; see the note on setjmp in jpeg_decoder.cpp.
struct Input {
    std::string_view rest;
    std::jmp_buf jump;
    char text[120];
    bool truncated;
};

void fail(png_structp png, png_const_charp text) {
    auto* input = static_cast<Input*>(png_get_error_ptr(png));
    std::snprintf(input->text, sizeof input->text, "%s", text);
    std::longjmp(input->jump, 1);
}
void ignore(png_structp, png_const_charp) {}

void readBytes(png_structp png, png_bytep to, size_t count) {
    auto* input = static_cast<Input*>(png_get_io_ptr(png));
    if (count > input->rest.size()) {
        input->truncated = true;
        png_error(png, "truncated");
    }
    std::memcpy(to, input->rest.data(), count);
    input->rest.remove_prefix(count);
}

/// Grey of 16 bits, big-endian, in the last half of the row, to four bytes a pixel.
void cutGreyOff(std::uint8_t* row, int width) {
    const std::uint8_t* from = row + 2L * width;
    for (int x = 0; x < width; ++x, from += 2) {
        const std::uint8_t grey = from[0] ? 255 : from[1];
        std::memset(row + 4L * x, grey, 4);
    }
}

} // namespace

struct PngDecoder::Impl {
    png_structp png = nullptr;
    png_infop info = nullptr;
    Input input{};
    std::string name;
    long width = 0, height = 0, depth = 0, type = 0, interlaced = 0, rowBytes = 0;

    ~Impl() { png_destroy_read_struct(&png, &info, nullptr); }

    template <typename Step>
    void run(const Step& step) {
        if (setjmp(input.jump) == 0)
            step();
        else
            refuse();
    }
    [[noreturn]] void refuse() const {
        if (input.truncated) throw Error("Cannot read " + name + ": the file is truncated.");
        throw Error("Cannot read " + name + " as PNG: " + input.text + ".");
    }
    void chooseOutput();
};

PngDecoder::PngDecoder(std::string_view bytes, std::string name, size_t fileSize)
    : m_impl(std::make_unique<Impl>()) {
    Impl& impl = *m_impl;
    impl.name = std::move(name);
    impl.input.rest = bytes;
    impl.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &impl.input, fail, ignore);
    if (impl.png) impl.info = png_create_info_struct(impl.png);
    if (!impl.info) throw Error("Cannot read " + impl.name + ": libpng does not start.");
    impl.run([&] {
        png_set_read_fn(impl.png, &impl.input, readBytes);
        png_set_user_limits(impl.png, 1 << 20, 1 << 20);
        png_set_chunk_malloc_max(impl.png, kMaxChunk);
        png_set_benign_errors(impl.png, 1);
        png_read_info(impl.png, impl.info);
    });
    impl.width = png_get_image_width(impl.png, impl.info);
    impl.height = png_get_image_height(impl.png, impl.info);
    impl.depth = png_get_bit_depth(impl.png, impl.info);
    impl.type = png_get_color_type(impl.png, impl.info);
    impl.rowBytes = static_cast<long>(png_get_rowbytes(impl.png, impl.info));
    impl.interlaced = png_get_interlace_type(impl.png, impl.info) != PNG_INTERLACE_NONE;
    const long pixels = impl.width * impl.height;
    if (pixels > kMaxPixels || impl.rowBytes * impl.height / kMaxDeflate > static_cast<long>(std::max(bytes.size(), fileSize)))
        throw Error("Cannot read " + impl.name + ": its header declares " + std::to_string(impl.width) + " x " +
                    std::to_string(impl.height) + " pixels, more than " +
                    (pixels > kMaxPixels ? std::to_string(kMaxPixels) : "the file can hold") + ".");
}

PngDecoder::~PngDecoder() = default;

int PngDecoder::width() const {
    return static_cast<int>(m_impl->width);
}
int PngDecoder::height() const {
    return static_cast<int>(m_impl->height);
}

/// Four bytes a pixel, or two for grey of 16 bits.
void PngDecoder::Impl::chooseOutput() {
    run([&] {
        if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
        if (type == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png);
        if (depth == 16 && type != PNG_COLOR_TYPE_GRAY) png_set_strip_16(png);
        png_set_strip_alpha(png);
        if (depth < 16 || type != PNG_COLOR_TYPE_GRAY) {
            if (!(type & PNG_COLOR_MASK_COLOR)) png_set_gray_to_rgb(png);
            png_set_filler(png, 255, PNG_FILLER_AFTER);
        }
        png_set_interlace_handling(png);
        png_read_update_info(png, info);
    });
}

ImagePart PngDecoder::read(const Window& window) {
    Impl& impl = *m_impl;
    if (window.left < 0 || window.top < 0 || window.width < 1 || window.height < 1 ||
        window.left + window.width > impl.width || window.top + window.height > impl.height)
        throw Error("A part of " + impl.name + " was asked for that lies outside of the image.");
    impl.chooseOutput();
    const bool wideGrey = impl.depth == 16 && impl.type == PNG_COLOR_TYPE_GRAY;
    const long rowBytes = static_cast<long>(png_get_rowbytes(impl.png, impl.info));
    if (rowBytes != (wideGrey ? 2 : 4) * impl.width)
        throw Error("Cannot read " + impl.name + ": its kind of pixels is not known.");
    ImagePart part;
    part.wholeWidth = static_cast<int>(impl.width);
    part.wholeHeight = static_cast<int>(impl.height);
    // The passes of an interlaced image build on each other: all its rows are kept.
    part.top = impl.interlaced ? 0 : window.top;
    part.pixels = Image(part.wholeWidth, impl.interlaced ? part.wholeHeight : window.height);
    std::vector<png_bytep> rows(static_cast<size_t>(part.pixels.height()));
    for (int y = 0; y < part.pixels.height(); ++y)
        rows[static_cast<size_t>(y)] = part.pixels.row(y) + (wideGrey ? 2 * impl.width : 0);
    const int skipped = part.top;
    impl.run([&] {
        if (impl.interlaced)
            png_read_image(impl.png, rows.data());
        else {
            for (int y = 0; y < skipped; ++y)
                png_read_row(impl.png, rows[0], nullptr);
            for (png_bytep row : rows)
                png_read_row(impl.png, row, nullptr);
        }
    });
    if (wideGrey)
        for (int y = 0; y < part.pixels.height(); ++y)
            cutGreyOff(part.pixels.row(y), part.pixels.width());
    return part;
}

} // namespace klas::engine
