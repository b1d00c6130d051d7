// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image.h"
#include "core/engine/torch.h"
#include "core/records/data_spec.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace klas::engine {

enum class Split { Train, Validation, Test };

struct Batch {
    torch::Tensor images; ///< B x C x S x S, float32, normalised
    torch::Tensor labels; ///< B, int64
    /// Of mixed images (mixup, cutmix): their second labels, B, and the share of the first ones, B, float32.
    torch::Tensor otherLabels = {}, share = {};
};

/// Images that cannot be read.
struct Skipped {
    long count = 0;
    std::vector<std::string> first; ///< why, of the first few: each sentence names its file
};

/// What is subtracted from the pixels (0..1) of each channel, and by what they are divided.
struct Normalisation {
    std::vector<float> mean, stddev;
};

/// The part of image `position` of a batch to be shown, given the image's size.
using CropOf = std::function<Window(size_t position, ImageSize size)>;

/// Labelled images in a fixed order, from which any batch can be made. Thread-safe to read.
class Dataset {
public:
    virtual ~Dataset() = default;
    virtual long size() const = 0;
    virtual int classes() const = 0;
    virtual int channels() const = 0;
    virtual int imageSize() const = 0;
    /// Images `indices` (each 0..size()-1) as one batch on the CPU.
    virtual Batch batch(const std::vector<long>& indices) const = 0;

    /// Images that were left out when the dataset was opened or stood in for since.
    virtual Skipped skipped() const { return {}; }
    /// Empty where unknown.
    virtual Normalisation normalisation() const { return {}; }
    /// A batch of parts of the images, each enlarged or shrunk to imageSize(). Throws Error where the dataset has its
    /// images in their final size only.
    virtual Batch crops(const std::vector<long>& indices, const CropOf& crop) const;
};

/// Opens one split of the data. Throws Error: missing, corrupt or empty files, splits larger than the data,
/// zero images. What was left out is logged.
std::unique_ptr<Dataset> openDataset(const DataSpec& data, Split split);

/// Reads batches ahead of the consumer in a background thread, in order.
///
///     Loader loader(*dataset, 256);            // the last batch may be smaller
///     while (auto batch = loader.next()) use(*batch);
class Loader {
public:
    /// `pinned`: batches in memory that a CUDA device can copy from while it computes.
    Loader(const Dataset& dataset, long batchSize, long limit = 0, int ahead = 2, bool pinned = false);
    ~Loader();
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;
    std::optional<Batch> next();
    long batches() const;
    long images() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// The tensor on `device`; from pinned memory the copy runs beside what the device does.
inline torch::Tensor onDevice(const torch::Tensor& tensor, torch::Device device) {
    return tensor.to(device, device.is_cuda() && tensor.is_pinned());
}

} // namespace klas::engine
