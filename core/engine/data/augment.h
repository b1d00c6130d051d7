// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/colour_jitter.h"
#include "core/engine/data/dataset.h"
#include "core/engine/data/mixup.h"

namespace klas::engine {

/// What happens to training images, in this order; the default suits small images.
struct Augmentation {
    double cropScale = 0; ///< photos: a random box of this part of the area to all of it, resized; 0 = the centre crop
    ColourJitter jitter;  ///< photos
    bool flip = true;     ///< mirror left and right with probability 1/2
    int shift = 1;        ///< move by -shift..shift pixels in each direction, uniformly; what comes in is black
    double erasing = 0;   ///< probability that a random box (2 to 33 % of the area) becomes the mean colour
    Mixing mixing;        ///< of neighbours in the epoch's order
    bool needsPhotos() const { return cropScale > 0 || !jitter.none(); }
    bool operator==(const Augmentation&) const = default;
};

/// Throws Error naming what is out of range.
void check(const Augmentation& augmentation);

/// Normalised value of a black pixel, one for all channels or one for each.
struct BlackPixel {
    BlackPixel(float value)
        : values{value} {}
    BlackPixel(std::vector<float> channels)
        : values(std::move(channels)) {}
    static BlackPixel of(const Dataset& data);
    float of(int channel) const { return values[std::min(values.size() - 1, static_cast<size_t>(channel))]; }
    std::vector<float> values;
};

/// One epoch of training: the images of `base` in an order that depends only on seed and epoch, each
/// augmented by a draw that depends only on seed, epoch and position; so a resumed run sees the same batches
/// whatever their size. Where images are mixed, the partner of position p is its neighbour p ^ 1.
///
///     TrainingEpoch epoch(train, {.flip = true, .shift = 1}, seed, number, black);
///     Loader loader(epoch, 256);
class TrainingEpoch final : public Dataset {
public:
    /// `base` must outlive this. Throws Error: options out of range, or ones that need photos where there are none.
    TrainingEpoch(const Dataset& base, Augmentation augmentation, std::uint64_t seed, int epoch, BlackPixel black);

    long size() const override { return m_base.size(); }
    int classes() const override { return m_base.classes(); }
    int channels() const override { return m_base.channels(); }
    int imageSize() const override { return m_base.imageSize(); }
    long piece() const override { return m_base.piece(); }
    Batch batch(const std::vector<long>& indices) const override;

private:
    Batch plain(const std::vector<long>& positions) const;
    Batch augmented(const std::vector<long>& positions) const;

    const Dataset& m_base;
    Augmentation m_augmentation;
    std::uint64_t m_seed;
    BlackPixel m_black;
    std::vector<long> m_order;
};

/// Mirrors (when `flip`) and then moves one image of C x S x S by `dx` to the right and `dy` down, filling
/// with `black`.
void transformImage(const float* from, float* to, int channels, int side, bool flip, int dx, int dy,
                    const BlackPixel& black);

} // namespace klas::engine
