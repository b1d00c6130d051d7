// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/mixup.h"

#include "core/engine/data/random_transforms.h"

#include <algorithm>
#include <cmath>

namespace klas::engine {

namespace {

/// Takes a rectangle of about (1 - share) of the area from `other`, cut at the edges; returns the true share.
double cutInto(Random& random, const float* other, float* image, long channels, long side, double share) {
    const long cut = std::lround(static_cast<double>(side) * std::sqrt(1 - share));
    const auto span = [&](long& begin, long& end) {
        const auto center = static_cast<long>(random.below(static_cast<std::uint64_t>(side)));
        begin = std::clamp(center - cut / 2, 0L, side);
        end = std::clamp(center - cut / 2 + cut, 0L, side);
    };
    long top, bottom, left, right;
    span(top, bottom);
    span(left, right);
    for (long row = 0; row < channels * side; ++row)
        if (const long y = row % side; y >= top && y < bottom)
            std::copy(other + row * side + left, other + row * side + right, image + row * side + left);
    return 1 - static_cast<double>((bottom - top) * (right - left)) / static_cast<double>(side * side);
}

} // namespace

void mix(Batch& batch, const MixOptions& options, const std::vector<std::uint64_t>& seeds) {
    const auto original = batch.images.clone(); // B x C x S x S
    const long count = original.size(0), channels = original.size(1), side = original.size(2);
    const long size = channels * side * side;
    batch.otherLabels = batch.labels.flip(0);
    batch.share = torch::ones({count});
    float* share = batch.share.data_ptr<float>();
    for (long k = 0; k < count; ++k) {
        Random random(seeds[static_cast<size_t>(k)]);
        const bool cut = options.cutmix > 0 && (options.mixup <= 0 || (random.bits() & 1));
        double lambda = symmetricBeta(random, cut ? options.cutmix : options.mixup);
        const float* other = original.data_ptr<float>() + (count - 1 - k) * size;
        float* image = batch.images.data_ptr<float>() + k * size;
        if (cut)
            lambda = cutInto(random, other, image, channels, side, lambda);
        else
            for (long p = 0; p < size; ++p)
                image[p] = static_cast<float>(lambda) * image[p] + static_cast<float>(1 - lambda) * other[p];
        share[k] = static_cast<float>(lambda);
    }
}

} // namespace klas::engine
