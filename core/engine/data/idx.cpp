// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/idx.h"

#include "core/base/error.h"

#include <algorithm>
#include <array>
#include <memory>
#include <zlib.h>

namespace klas::engine {

namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{8} << 30; ///< of pixels in one file
constexpr std::uint64_t kFirstPiece = 64u << 20;             ///< bytes allocated on the header's word alone
constexpr std::uint64_t kMaxSide = 4096;                    ///< pixels
constexpr std::uint64_t kMaxDeflate = 1032;                 ///< deflate never shrinks more than 1032 : 1

/// One open file; zlib reads plain files as they are.
class IdxFile {
public:
    explicit IdxFile(const fs::path& path)
        : m_path(path)
        , m_file(nullptr, gzclose) {
        std::error_code error;
        if (!fs::exists(path, error)) fail("there is no such file");
        if (!fs::is_regular_file(path, error)) fail("it is not a regular file");
        m_bytes = fs::file_size(path, error);
        if (error) fail(error.message());
        if (m_bytes == 0) fail("the file is empty");
        m_file.reset(gzopen(path.c_str(), "rb"));
        if (!m_file) fail("it cannot be opened");
        gzbuffer(m_file.get(), 1u << 17);
    }

    /// The sizes in the header after checking the magic number: unsigned bytes in `rank` dimensions.
    template <size_t rank>
    std::array<std::uint64_t, rank> header(const char* content) {
        std::array<std::uint8_t, 4> magic{};
        read(magic.data(), magic.size());
        if (magic != std::array<std::uint8_t, 4>{0, 0, 8, rank})
            fail(std::string("it does not start as an IDX file of ") + content);
        std::array<std::uint8_t, 4 * rank> bytes{};
        read(bytes.data(), bytes.size());
        std::array<std::uint64_t, rank> sizes{};
        for (size_t k = 0; k < bytes.size(); ++k)
            sizes[k / 4] = sizes[k / 4] << 8 | bytes[k];
        return sizes;
    }

    /// All `bytes` that must remain after the header, no more and no fewer.
    std::vector<std::uint8_t> rest(std::uint64_t bytes) {
        const std::uint64_t most = gzdirect(m_file.get()) ? m_bytes : m_bytes * kMaxDeflate;
        if (bytes > most || bytes > kMaxBytes)
            fail("its header declares " + std::to_string(bytes) +
                 " bytes of content, more than the file can hold");
        std::vector<std::uint8_t> content;
        while (content.size() < bytes) { // memory follows what is really there, not what is declared
            const std::uint64_t done = content.size();
            content.resize(std::min(bytes, std::max(2 * done, kFirstPiece)));
            read(content.data() + done, content.size() - done);
        }
        std::uint8_t surplus = 0;
        const int more = gzread(m_file.get(), &surplus, 1); // also checks the CRC at the end of the stream
        if (more > 0) fail("it goes on after the content that its header declares");
        int code = Z_OK;
        gzerror(m_file.get(), &code);
        if (more < 0 || code == Z_BUF_ERROR) corrupt();
        return content;
    }

    [[noreturn]] void fail(const std::string& reason) const {
        throw Error("Cannot read " + m_path.string() + ": " + reason + ".");
    }

private:
    void read(std::uint8_t* to, std::uint64_t bytes) {
        constexpr std::uint64_t kPiece = 1u << 30;
        while (bytes > 0) {
            const int got = gzread(m_file.get(), to, static_cast<unsigned>(std::min(bytes, kPiece)));
            if (got < 0) corrupt();
            if (got == 0) fail("the file is truncated");
            to += got;
            bytes -= static_cast<std::uint64_t>(got);
        }
    }

    [[noreturn]] void corrupt() const {
        int code = 0;
        const char* text = gzerror(m_file.get(), &code);
        if (code == Z_BUF_ERROR) fail("the file is truncated");
        throw Error("Cannot read " + m_path.string() + ": the compressed data is corrupt.", text ? text : "");
    }

    fs::path m_path;
    std::uint64_t m_bytes = 0;
    std::unique_ptr<gzFile_s, int (*)(gzFile)> m_file;
};

} // namespace

IdxImages readIdxImages(const fs::path& path) {
    IdxFile file(path);
    const auto [count, height, width] = file.header<3>("images");
    if (count == 0) file.fail("it holds no images");
    if (height == 0 || width == 0 || height > kMaxSide || width > kMaxSide)
        file.fail("its images of " + std::to_string(height) + " x " + std::to_string(width) +
                  " pixels are outside 1 to 4096");
    IdxImages images;
    images.count = static_cast<long>(count);
    images.height = static_cast<int>(height);
    images.width = static_cast<int>(width);
    images.pixels = file.rest(count * height * width); // at most 2^32 * 2^24: no overflow
    return images;
}

std::vector<std::uint8_t> readIdxLabels(const fs::path& path) {
    IdxFile file(path);
    const auto [count] = file.header<1>("labels");
    if (count == 0) file.fail("it holds no labels");
    return file.rest(count);
}

} // namespace klas::engine
