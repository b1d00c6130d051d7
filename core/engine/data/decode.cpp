// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/decode.h"

#include "core/base/error.h"
#include "core/engine/data/jpeg_decoder.h"
#include "core/engine/data/png_decoder.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace klas::engine {

namespace {

constexpr off_t kMaxBytes = off_t{256} << 20;

/// An open file; a pipe or device is not waited for.
struct OpenFile {
    explicit OpenFile(const fs::path& path)
        : number(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~OpenFile() {
        if (number >= 0) ::close(number);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int number;
};

} // namespace

std::string readImageFile(const fs::path& path) {
    const auto fail = [&](const std::string& reason) {
        throw Error("Cannot read " + path.string() + ": " + reason + ".");
    };
    const OpenFile file(path);
    if (file.number < 0) fail(std::strerror(errno));
    struct stat status {};
    if (::fstat(file.number, &status) != 0) fail(std::strerror(errno));
    if (!S_ISREG(status.st_mode)) fail("it is not a regular file");
    if (status.st_size == 0) fail("the file is empty");
    if (status.st_size > kMaxBytes) fail("it is larger than 256 MiB");
    std::string bytes(static_cast<size_t>(status.st_size), '\0');
    for (size_t done = 0; done < bytes.size();) {
        const ssize_t got = ::read(file.number, bytes.data() + done, bytes.size() - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(std::strerror(errno));
        if (got == 0) fail("the file is truncated");
        done += static_cast<size_t>(got);
    }
    return bytes;
}

ImagePart decodeImage(const std::string& bytes, const std::string& name, const Chooser& choose, size_t fileSize) {
    if (bytes.compare(0, 3, "\xFF\xD8\xFF") == 0) {
        JpegDecoder jpeg(bytes, name, fileSize);
        const Wanted wanted = choose(jpeg.width(), jpeg.height(), true);
        return jpeg.read(wanted.window, wanted.eighths);
    }
    if (bytes.compare(0, 8, "\x89PNG\r\n\x1A\n") == 0) {
        PngDecoder png(bytes, name, fileSize);
        return png.read(choose(png.width(), png.height(), false).window);
    }
    throw Error("Cannot read " + name + ": it is neither a JPEG nor a PNG file.");
}

Image decodeImage(const std::string& bytes, const std::string& name) {
    return decodeImage(bytes, name, [](int width, int height, bool) {
               return Wanted{{0, 0, width, height}, 8};
           }).pixels;
}

} // namespace klas::engine
