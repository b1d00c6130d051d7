// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/jpeg_decoder.h"

#include "core/base/error.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <vector>

#include <jerror.h>
#include <jpeglib.h>

namespace klas::engine {

namespace {

constexpr int kMaxScans = 500; ///< of a progressive file: each costs time, and a few bytes buy one
/// A block of 8 x 8 values takes two bits at least, and four chroma blocks beside it may cover 32 x 32 pixels.
constexpr long kMaxPixelsPerByte = 4096;

/// libjpeg reports an error by a call that must not return: we jump out of it. Between setjmp and longjmp nothing with a
/// destructor may live, so each step of libjpeg runs in a lambda of its own on plain values.
struct Errors {
    jpeg_error_mgr base;
    std::jmp_buf jump;
    char text[JMSG_LENGTH_MAX];
    bool truncated;
};

void fail(j_common_ptr info) {
    auto* errors = reinterpret_cast<Errors*>(info->err);
    errors->base.format_message(info, errors->text);
    std::longjmp(errors->jump, 1);
}

/// Warnings are let pass, as PIL does, but for the one that says that the bytes came to an end.
void warn(j_common_ptr info, int level) {
    if (level >= 0 || info->err->msg_code != JWRN_JPEG_EOF) return;
    reinterpret_cast<Errors*>(info->err)->truncated = true;
    fail(info);
}

void refuseManyScans(j_common_ptr info) {
    if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMaxScans) {
        auto* errors = reinterpret_cast<Errors*>(info->err);
        std::snprintf(errors->text, sizeof errors->text, "it has more than %d scans", kMaxScans);
        std::longjmp(errors->jump, 1);
    }
}

int timesOver255(int a, int b) {
    const int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
}

/// Inverted CMYK, as Adobe stores it, to RGB in place.
void cmykToRgb(std::uint8_t* pixel, int count) {
    for (; count > 0; --count, pixel += 4)
        for (int c = 0; c < 3; ++c)
            // With c' = 255 - c as stored: (255 - k)(1 - c / 255).
            pixel[c] = static_cast<std::uint8_t>(
                std::clamp(pixel[3] - timesOver255(255 - pixel[c], pixel[3]), 0, 255));
}

} // namespace

struct JpegDecoder::Impl {
    jpeg_decompress_struct info{};
    jpeg_progress_mgr progress{};
    Errors errors{};
    std::string name;

    template <typename Step>
    void run(const Step& step) {
        if (setjmp(errors.jump) == 0)
            step();
        else
            refuse();
    }
    [[noreturn]] void refuse() const {
        if (errors.truncated) throw Error("Cannot read " + name + ": the file is truncated.", errors.text);
        throw Error("Cannot read " + name + " as JPEG: " + errors.text + ".");
    }
    void readRows(Image& image) {
        run([&] {
            JSAMPROW row;
            for (int y = 0; y < image.height(); ++y) {
                row = image.row(y);
                jpeg_read_scanlines(&info, &row, 1);
            }
        });
    }
};

JpegDecoder::JpegDecoder(std::string_view bytes, std::string name, size_t fileSize)
    : m_impl(std::make_unique<Impl>()) {
    Impl& impl = *m_impl;
    impl.name = std::move(name);
    impl.info.err = jpeg_std_error(&impl.errors.base);
    impl.errors.base.error_exit = fail;
    impl.errors.base.emit_message = warn;
    impl.progress.progress_monitor = refuseManyScans;
    try {
        const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
        const size_t size = bytes.size();
        impl.run([&] {
            jpeg_create_decompress(&impl.info);
            impl.info.progress = &impl.progress;
            jpeg_mem_src(&impl.info, data, size);
            jpeg_read_header(&impl.info, TRUE);
        });
        const long pixels = static_cast<long>(impl.info.image_width) * impl.info.image_height;
        if (pixels > kMaxPixels || pixels / kMaxPixelsPerByte > static_cast<long>(std::max(size, fileSize)))
            throw Error("Cannot read " + impl.name + ": its header declares " + std::to_string(width()) + " x " +
                        std::to_string(height()) + " pixels, more than " +
                        (pixels > kMaxPixels ? std::to_string(kMaxPixels) : "the file can hold") + ".");
        if (const int parts = impl.info.num_components; parts != 1 && parts != 3 && parts != 4)
            throw Error("Cannot read " + impl.name + ": it has " + std::to_string(parts) + " colour components.");
    } catch (...) {
        jpeg_destroy_decompress(&impl.info);
        throw;
    }
}

JpegDecoder::~JpegDecoder() {
    jpeg_destroy_decompress(&m_impl->info);
}

int JpegDecoder::width() const {
    return static_cast<int>(m_impl->info.image_width);
}
int JpegDecoder::height() const {
    return static_cast<int>(m_impl->info.image_height);
}

ImagePart JpegDecoder::read(const Window& window, int eighths) {
    Impl& impl = *m_impl;
    jpeg_decompress_struct& info = impl.info;
    const bool cmyk = info.num_components == 4;
    info.out_color_space = cmyk ? JCS_CMYK : JCS_EXT_RGBX;
    info.scale_num = static_cast<unsigned>(eighths);
    info.scale_denom = 8;
    info.dct_method = JDCT_ISLOW;
    info.do_fancy_upsampling = TRUE;
    impl.run([&] { jpeg_start_decompress(&info); });

    ImagePart part;
    part.wholeWidth = static_cast<int>(info.output_width);
    part.wholeHeight = static_cast<int>(info.output_height);
    if (window.left < 0 || window.top < 0 || window.width < 1 || window.height < 1 ||
        window.left + window.width > part.wholeWidth || window.top + window.height > part.wholeHeight)
        throw Error("A part of " + impl.name + " was asked for that lies outside of the image.");
    // Upsampled chroma at the edge of what is decoded lacks its neighbour: decode a few columns more.
    constexpr int kMargin = 8;
    JDIMENSION left = static_cast<JDIMENSION>(std::max(0, window.left - kMargin));
    JDIMENSION width = static_cast<JDIMENSION>(std::min(part.wholeWidth, window.left + window.width + kMargin)) - left;
    const auto skipped = static_cast<JDIMENSION>(window.top);
    impl.run([&] {
        if (left > 0 || width < info.output_width) jpeg_crop_scanline(&info, &left, &width);
        if (skipped > 0) jpeg_skip_scanlines(&info, skipped);
    });
    part.left = static_cast<int>(left);
    part.top = window.top;
    part.pixels = Image(static_cast<int>(width), window.height);
    impl.readRows(part.pixels);
    if (cmyk)
        for (int y = 0; y < window.height; ++y)
            cmykToRgb(part.pixels.row(y), part.pixels.width());
    return part;
}

} // namespace klas::engine
