// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/eval_transform.h"
#include "core/engine/data/labelled_files.h"

#include <cstdint>
#include <string>
#include <vector>

namespace klas::engine {

/// Where an ImageDataset gets its images from. Thread-safe to read.
class ImageSource {
public:
    virtual ~ImageSource() = default;
    virtual long size() const = 0;
    virtual int label(long index) const = 0;
    /// The image through the transform, out: crop x crop x 3. Throws Error naming the image.
    virtual void evaluated(long index, const EvalTransform& transform, std::uint8_t* out) const = 0;
    /// The image, of which the part that `window` says is needed. Throws Error naming the image.
    virtual Image image(long index, const WindowOf& window) const = 0;
    /// Why the image cannot be read, as far as a quick look shows; empty where it shows nothing.
    virtual std::string flaw(long) const { return {}; }
};

/// JPEG and PNG files, read anew for every use.
class FileImages final : public ImageSource {
public:
    explicit FileImages(std::vector<LabelledFiles::Entry> entries)
        : m_entries(std::move(entries)) {}
    long size() const override { return static_cast<long>(m_entries.size()); }
    int label(long index) const override { return entry(index).label; }
    void evaluated(long index, const EvalTransform& transform, std::uint8_t* out) const override;
    Image image(long index, const WindowOf& window) const override;
    /// Looks at the header, and at the end for the format's end mark: a truncated file has none.
    std::string flaw(long index) const override;

private:
    const LabelledFiles::Entry& entry(long index) const { return m_entries[static_cast<size_t>(index)]; }
    std::vector<LabelledFiles::Entry> m_entries;
};

} // namespace klas::engine
