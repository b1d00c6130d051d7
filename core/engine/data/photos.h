// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/dataset.h"
#include "core/engine/data/eval_transform.h"
#include "core/engine/data/image_check.h"

#include <memory>

namespace klas::engine {

/// Labelled colour images that are decoded when they are asked for. As a Dataset it gives them as networks are evaluated on
/// them; training asks for the photos themselves.
class Photos : public Dataset {
public:
    Photos(const ImageTransform& transform, std::vector<int> labels, int classes, int imageSize);

    long size() const override { return static_cast<long>(m_labels.size()); }
    int classes() const override { return m_classes; }
    int channels() const override { return 3; }
    int imageSize() const override { return m_imageSize; }
    long piece() const override { return 4; }
    float black(int channel) const override { return m_normaliser.black(channel); }
    Batch batch(const std::vector<long>& indices) const override;

    const Normaliser& normaliser() const { return m_normaliser; }
    Interpolation interpolation() const;
    std::int64_t label(long index) const { return m_labels.at(static_cast<size_t>(index)); }
    /// The part of image `index` that `choose` wants once it knows the size. Throws Error naming the file.
    virtual ImagePart part(long index, const Chooser& choose) const = 0;
    /// Image `index` after resizing and cropping: imageSize x imageSize.
    virtual Image evaluated(long index) const = 0;

protected:
    const ImageTransform& transform() const { return m_transform; }
    void checkIndex(long index) const;

private:
    ImageTransform m_transform;
    Normaliser m_normaliser;
    std::vector<int> m_labels;
    int m_classes, m_imageSize;
};

/// Image files (kinds image_folder and image_list). Throws Error as openDataset().
std::unique_ptr<Dataset> openImageFiles(const DataSpec& data, Split split);

/// The binary version of CIFAR-10 and CIFAR-100 (Krizhevsky, "Learning multiple layers of features from tiny images",
/// 2009): records of one label (CIFAR-100: coarse, then fine; the fine one counts) and 3 x 32 x 32 bytes.
std::unique_ptr<Dataset> openCifar(const DataSpec& data, Split split);

} // namespace klas::engine
