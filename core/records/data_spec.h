// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <cstdint>
#include <string>
#include <vector>

namespace klas {

/// Which images are used and how they are split: enough to load the very same tensors again.
///
/// IDX: `path` is a folder that holds train-images-idx3-ubyte[.gz], train-labels-idx1-ubyte[.gz] and the t10k pair.
/// The training file is permuted with `seed`; the first `validationImages` of that order are D_v (similarity), the next
/// `trainImages` are D_t (probes, training). The t10k pair is the test split. 0 = all that remain.
struct DataSpec {
    std::string kind = "idx";
    std::string name = "Fashion-MNIST";
    std::string path = "/usr/share/datasets/fashion-mnist";
    long trainImages = 0;
    long validationImages = 10000;
    long testImages = 0;
    std::uint64_t seed = 0;
    double mean = 0.2860, stddev = 0.3530; ///< of pixel values in 0..1, subtracted and divided

    // Not for IDX:
    std::string labels; ///< flat: lines "name label", or one label per line for the names in ascending order
    int resize = 0, crop = 0;                 ///< pixels; 0 and 0: the images as they are (CIFAR only)
    std::string interpolation = "bicubic";    ///< or bilinear; always antialiased
    std::vector<double> means, stddevs;       ///< per channel, in place of `mean` and `stddev`

    bool isIdx() const { return kind == "idx"; }
    /// `mean` of channel c, and `stddev`.
    double meanOf(size_t c) const { return c < means.size() ? means[c] : mean; }
    double stddevOf(size_t c) const { return c < stddevs.size() ? stddevs[c] : stddev; }

    /// Text that is equal exactly when the loaded tensors are equal (same files assumed).
    std::string key() const;
    bool operator==(const DataSpec&) const = default;
};

/// What images of this kind usually take before a network of `family` with images of side `imageSize`: resize, crop,
/// interpolation, means and deviations where `data` leaves them open (0, 0, empty). ImageNet: as timm's default
/// configurations have it (ViT 0.5 and crop 0.9; DeiT, Swin, LeViT crop 0.9; DeiT III the whole), ResNet as torchvision
/// (bilinear, crop 0.875); CIFAR: as they are, unless the side is another.
void fillUsualTransform(DataSpec& data, int imageSize, const std::string& family = {});

Json toJson(const DataSpec& data);
DataSpec dataSpecFromJson(const Json& json, const std::string& what);

} // namespace klas
