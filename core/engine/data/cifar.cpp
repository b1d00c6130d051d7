// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/cifar.h"

#include "core/base/error.h"

#include <algorithm>
#include <fstream>

namespace klas::engine {

namespace {

constexpr size_t kPlane = kCifarSide * kCifarSide;
constexpr std::uintmax_t kMaxFile = std::uintmax_t{2} << 30;

class CifarImages final : public ImageSource {
public:
    long size() const override { return static_cast<long>(m_labels.size()); }
    int label(long index) const override { return m_labels[static_cast<size_t>(index)]; }

    Image image(long index, const WindowOf&) const override {
        const std::uint8_t* from = &m_pixels[static_cast<size_t>(index) * 3 * kPlane];
        Image image{kCifarSide, kCifarSide, {0, 0, kCifarSide, kCifarSide}, std::vector<std::uint8_t>(3 * kPlane)};
        for (size_t p = 0; p < kPlane; ++p)
            for (size_t c = 0; c < 3; ++c)
                image.pixels[3 * p + c] = from[c * kPlane + p];
        return image;
    }

    void evaluated(long index, const EvalTransform& transform, std::uint8_t* out) const override {
        transform.apply(image(index, {}), out);
    }

    void add(const fs::path& path, size_t labelBytes, int classes) {
        std::error_code error;
        const auto size = fs::file_size(path, error);
        const size_t record = labelBytes + 3 * kPlane;
        if (error) throw Error("Cannot read " + path.string() + ": " + error.message() + ".");
        if (size == 0 || size % record != 0 || size > kMaxFile)
            throw Error("Cannot read " + path.string() + ": its " + std::to_string(size) +
                        " bytes are no whole number of CIFAR records of " + std::to_string(record) +
                        " bytes; download it again.");
        std::ifstream file(path, std::ios::binary);
        std::vector<char> bytes(static_cast<size_t>(size));
        if (!file.read(bytes.data(), static_cast<std::streamsize>(size)))
            throw Error("Cannot read " + path.string() + "; check its permissions.");
        for (size_t at = 0; at < bytes.size(); at += record) {
            const auto label = static_cast<std::uint8_t>(bytes[at + labelBytes - 1]);
            if (label >= classes)
                throw Error("Cannot read " + path.string() + ": it has the label " + std::to_string(label) + ", but only " +
                            std::to_string(classes) + " classes.");
            m_labels.push_back(label);
            const auto pixels = bytes.begin() + static_cast<std::ptrdiff_t>(at + labelBytes);
            m_pixels.insert(m_pixels.end(), pixels, pixels + static_cast<std::ptrdiff_t>(3 * kPlane));
        }
    }

private:
    std::vector<std::uint8_t> m_labels;
    std::vector<std::uint8_t> m_pixels; ///< images x 3 x 32 x 32
};

} // namespace

std::unique_ptr<ImageSource> openCifar(const fs::path& folder, int classes, bool test) {
    auto images = std::make_unique<CifarImages>();
    if (classes == 100)
        images->add(folder / (test ? "test.bin" : "train.bin"), 2, classes);
    else if (test)
        images->add(folder / "test_batch.bin", 1, classes);
    else
        for (int k = 1; k <= 5; ++k)
            images->add(folder / ("data_batch_" + std::to_string(k) + ".bin"), 1, classes);
    return images;
}

} // namespace klas::engine
