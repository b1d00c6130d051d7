// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/records/image_transform.h"

#include <cstdint>
#include <string>

namespace klas {

/// Which images are used, how they are split and what is done to them: enough to load the very same tensors again.
///
/// `kind` says what `path` is:
///
///     idx           a folder with train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz] and the t10k pair
///     cifar10       a folder with data_batch_*.bin and test_batch.bin; cifar100 one with train.bin and test.bin (fine labels)
///     image_folder  a folder with a folder per class, sorted by name, or with such folders in train/ and val/ (or
///                   validation/) and perhaps test/; where val/ has no folders but images, `labels` names them
///     image_list    a folder with images that `labels` names
///
/// `labels` is a text file with a line per image, "name label", or only "label" for the images sorted by name. Labels are
/// numbers from 0, or names (synsets) that count in sorted order: of train/'s folders where there are any, else of the file.
///
/// Three splits that never overlap: D_v (validation) for similarity, D_t (train) for probes and training, test. Files are
/// permuted with `seed`, then taken in order:
///
///     idx, cifar    training file: D_v, then D_t; test file: test in its own order
///     image_folder  train/: D_t; val/: D_v, then test, unless there is test/
///                   where there is no val/, and image_list: all images: D_v, then test, then D_t
///
/// A number of images of 0 means all that remain; for D_v of photos half of val/, at most 10000; where everything comes from
/// one folder a tenth of it each for D_v and test. Damaged files are left out before they are counted.
struct DataSpec {
    std::string kind = "idx";
    std::string name = "Fashion-MNIST";
    std::string path = "/usr/share/datasets/fashion-mnist";
    long trainImages = 0;
    long validationImages = 10000;
    long testImages = 0;
    std::uint64_t seed = 0;
    double mean = 0.2860, stddev = 0.3530; ///< idx: of pixel values in 0..1, subtracted and divided
    std::string labels;                    ///< file with labels; empty = none
    int classes = 0;                       ///< photos: 0 = as many as the data names
    ImageTransform transform;              ///< photos: what is done to each

    bool photos() const { return kind != "idx"; } ///< of three channels
    /// Text that is equal exactly when the loaded tensors are equal (same files assumed).
    std::string key() const;
    bool operator==(const DataSpec&) const = default;
};

/// Throws Error naming what is out of range.
void check(const DataSpec& data, const std::string& what);
Json toJson(const DataSpec& data);
DataSpec dataSpecFromJson(const Json& json, const std::string& what);

} // namespace klas
