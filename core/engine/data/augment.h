// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/dataset.h"

namespace klas::engine {

/// Light augmentation of small images.
struct Augmentation {
    bool flip = true; ///< mirror left and right with probability 1/2
    int shift = 1;    ///< move by -shift..shift pixels in each direction, uniformly; what comes in is black
    bool operator==(const Augmentation&) const = default;
};

/// One epoch of training: the images of `base` in an order that depends only on seed and epoch, each
/// augmented by a draw that depends only on seed, epoch and position; so a resumed run sees the same batches
/// whatever their size.
///
///     TrainingEpoch epoch(train, {.flip = true, .shift = 1}, seed, number, black);
///     Loader loader(epoch, 256);
class TrainingEpoch final : public Dataset {
public:
    /// `black` is the normalised value of a black pixel. `base` must outlive this.
    TrainingEpoch(const Dataset& base, Augmentation augmentation, std::uint64_t seed, int epoch, float black);

    long size() const override { return m_base.size(); }
    int classes() const override { return m_base.classes(); }
    int channels() const override { return m_base.channels(); }
    int imageSize() const override { return m_base.imageSize(); }
    Batch batch(const std::vector<long>& indices) const override;

private:
    const Dataset& m_base;
    Augmentation m_augmentation;
    std::uint64_t m_seed;
    float m_black;
    std::vector<long> m_order;
};

/// Mirrors (when `flip`) and then moves one image of C x S x S by `dx` to the right and `dy` down, filling
/// with `black`.
void transformImage(const float* from, float* to, int channels, int side, bool flip, int dx, int dy,
                    float black);

} // namespace klas::engine
