// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/dataset.h"

namespace klas::engine {

/// Mixes image k of a batch with its mirror, image B - 1 - k. The share of the first label is Beta(α, α) distributed, or,
/// for cutmix, what the rectangle taken from the other leaves of the image.
struct MixOptions {
    double mixup = 0;  ///< α of mixup (Zhang et al. 2018); 0 = none
    double cutmix = 0; ///< α of cutmix (Yun et al. 2019); 0 = none. With both, each image takes one of them at random
    bool any() const { return mixup > 0 || cutmix > 0; }
    bool operator==(const MixOptions&) const = default;
};

/// Mixes in place and sets the batch's second labels; `seeds` has one per image.
void mix(Batch& batch, const MixOptions& options, const std::vector<std::uint64_t>& seeds);

} // namespace klas::engine
