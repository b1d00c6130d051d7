// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/files.h"
#include "core/base/json.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>
#include <zlib.h>

/// Files made byte by byte, so that they can be wrong in every way.
namespace klas::sample {

inline std::string bigEndian(std::uint32_t n) {
    return {char(n >> 24), char(n >> 16), char(n >> 8), char(n)};
}

inline std::string littleEndian64(std::uint64_t n) {
    std::string bytes;
    for (int k = 0; k < 64; k += 8)
        bytes += static_cast<char>(n >> k);
    return bytes;
}

/// A safetensors file as header and data, each open to changes.
struct RawTensors {
    Json header = Json::object();
    std::string data;

    RawTensors() = default;
    explicit RawTensors(const fs::path& path) {
        const std::string file = readTextFile(path);
        std::uint64_t size = 0;
        for (int k = 7; k >= 0; --k)
            size = size << 8 | static_cast<unsigned char>(file.at(static_cast<size_t>(k)));
        header = Json::parse(file.substr(8, size));
        data = file.substr(8 + size);
    }
    void add(const std::string& name, const char* type, const std::vector<long>& shape, const std::string& bytes) {
        header[name] = {{"dtype", type}, {"shape", shape}, {"data_offsets", {data.size(), data.size() + bytes.size()}}};
        data += bytes;
    }
    void add(const std::string& name, const std::vector<long>& shape, const std::vector<float>& values) {
        add(name, "F32", shape,
            std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)));
    }
    /// Value `index` of a float32 tensor.
    void set(const std::string& name, size_t index, float value) {
        const auto begin = header.at(name).at("data_offsets").at(0).get<size_t>();
        std::memcpy(&data.at(begin + index * sizeof value), &value, sizeof value);
    }
    std::string bytes() const {
        const std::string text = header.dump();
        return littleEndian64(text.size()) + text + data;
    }
    void write(const fs::path& path) const { writeFileAtomically(path, bytes()); }
};

inline std::string idxImages(std::uint32_t count, std::uint32_t side, const std::string& pixels) {
    return std::string("\0\0\x08\x03", 4) + bigEndian(count) + bigEndian(side) + bigEndian(side) + pixels;
}

inline std::string idxLabels(std::uint32_t count, const std::string& labels) {
    return std::string("\0\0\x08\x01", 4) + bigEndian(count) + labels;
}

inline std::string gzip(const std::string& content) {
    z_stream stream{};
    ::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    std::string out(::deflateBound(&stream, content.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

/// A folder of learnable 8 x 8 images: class k is bright in row 2k.
inline void writeImages(const fs::path& folder, int train = 90, int test = 30, int classes = 3) {
    ensureFolder(folder);
    for (const auto& [name, count] : {std::pair{"train", train}, std::pair{"t10k", test}}) {
        std::string pixels, labels;
        for (int n = 0; n < count; ++n) {
            const int label = n % classes;
            for (int p = 0; p < 64; ++p)
                pixels += static_cast<char>(p / 8 == 2 * label ? 200 + (n * 7 + p) % 50 : (n * 13 + p * 5) % 90);
            labels += static_cast<char>(label);
        }
        const std::string prefix = name;
        writeFileAtomically(folder / (prefix + "-images-idx3-ubyte"), idxImages(std::uint32_t(count), 8, pixels));
        writeFileAtomically(folder / (prefix + "-labels-idx1-ubyte"), idxLabels(std::uint32_t(count), labels));
    }
}

/// Fields of an architecture that fits writeImages().
inline Json tinyArch(int width = 8, int classes = 3) {
    return {{"name", "tiny" + std::to_string(width)}, {"family", "vit"}, {"img", 8},   {"patch", 4},
            {"in_chans", 1}, {"embed_dim", width},    {"depth", 2},      {"heads", 2}, {"mlp_ratio", 2},
            {"num_classes", classes}};
}

} // namespace klas::sample
