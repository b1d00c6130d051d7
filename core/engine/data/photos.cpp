// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/photos.h"

#include "core/base/error.h"

namespace klas::engine {

Photos::Photos(const ImageTransform& transform, std::vector<int> labels, int classes, int imageSize)
    : m_transform(transform)
    , m_normaliser(transform)
    , m_labels(std::move(labels))
    , m_classes(classes)
    , m_imageSize(imageSize) {}

Interpolation Photos::interpolation() const {
    return m_transform.interpolation == "bilinear" ? Interpolation::Bilinear : Interpolation::Bicubic;
}

void Photos::checkIndex(long index) const {
    if (index < 0 || index >= size())
        throw Error("Image " + std::to_string(index) + " was asked for, but there are only " + std::to_string(size()) + ".");
}

Batch Photos::batch(const std::vector<long>& indices) const {
    const auto count = static_cast<long>(indices.size());
    Batch batch{torch::empty({count, 3, m_imageSize, m_imageSize}), torch::empty({count}, torch::kInt64), {}};
    float* to = batch.images.data_ptr<float>();
    auto* labels = batch.labels.data_ptr<std::int64_t>();
    for (const long index : indices) {
        checkIndex(index);
        m_normaliser.write(evaluated(index), to);
        to += 3L * m_imageSize * m_imageSize;
        *labels++ = label(index);
    }
    return batch;
}

} // namespace klas::engine
