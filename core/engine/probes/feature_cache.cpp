// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/probes/feature_cache.h"

#include "core/base/error.h"
#include "core/base/json.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace klas::engine {

namespace {

constexpr std::uintmax_t kHeader = 4096;
constexpr char kMagic[8] = {'K', 'L', 'A', 'S', 'F', 'E', 'A', '1'};

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string megabytes(std::uintmax_t bytes) {
    return std::to_string((bytes + 999999) / 1000000) + " MB";
}

} // namespace

std::string CacheLayout::text() const {
    return Json{{"key", key}, {"widths", widths}, {"images", images}, {"classes", classes}, {"half", half}}
        .dump();
}

std::uintmax_t CacheLayout::bytes() const {
    std::uintmax_t perImage = 8 + 4 * std::uintmax_t(classes);
    for (const long width : widths)
        perImage += std::uintmax_t(width) * (half ? 2 : 4);
    return kHeader + perImage * std::uintmax_t(images);
}

FeatureCache::FeatureCache(const fs::path& path, CacheLayout layout)
    : m_path(path)
    , m_layout(std::move(layout)) {
    ensureFolder(path.parent_path());
    m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_file < 0)
        throw Error("Cannot write the feature cache " + path.string() + ".", std::strerror(errno));
    std::array<char, kHeader> header{};
    std::uint64_t done = 0;
    const bool read = ::pread(m_file, header.data(), kHeader, 0) == ssize_t(kHeader);
    std::memcpy(&done, header.data() + 8, 8);
    header.back() = 0;
    std::error_code failed;
    if (read && std::memcmp(header.data(), kMagic, 8) == 0 && m_layout.text() == header.data() + 16 &&
        done <= std::uint64_t(m_layout.images) && fs::file_size(path, failed) == m_layout.bytes())
        m_done = m_written = long(done);
    else
        start();
    m_lastSync = now();
}

FeatureCache::~FeatureCache() {
    if (m_file >= 0) ::close(m_file);
}

void FeatureCache::start() {
    const auto fail = [&](const std::string& cause) {
        ::close(m_file);
        m_file = -1;
        std::error_code ignored;
        fs::remove(m_path, ignored);
        throw Error("There is no room for the feature cache " + m_path.string() + ", which needs " +
                        megabytes(m_layout.bytes()) + "; free some space or use fewer images or float16.",
                    cause);
    };
    if (m_layout.text().size() + 17 > kHeader) throw Error("The feature cache has too many blocks.");
    std::error_code failed;
    const auto space = fs::space(m_path.parent_path(), failed);
    if (!failed && space.available < m_layout.bytes())
        fail("only " + megabytes(space.available) + " are free");
    if (::ftruncate(m_file, 0) != 0) fail(std::strerror(errno));
    if (const int error = ::posix_fallocate(m_file, 0, off_t(m_layout.bytes()))) fail(std::strerror(error));
    std::array<char, kHeader> header{};
    std::memcpy(header.data(), kMagic, 8);
    std::memcpy(header.data() + 16, m_layout.text().data(), m_layout.text().size());
    if (::pwrite(m_file, header.data(), kHeader, 0) != ssize_t(kHeader)) fail(std::strerror(errno));
}

std::uintmax_t FeatureCache::offset(long block) const {
    // labels (8 bytes), logits (4), then the blocks (4 or 2)
    const auto images = std::uintmax_t(m_layout.images);
    if (block == long(m_layout.widths.size())) return kHeader;
    if (block == long(m_layout.widths.size()) + 1) return kHeader + 8 * images;
    std::uintmax_t at = kHeader + (8 + 4 * std::uintmax_t(m_layout.classes)) * images;
    for (long k = 0; k < block; ++k)
        at += std::uintmax_t(m_layout.widths[size_t(k)]) * images * (m_layout.half ? 2 : 4);
    return at;
}

void FeatureCache::write(std::uintmax_t at, const torch::Tensor& values) {
    const auto whole = values.to(torch::kCPU).contiguous();
    const char* bytes = static_cast<const char*>(whole.data_ptr());
    for (size_t left = whole.nbytes(); left > 0;) {
        const ssize_t count = ::pwrite(m_file, bytes, left, off_t(at));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0)
            throw Error("Writing the feature cache " + m_path.string() + " failed; is the disk full?",
                        std::strerror(errno));
        bytes += count;
        at += std::uintmax_t(count);
        left -= size_t(count);
    }
}

void FeatureCache::append(const std::vector<torch::Tensor>& features, const torch::Tensor& labels,
                          const torch::Tensor& logits) {
    const long count = labels.size(0), blocks = long(m_layout.widths.size());
    if (m_written + count > m_layout.images || long(features.size()) != blocks)
        throw Error("The feature cache " + m_path.string() +
                    " was given more images or blocks than it was made for.");
    const auto type = m_layout.half ? torch::kFloat16 : torch::kFloat32;
    for (long k = 0; k < blocks; ++k)
        write(offset(k) + std::uintmax_t(m_written * m_layout.widths[size_t(k)]) * (m_layout.half ? 2 : 4),
              features[size_t(k)].to(type));
    write(offset(blocks) + 8 * std::uintmax_t(m_written), labels.to(torch::kInt64));
    if (m_layout.classes > 0)
        write(offset(blocks + 1) + 4 * std::uintmax_t(m_written * m_layout.classes),
              logits.to(torch::kFloat32));
    m_written += count;
    if (m_written == m_layout.images || now() - m_lastSync > 2) sync();
}

void FeatureCache::sync() {
    const std::uint64_t done = std::uint64_t(m_written);
    if (::fdatasync(m_file) != 0 || ::pwrite(m_file, &done, 8, 8) != 8)
        throw Error("Writing the feature cache " + m_path.string() + " failed; is the disk full?",
                    std::strerror(errno));
    m_done = m_written;
    m_lastSync = now();
}

torch::Tensor FeatureCache::view(std::uintmax_t at, std::vector<std::int64_t> shape,
                                 torch::ScalarType type) const {
    if (!m_map) {
        const size_t bytes = size_t(m_layout.bytes());
        void* map = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, m_file, 0);
        if (map == MAP_FAILED)
            throw Error("Cannot read the feature cache " + m_path.string() + ".", std::strerror(errno));
        m_map = std::shared_ptr<void>(map, [bytes](void* p) { ::munmap(p, bytes); });
    }
    const auto map = m_map;
    return torch::from_blob(
        static_cast<char*>(map.get()) + at, shape, [map](void*) {}, torch::TensorOptions(type));
}

torch::Tensor FeatureCache::features(long block) const {
    return features(block, 1)[0];
}

torch::Tensor FeatureCache::features(long first, long count) const {
    return view(offset(first), {count, m_layout.images, m_layout.widths.at(size_t(first))},
                m_layout.half ? torch::kFloat16 : torch::kFloat32);
}

torch::Tensor FeatureCache::labels() const {
    return view(offset(long(m_layout.widths.size())), {m_layout.images}, torch::kInt64);
}

torch::Tensor FeatureCache::logits() const {
    return view(offset(long(m_layout.widths.size()) + 1), {m_layout.images, m_layout.classes},
                torch::kFloat32);
}

} // namespace klas::engine
