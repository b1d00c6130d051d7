// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/dataset.h"

#include "core/base/error.h"
#include "core/engine/data/idx.h"
#include "core/engine/data/image_dataset.h"
#include "core/engine/data/splits.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace klas::engine {

namespace {

/// Images of one split as bytes in memory, in the order of the split.
class IdxDataset final : public Dataset {
public:
    IdxDataset(const IdxImages& images, const std::vector<std::uint8_t>& labels,
               const std::vector<long>& order, int classes, const DataSpec& data)
        : m_size(static_cast<long>(order.size()))
        , m_side(images.height)
        , m_classes(classes)
        , m_pixels(order.size() * static_cast<size_t>(images.imageBytes()))
        , m_labels(order.size())
        , m_normalisation{{static_cast<float>(data.mean)}, {static_cast<float>(data.stddev)}} {
        const long bytes = images.imageBytes();
        for (size_t k = 0; k < order.size(); ++k) {
            std::memcpy(&m_pixels[k * static_cast<size_t>(bytes)],
                        &images.pixels[static_cast<size_t>(order[k] * bytes)], static_cast<size_t>(bytes));
            m_labels[k] = labels[static_cast<size_t>(order[k])];
        }
        for (size_t value = 0; value < m_normalised.size(); ++value)
            m_normalised[value] =
                static_cast<float>((static_cast<double>(value) / 255 - data.mean) / data.stddev);
    }

    long size() const override { return m_size; }
    int classes() const override { return m_classes; }
    int channels() const override { return 1; }
    int imageSize() const override { return m_side; }
    Normalisation normalisation() const override { return m_normalisation; }

    Batch batch(const std::vector<long>& indices) const override {
        const auto count = static_cast<long>(indices.size());
        const long bytes = static_cast<long>(m_side) * m_side;
        Batch batch{torch::empty({count, 1, m_side, m_side}), torch::empty({count}, torch::kInt64)};
        float* to = batch.images.data_ptr<float>();
        auto* label = batch.labels.data_ptr<std::int64_t>();
        for (const long index : indices) {
            if (index < 0 || index >= m_size)
                throw Error("Image " + std::to_string(index) + " was asked for, but there are only " +
                            std::to_string(m_size) + ".");
            const std::uint8_t* from = &m_pixels[static_cast<size_t>(index * bytes)];
            for (long p = 0; p < bytes; ++p)
                to[p] = m_normalised[from[p]];
            to += bytes;
            *label++ = m_labels[static_cast<size_t>(index)];
        }
        return batch;
    }

private:
    long m_size;
    int m_side;
    int m_classes;
    std::vector<std::uint8_t> m_pixels; ///< size x side x side
    std::vector<std::uint8_t> m_labels;
    Normalisation m_normalisation;
    std::array<float, 256> m_normalised{}; ///< pixel value -> normalised
};

/// `folder`/`name`, or the same with .gz.
fs::path idxFile(const fs::path& folder, const char* name) {
    const fs::path plain = folder / name;
    fs::path gzip = plain;
    gzip += ".gz";
    if (fs::exists(plain)) return plain;
    if (fs::exists(gzip)) return gzip;
    throw Error("There is no file " + plain.string() + " or " + gzip.string() +
                "; name a folder with the four IDX files of the data.");
}

} // namespace

Batch Dataset::crops(const std::vector<long>&, const CropOf&) const {
    throw Error("These images cannot be cropped at random: they are kept in their final size.");
}

std::unique_ptr<Dataset> openDataset(const DataSpec& data, Split split) {
    if (data.trainImages < 0 || data.validationImages < 0 || data.testImages < 0)
        throw Error("The data \"" + data.name + "\": a number of images is negative.");
    if (!(data.stddev > 0))
        throw Error("The data \"" + data.name + "\": the standard deviation must be above 0.");
    if (!data.isIdx()) return openImages(data, split);

    const fs::path folder = data.path;
    const char* files = split == Split::Test ? "t10k" : "train";
    const fs::path imagesFile = idxFile(folder, (std::string(files) + "-images-idx3-ubyte").c_str());
    const fs::path labelsFile = idxFile(folder, (std::string(files) + "-labels-idx1-ubyte").c_str());
    const IdxImages images = readIdxImages(imagesFile);
    const auto labels = readIdxLabels(labelsFile);
    if (images.height != images.width)
        throw Error("Cannot use " + imagesFile.string() + ": its images of " + std::to_string(images.height) +
                    " x " + std::to_string(images.width) + " pixels are not square.");
    if (static_cast<size_t>(images.count) != labels.size())
        throw Error("Cannot use " + labelsFile.string() + ": it has " + std::to_string(labels.size()) +
                    " labels for " + std::to_string(images.count) + " images.");

    // The training labels say how many classes there are.
    const auto trainLabels =
        split == Split::Test ? readIdxLabels(idxFile(folder, "train-labels-idx1-ubyte")) : labels;
    const int classes = 1 + *std::max_element(trainLabels.begin(), trainLabels.end());
    const int largest = *std::max_element(labels.begin(), labels.end());
    if (largest >= classes)
        throw Error("Cannot use " + labelsFile.string() + ": it has the label " + std::to_string(largest) +
                    ", but the training labels end at " + std::to_string(classes - 1) + ".");

    const auto order = split == Split::Test ? testFileOrder(data, images.count)
                                            : trainingFileOrder(data, split, images.count);
    if (order.empty())
        throw Error(std::string("The split leaves no images for ") +
                    (split == Split::Validation ? "validation" : "training") + " in " + data.path +
                    "; ask for fewer of the others.");
    return std::make_unique<IdxDataset>(images, labels, order, classes, data);
}

} // namespace klas::engine
