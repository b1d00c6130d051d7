// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/image_dataset.h"

#include "core/base/error.h"
#include "core/engine/data/decode_threads.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace klas::engine {

namespace {

constexpr size_t kNamed = 5;            ///< flaws that are told one by one
constexpr size_t kLookedAt = 200000;    ///< files of one split that are looked at when it is opened
constexpr int kLargestSide = 4096;
constexpr long kStandIns = 100;         ///< neighbours tried before giving up

} // namespace

ImageDataset::ImageDataset(std::unique_ptr<ImageSource> source, const std::vector<long>& order, int classes,
                           const DataSpec& data)
    : m_source(std::move(source))
    , m_classes(classes)
    , m_transform{data.resize, data.crop, interpolationFromText(data.interpolation)}
    , m_table(3 * 256) {
    if (m_transform.crop < 1 || m_transform.crop > kLargestSide || m_transform.resize < 1 ||
        m_transform.resize > kLargestSide)
        throw Error("The images of " + data.path + " must be resized and cropped to between 1 and " +
                    std::to_string(kLargestSide) + " pixels; give --resize and --crop.");
    for (size_t c = 0; c < 3; ++c) {
        const double mean = data.meanOf(c), stddev = data.stddevOf(c);
        if (!(stddev > 0)) throw Error("The data \"" + data.name + "\": the standard deviation must be above 0.");
        m_normalisation.mean.push_back(static_cast<float>(mean));
        m_normalisation.stddev.push_back(static_cast<float>(stddev));
        for (size_t value = 0; value < 256; ++value)
            m_table[c * 256 + value] = static_cast<float>((static_cast<double>(value) / 255 - mean) / stddev);
    }
    std::vector<std::string> flaws(order.size());
    if (order.size() <= kLookedAt)
        decodeInParallel(static_cast<long>(order.size()),
                         [&](long k) { flaws[static_cast<size_t>(k)] = m_source->flaw(order[static_cast<size_t>(k)]); });
    for (size_t k = 0; k < order.size(); ++k)
        if (flaws[k].empty())
            m_order.push_back(order[k]);
        else
            skip(order[k], flaws[k]);
    if (m_order.empty())
        throw Error("None of the " + std::to_string(order.size()) + " images of " + data.path + " can be read" +
                    (m_reasons.empty() ? "." : ": " + m_reasons.front()));
    m_opened = true;
}

void ImageDataset::skip(long sourceIndex, const std::string& why) const {
    const std::lock_guard lock(m_mutex);
    if (m_skipped.insert(sourceIndex).second && m_reasons.size() < kNamed) {
        m_reasons.push_back(why);
        if (m_opened) spdlog::warn("{} The next image takes its place.", why); // the others are told of when all are known
    }
}

Skipped ImageDataset::skipped() const {
    const std::lock_guard lock(m_mutex);
    return {static_cast<long>(m_skipped.size()), m_reasons};
}

Batch ImageDataset::decoded(const std::vector<long>& indices, const Show& show) const {
    const auto count = static_cast<long>(indices.size());
    const long side = imageSize(), plane = side * side;
    for (const long index : indices)
        if (index < 0 || index >= size())
            throw Error("Image " + std::to_string(index) + " was asked for, but there are only " +
                        std::to_string(size()) + ".");
    Batch batch{torch::empty({count, 3, side, side}), torch::empty({count}, torch::kInt64)};
    float* images = batch.images.data_ptr<float>();
    auto* labels = batch.labels.data_ptr<std::int64_t>();
    decodeInParallel(count, [&](long k) {
        std::vector<std::uint8_t> pixels(static_cast<size_t>(3 * plane));
        long shown = 0;
        for (long step = 0;; ++step) {
            shown = m_order[static_cast<size_t>((indices[static_cast<size_t>(k)] + step) % size())];
            try {
                show(static_cast<size_t>(k), shown, pixels.data());
                break;
            } catch (const Error& e) {
                skip(shown, e.what());
                if (step + 1 == std::min(size(), kStandIns))
                    throw Error(std::string("Too many images cannot be read; the last: ") + e.what());
            }
        }
        labels[k] = m_source->label(shown);
        float* out = images + k * 3 * plane;
        for (long p = 0; p < plane; ++p)
            for (long c = 0; c < 3; ++c)
                out[c * plane + p] = m_table[static_cast<size_t>(c * 256 + pixels[static_cast<size_t>(3 * p + c)])];
    });
    return batch;
}

Batch ImageDataset::batch(const std::vector<long>& indices) const {
    return decoded(indices, [&](size_t, long index, std::uint8_t* pixels) {
        m_source->evaluated(index, m_transform, pixels);
    });
}

Batch ImageDataset::crops(const std::vector<long>& indices, const CropOf& crop) const {
    return decoded(indices, [&](size_t position, long index, std::uint8_t* pixels) {
        Window box;
        bool chosen = false;
        const auto choose = [&](ImageSize size) {
            chosen = true;
            return box = crop(position, size);
        };
        const Image image = m_source->image(index, choose);
        if (!chosen) box = choose({image.width, image.height});
        resizedCrop(image, box, imageSize(), m_transform.interpolation, pixels);
    });
}

} // namespace klas::engine
