// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/engine/data/photos.h"
#include "core/engine/data/splits.h"

#include <cstring>
#include <fstream>

namespace klas::engine {

namespace {

constexpr int kSide = 32;
constexpr long kPlane = kSide * kSide;
constexpr std::uintmax_t kMaxBytes = std::uintmax_t{1} << 30;

struct Records {
    std::vector<std::uint8_t> pixels; ///< count x 3 x 32 x 32
    std::vector<int> labels;
};

void readRecords(const fs::path& path, int labelBytes, int classes, Records& to) {
    const auto fail = [&](const std::string& reason) { throw Error("Cannot read " + path.string() + ": " + reason + "."); };
    const long record = labelBytes + 3 * kPlane;
    std::error_code error;
    const auto bytes = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
    if (error || bytes == 0) fail("there is no such file, or it is empty");
    if (bytes > kMaxBytes) fail("it is larger than 1 GiB");
    if (bytes % static_cast<std::uintmax_t>(record) != 0)
        fail("its " + std::to_string(bytes) + " bytes are no whole number of records of " + std::to_string(record) +
             "; it is cut, or another file");
    std::ifstream file(path, std::ios::binary);
    std::vector<char> buffer(static_cast<size_t>(record));
    for (long k = 0; k < static_cast<long>(bytes) / record; ++k) {
        if (!file.read(buffer.data(), record)) fail("reading stopped");
        const int label = static_cast<unsigned char>(buffer[static_cast<size_t>(labelBytes - 1)]);
        if (label >= classes)
            fail("image " + std::to_string(k) + " has the label " + std::to_string(label) + ", but there are " +
                 std::to_string(classes) + " classes");
        to.labels.push_back(label);
        to.pixels.insert(to.pixels.end(), buffer.begin() + labelBytes, buffer.end());
    }
}

Records readSplit(const DataSpec& data, bool test) {
    const bool fine = data.kind == "cifar100";
    fs::path folder = data.path;
    for (const char* inner : {"cifar-10-batches-bin", "cifar-100-binary"})
        if (std::error_code ignored; fs::is_directory(folder / inner, ignored)) folder /= inner;
    Records records;
    const int labelBytes = fine ? 2 : 1, classes = fine ? 100 : 10;
    if (fine || test) {
        readRecords(folder / (test ? fine ? "test.bin" : "test_batch.bin" : "train.bin"), labelBytes, classes, records);
        return records;
    }
    std::error_code ignored;
    for (int k = 1; k == 1 || fs::exists(folder / ("data_batch_" + std::to_string(k) + ".bin"), ignored); ++k)
        readRecords(folder / ("data_batch_" + std::to_string(k) + ".bin"), labelBytes, classes, records);
    return records;
}

class Cifar final : public Photos {
public:
    Cifar(const DataSpec& data, Records records, const std::vector<long>& order)
        : Photos(data.transform, labelsOf(records, order), data.kind == "cifar100" ? 100 : 10, sideOf(data.transform))
        , m_pixels(std::move(records.pixels))
        , m_order(order) {}

    ImagePart part(long index, const Chooser& choose) const override {
        choose(kSide, kSide, false);
        return {image(index), 0, 0, kSide, kSide};
    }
    Image evaluated(long index) const override { return evalImage(image(index), transform()); }

private:
    static int sideOf(const ImageTransform& t) { return t.crop ? t.crop : t.resize ? t.resize : kSide; }
    static std::vector<int> labelsOf(const Records& records, const std::vector<long>& order) {
        std::vector<int> labels;
        for (const long k : order)
            labels.push_back(records.labels[static_cast<size_t>(k)]);
        return labels;
    }
    Image image(long index) const {
        checkIndex(index);
        const std::uint8_t* from = &m_pixels[static_cast<size_t>(3 * kPlane * m_order[static_cast<size_t>(index)])];
        Image image(kSide, kSide);
        std::uint8_t* to = image.row(0);
        for (long p = 0; p < kPlane; ++p, to += 4) {
            to[0] = from[p];
            to[1] = from[kPlane + p];
            to[2] = from[2 * kPlane + p];
            to[3] = 255;
        }
        return image;
    }

    std::vector<std::uint8_t> m_pixels;
    std::vector<long> m_order;
};

} // namespace

std::unique_ptr<Dataset> openCifar(const DataSpec& data, Split split) {
    Records records = readSplit(data, split == Split::Test);
    const auto order = fileOrder(data, split, static_cast<long>(records.labels.size()));
    return std::make_unique<Cifar>(data, std::move(records), order);
}

} // namespace klas::engine
