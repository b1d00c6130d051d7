// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <cstdint>
#include <string>

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

    /// Text that is equal exactly when the loaded tensors are equal (same files assumed).
    std::string key() const;
    bool operator==(const DataSpec&) const = default;
};

Json toJson(const DataSpec& data);
DataSpec dataSpecFromJson(const Json& json, const std::string& what);

} // namespace klas
