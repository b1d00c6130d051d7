// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/jpeg_decoder.h"

#include "core/base/error.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <jpeglib.h> // after <cstdio>

namespace klas::engine {

namespace {

/// A DC code and an end-of-block code take at least a bit each per 8 x 8 block; progressive files share the latter.
constexpr std::int64_t kPixelsPerByte = 8 * 64;
constexpr int kMaxScans = 200; ///< a progressive file of usual encoders has ten

/// libjpeg's state, with what its callbacks need. They may not throw through C code: they jump, and no object with a
/// destructor is made between the jump's target and its start.
struct Decoder {
    jpeg_decompress_struct info;
    jpeg_error_mgr errors;
    jpeg_source_mgr source;
    jpeg_progress_mgr progress;
    std::jmp_buf jump;
    char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void leave(j_common_ptr info, const char* message) {
    auto* decoder = static_cast<Decoder*>(info->client_data);
    std::snprintf(decoder->message, sizeof decoder->message, "%s", message);
    std::longjmp(decoder->jump, 1);
}

[[noreturn]] void onError(j_common_ptr info) {
    char message[JMSG_LENGTH_MAX];
    info->err->format_message(info, message);
    leave(info, message);
}

/// PIL, too, overlooks what libjpeg merely warns of.
void onMessage(j_common_ptr, int) {}
void onOutput(j_common_ptr) {}

boolean onEndOfBytes(j_decompress_ptr info) { leave(reinterpret_cast<j_common_ptr>(info), "it is truncated"); }

void onSkip(j_decompress_ptr info, long count) {
    if (count <= 0) return;
    if (static_cast<size_t>(count) > info->src->bytes_in_buffer) onEndOfBytes(info);
    info->src->next_input_byte += count;
    info->src->bytes_in_buffer -= static_cast<size_t>(count);
}

void onNothing(j_decompress_ptr) {}

/// Tiny files can ask for thousands of scans over a large image.
void onProgress(j_common_ptr info) {
    if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMaxScans) leave(info, "it has too many scans");
}

void start(Decoder& d, std::string_view bytes) {
    d.info.err = jpeg_std_error(&d.errors);
    d.errors.error_exit = onError;
    d.errors.emit_message = onMessage;
    d.errors.output_message = onOutput;
    d.info.client_data = &d;
    jpeg_create_decompress(&d.info); // keeps err and client_data
    d.source.next_input_byte = reinterpret_cast<const JOCTET*>(bytes.data());
    d.source.bytes_in_buffer = bytes.size();
    d.source.init_source = onNothing;
    d.source.fill_input_buffer = onEndOfBytes;
    d.source.skip_input_data = onSkip;
    d.source.resync_to_restart = jpeg_resync_to_restart;
    d.source.term_source = onNothing;
    d.info.src = &d.source;
    d.progress.progress_monitor = onProgress;
    d.info.progress = &d.progress;
    jpeg_read_header(&d.info, TRUE);
}

/// In entropy-coded data 0xFF is never followed by 0xD9, the end of the image.
bool endFollows(const jpeg_source_mgr& source) {
    const JOCTET *at = source.next_input_byte, *end = at + source.bytes_in_buffer;
    while (at < end && (at = static_cast<const JOCTET*>(std::memchr(at, 0xFF, static_cast<size_t>(end - at))))) {
        if (at + 1 < end && at[1] == JPEG_EOI) return true;
        ++at;
    }
    return false;
}

/// What PIL makes of Adobe's inverted CMYK.
void cmykToRgb(const std::uint8_t* from, std::uint8_t* to, int pixels) {
    for (int x = 0; x < pixels; ++x, from += 4, to += 3) {
        const unsigned notBlack = from[3]; // inverted in the file
        for (int c = 0; c < 3; ++c) {
            const unsigned product = (255u - from[c]) * notBlack + 128;
            const unsigned ink = ((product >> 8) + product) >> 8; // of 0..255, rounded
            to[c] = static_cast<std::uint8_t>(notBlack > ink ? notBlack - ink : 0);
        }
    }
}

/// Decodes rows and columns around `image.held`, which grows to what is decoded. All memory is in the arguments, so that
/// a jump leaks nothing.
void decode(Decoder& d, Image& image, std::vector<std::uint8_t>& line) {
    const bool cmyk = d.info.out_color_space == JCS_CMYK;
    jpeg_start_decompress(&d.info);
    Window& held = image.held;
    const int channels = d.info.out_color_components;
    // The smooth enlargement of the colours looks at a neighbouring sample, and the library's own cuts to whole blocks
    // have no neighbour at their edges: a block more on each side keeps every value wanted what it would be without a cut.
    const int block = d.info.max_h_samp_factor * DCTSIZE;
    if (held.width + 4 * block < image.width) {
        const int left = std::max(0, held.left - block), right = std::min(image.width, held.right() + block);
        auto x = static_cast<JDIMENSION>(left), width = static_cast<JDIMENSION>(right - left);
        jpeg_crop_scanline(&d.info, &x, &width);
        held.left = static_cast<int>(x);
        held.width = static_cast<int>(width);
    } else {
        held.left = 0;
        held.width = image.width;
    }
    const int rows = d.info.max_v_samp_factor * DCTSIZE;
    if (held.top >= 2 * rows) {
        const int top = held.top / rows * rows - rows;
        held.height += held.top - top;
        held.top = top;
        jpeg_skip_scanlines(&d.info, static_cast<JDIMENSION>(top));
    } else {
        held.height += held.top;
        held.top = 0;
    }
    const auto width = static_cast<size_t>(held.width);
    image.pixels.resize(static_cast<size_t>(held.height) * width * 3);
    line.resize(channels == 3 ? 0 : width * static_cast<size_t>(channels));
    for (int y = 0; y < held.height; ++y) {
        std::uint8_t* out = &image.pixels[static_cast<size_t>(y) * width * 3];
        JSAMPROW row = channels == 3 ? out : line.data();
        jpeg_read_scanlines(&d.info, &row, 1);
        if (cmyk) cmykToRgb(row, out, held.width);
    }
}

} // namespace

Image decodeJpeg(std::string_view bytes, const std::string& name, const WindowOf& window) {
    Decoder d{};
    Image image;
    std::vector<std::uint8_t> line;
    bool complete = false;
    if (setjmp(d.jump) == 0) start(d, bytes);
    else {
        jpeg_destroy_decompress(&d.info);
        throw Error("Cannot read the image " + name + ": " + d.message + ".");
    }
    try { // what throws is C++ and outside the library's calls
        requireSaneSize(d.info.image_width, d.info.image_height, bytes.size(), kPixelsPerByte, name);
        image.width = static_cast<int>(d.info.image_width);
        image.height = static_cast<int>(d.info.image_height);
        image.held = chosenWindow(window, {image.width, image.height});
        const int components = d.info.num_components;
        if (components != 1 && components != 3 && components != 4)
            throw Error("Cannot read the image " + name + ": a JPEG of " + std::to_string(components) +
                        " components is neither grey, RGB nor CMYK.");
        d.info.out_color_space = components == 4 ? JCS_CMYK : JCS_RGB;
        d.info.dct_method = JDCT_ISLOW;
        if (setjmp(d.jump) == 0) {
            decode(d, image, line);
            complete = jpeg_input_complete(&d.info) || d.info.unread_marker == JPEG_EOI || endFollows(d.source);
        } else
            throw Error("Cannot read the image " + name + ": " + d.message + ".");
        if (!complete) throw Error("Cannot read the image " + name + ": it is truncated.");
    } catch (...) {
        jpeg_destroy_decompress(&d.info);
        throw;
    }
    jpeg_destroy_decompress(&d.info);
    return image;
}

ImageSize jpegSize(std::string_view bytes, const std::string& name) {
    Decoder d{};
    if (setjmp(d.jump) == 0) {
        start(d, bytes);
    } else {
        jpeg_destroy_decompress(&d.info);
        throw Error("Cannot read the image " + name + ": " + d.message + ".");
    }
    const std::int64_t width = d.info.image_width, height = d.info.image_height;
    jpeg_destroy_decompress(&d.info);
    requireSaneSize(width, height, bytes.size(), kPixelsPerByte, name);
    return {static_cast<int>(width), static_cast<int>(height)};
}

} // namespace klas::engine
