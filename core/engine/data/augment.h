// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"
#include "core/engine/data/dataset.h"
#include "core/engine/data/mixup.h"
#include "core/engine/data/random_transforms.h"

namespace klas::engine {

/// How training images are varied: cropped, mirrored, moved, recoloured, erased and mixed, in this order.
struct Augmentation {
    bool flip = true; ///< mirror left and right with probability 1/2
    int shift = 1;    ///< move by -shift..shift pixels in each direction, uniformly; what comes in is black
    bool crop = false; ///< a random resized crop in place of the transform of evaluation
    CropRange cropRange;
    JitterRange jitter;
    double erase = 0; ///< probability of a rectangle set to zero
    MixOptions mix;
    bool operator==(const Augmentation&) const = default;
};

/// Throws Error naming what is out of range.
void check(const Augmentation& augmentation);
/// What goes beyond flip and shift, an empty object where nothing does.
Json extrasToJson(const Augmentation& augmentation);

/// One epoch of training: the images of `base` in an order that depends only on seed and epoch, each
/// augmented by a draw that depends only on seed, epoch and position; so a resumed run sees the same batches
/// whatever their size. Only mixup and cutmix, which pair the images of a batch, depend on it.
///
///     TrainingEpoch epoch(train, {.flip = true, .shift = 1}, seed, number, black);
///     Loader loader(epoch, 256);
class TrainingEpoch final : public Dataset {
public:
    /// `black` is the normalised value of a black pixel, where `base` does not know its
    /// normalisation. `base` must outlive this.
    TrainingEpoch(const Dataset& base, Augmentation augmentation, std::uint64_t seed, int epoch, float black);

    long size() const override { return m_base.size(); }
    int classes() const override { return m_base.classes(); }
    int channels() const override { return m_base.channels(); }
    int imageSize() const override { return m_base.imageSize(); }
    Batch batch(const std::vector<long>& indices) const override;

private:
    std::uint64_t seedOf(long index, std::uint64_t purpose) const;
    void move(const std::vector<long>& indices, Batch& batch) const;
    void recolour(const std::vector<long>& indices, Batch& batch) const;

    const Dataset& m_base;
    Augmentation m_augmentation;
    std::uint64_t m_seed;
    std::vector<float> m_black; ///< per channel
    std::vector<long> m_order;
};

/// Mirrors (when `flip`) and then moves one image of C x S x S by `dx` to the right and `dy` down, filling
/// with `black`.
void transformImage(const float* from, float* to, int channels, int side, bool flip, int dx, int dy,
                    float black);

} // namespace klas::engine
