// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/dataset.h"
#include "core/engine/data/image_source.h"

#include <mutex>
#include <set>

namespace klas::engine {

/// Images of a source through the transform of evaluation, in RGB, decoded on all cores.
///
/// An image that a quick look shows to be unreadable is left out when this is made. One that only fails when it is decoded
/// is stood in for by the next one of the split that can be read, so that sizes stay what they were and every pass sees
/// the same tensors; both are counted in skipped().
class ImageDataset final : public Dataset {
public:
    /// `order`: positions in the source. Throws Error: no readable image, a transform out of range.
    ImageDataset(std::unique_ptr<ImageSource> source, const std::vector<long>& order, int classes, const DataSpec& data);

    long size() const override { return static_cast<long>(m_order.size()); }
    int classes() const override { return m_classes; }
    int channels() const override { return 3; }
    int imageSize() const override { return m_transform.crop; }
    Batch batch(const std::vector<long>& indices) const override;
    Batch crops(const std::vector<long>& indices, const CropOf& crop) const override;
    Skipped skipped() const override;
    Normalisation normalisation() const override { return m_normalisation; }

private:
    using Show = std::function<void(size_t position, long sourceIndex, std::uint8_t* pixels)>;
    Batch decoded(const std::vector<long>& indices, const Show& show) const;
    void skip(long sourceIndex, const std::string& why) const;

    std::unique_ptr<ImageSource> m_source;
    std::vector<long> m_order; ///< positions in the source
    int m_classes;
    EvalTransform m_transform;
    Normalisation m_normalisation;
    std::vector<float> m_table; ///< 3 x 256: pixel value -> normalised
    bool m_opened = false;
    mutable std::mutex m_mutex; ///< of what follows
    mutable std::set<long> m_skipped;
    mutable std::vector<std::string> m_reasons;
};

/// Opens one split of the kinds "folder", "flat", "cifar10" and "cifar100"; see openDataset().
std::unique_ptr<Dataset> openImages(const DataSpec& data, Split split);

/// The kind of the data in a folder by what is in it: idx, cifar10, cifar100, folder or flat. Throws Error where it is none.
std::string detectDataKind(const fs::path& folder);

} // namespace klas::engine
