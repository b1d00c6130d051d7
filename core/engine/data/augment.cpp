// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/augment.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <algorithm>
#include <numeric>

namespace klas::engine {

namespace {

/// SplitMix64 (Steele et al. 2014): independent seeds from neighbouring numbers.
std::uint64_t mix(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

} // namespace

TrainingEpoch::TrainingEpoch(const Dataset& base, Augmentation augmentation, std::uint64_t seed, int epoch,
                             float black)
    : m_base(base)
    , m_augmentation(augmentation)
    , m_seed(mix(mix(seed) + static_cast<std::uint64_t>(epoch)))
    , m_black(black)
    , m_order(static_cast<size_t>(base.size())) {
    if (augmentation.shift < 0 || augmentation.shift >= base.imageSize())
        throw Error("The shift of the augmentation must be between 0 and " +
                    std::to_string(base.imageSize() - 1) + " pixels.");
    std::iota(m_order.begin(), m_order.end(), 0L);
    Random(m_seed).shuffle(m_order);
}

Batch TrainingEpoch::batch(const std::vector<long>& indices) const {
    std::vector<long> chosen(indices.size());
    std::transform(indices.begin(), indices.end(), chosen.begin(),
                   [&](long index) { return m_order.at(static_cast<size_t>(index)); });
    Batch plain = m_base.batch(chosen);
    if (!m_augmentation.flip && m_augmentation.shift == 0) return plain;

    const auto moves = static_cast<std::uint64_t>(2 * m_augmentation.shift + 1);
    Batch batch{torch::empty_like(plain.images), plain.labels};
    const float* from = plain.images.data_ptr<float>();
    float* to = batch.images.data_ptr<float>();
    const long step = static_cast<long>(channels()) * imageSize() * imageSize();
    for (const long index : indices) {
        std::uint64_t draw = mix(m_seed ^ mix(static_cast<std::uint64_t>(index)));
        const bool flip = m_augmentation.flip && (draw & 1);
        draw >>= 1;
        const int dx = static_cast<int>(draw % moves) - m_augmentation.shift;
        const int dy = static_cast<int>(draw / moves % moves) - m_augmentation.shift;
        transformImage(from, to, channels(), imageSize(), flip, dx, dy, m_black);
        from += step;
        to += step;
    }
    return batch;
}

void transformImage(const float* from, float* to, int channels, int side, bool flip, int dx, int dy,
                    float black) {
    const int left = std::max(0, dx), right = side + std::min(0, dx); // columns of `to` that receive pixels
    for (int row = 0; row < channels * side; ++row) {
        const int y = row % side - dy;
        float* out = to + static_cast<long>(row) * side;
        if (y < 0 || y >= side) {
            std::fill_n(out, side, black);
            continue;
        }
        const float* in = from + static_cast<long>(row - dy) * side;
        std::fill(out, out + left, black);
        if (flip)
            std::reverse_copy(in + side - (right - dx), in + side - (left - dx), out + left);
        else
            std::copy(in + (left - dx), in + (right - dx), out + left);
        std::fill(out + right, out + side, black);
    }
}

} // namespace klas::engine
