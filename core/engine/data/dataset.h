// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/image_check.h"
#include "core/records/data_spec.h"

#include <memory>
#include <optional>
#include <torch/torch.h>
#include <vector>

namespace klas::engine {

enum class Split { Train, Validation, Test };

struct Batch {
    torch::Tensor images; ///< B x C x S x S, float32, normalised
    torch::Tensor labels; ///< B, int64
    torch::Tensor targets = {}; ///< B x K, float32: shares of the classes where images are mixed, else undefined
};

/// Labelled images in a fixed order, from which any batch can be made. Thread-safe to read.
class Dataset {
public:
    virtual ~Dataset() = default;
    virtual long size() const = 0;
    virtual int classes() const = 0;
    virtual int channels() const = 0;
    virtual int imageSize() const = 0;
    /// Images that one thread makes at a time where making them is dear (decoding), so that several can share a batch;
    /// 0 = batches are made whole by one thread. Even, so that neighbours stay together.
    virtual long piece() const { return 0; }
    /// Normalised value of a black pixel.
    virtual float black(int /*channel*/) const { return 0; }
    /// Damaged files that were passed over when the images were chosen.
    virtual const SkippedImages& skipped() const;
    /// Images `indices` (each 0..size()-1) as one batch on the CPU.
    virtual Batch batch(const std::vector<long>& indices) const = 0;
};

/// Opens one split of the data. Throws Error: missing, corrupt or empty files, splits larger than the data,
/// zero images.
std::unique_ptr<Dataset> openDataset(const DataSpec& data, Split split);

/// Makes batches ahead of the consumer, in order: in one background thread, or, where the dataset gives pieces, on all cores.
/// At most `ahead` batches, and about kLoaderBytes of them, wait or are being made.
///
///     Loader loader(*dataset, 256);            // the last batch may be smaller
///     while (auto batch = loader.next()) use(*batch);
///
/// With a CUDA device batches are made in pinned memory and their copies start as soon as they are next in line, so that they
/// run beside the device's work. An Error of the dataset comes out of next() in the place of its batch.
class Loader {
public:
    Loader(const Dataset& dataset, long batchSize, long limit = 0, int ahead = 3,
           torch::Device device = torch::kCPU);
    ~Loader(); ///< stops at the end of the pieces in work
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;
    std::optional<Batch> next(); ///< on the device
    long batches() const;
    long images() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

inline constexpr long kLoaderBytes = 512L << 20;

} // namespace klas::engine
