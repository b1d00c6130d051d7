// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/augment.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/data/decode_threads.h"

#include <algorithm>
#include <numeric>

namespace klas::engine {

namespace {

/// SplitMix64 (Steele et al. 2014): independent seeds from neighbouring numbers.
std::uint64_t scrambled(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
}

void require(bool ok, const char* what) {
    if (!ok) throw Error(std::string("Cannot vary the images: ") + what + ".");
}

} // namespace

void check(const Augmentation& a) {
    const CropRange& c = a.cropRange;
    require(c.scaleLow > 0 && c.scaleLow <= c.scaleHigh && c.scaleHigh <= 1,
            "the scale of the crop must go from above 0 to at most 1");
    require(c.ratioLow > 0 && c.ratioLow <= c.ratioHigh, "the ratio of the crop must be above 0 and ascending");
    const JitterRange& j = a.jitter;
    for (const double strength : {j.brightness, j.contrast, j.saturation})
        require(strength >= 0 && strength <= 10, "the strength of the colour jitter must be between 0 and 10");
    require(j.hue >= 0 && j.hue <= 0.5, "the hue jitter must be between 0 and 0.5 turns");
    require(a.erase >= 0 && a.erase <= 1, "the probability of erasing must be between 0 and 1");
    for (const double alpha : {a.mix.mixup, a.mix.cutmix})
        require(alpha >= 0 && alpha <= 100, "the alpha of mixup and cutmix must be between 0 and 100");
}

Json extrasToJson(const Augmentation& a) {
    Json json = Json::object();
    if (a.crop)
        json["random_resized_crop"] = {{"scale", {a.cropRange.scaleLow, a.cropRange.scaleHigh}},
                                       {"ratio", {a.cropRange.ratioLow, a.cropRange.ratioHigh}}};
    if (a.jitter.any())
        json["colour_jitter"] = {a.jitter.brightness, a.jitter.contrast, a.jitter.saturation, a.jitter.hue};
    if (a.erase > 0) json["random_erasing"] = a.erase;
    if (a.mix.mixup > 0) json["mixup"] = a.mix.mixup;
    if (a.mix.cutmix > 0) json["cutmix"] = a.mix.cutmix;
    return json;
}

TrainingEpoch::TrainingEpoch(const Dataset& base, Augmentation augmentation, std::uint64_t seed, int epoch,
                             float black)
    : m_base(base)
    , m_augmentation(augmentation)
    , m_seed(scrambled(scrambled(seed) + static_cast<std::uint64_t>(epoch)))
    , m_black(static_cast<size_t>(base.channels()), black)
    , m_order(static_cast<size_t>(base.size())) {
    if (augmentation.shift < 0 || augmentation.shift >= base.imageSize())
        throw Error("The shift of the augmentation must be between 0 and " +
                    std::to_string(base.imageSize() - 1) + " pixels.");
    check(augmentation);
    const Normalisation n = base.normalisation();
    if (augmentation.jitter.any() && n.mean.empty())
        throw Error("The colours of these images cannot be varied: how they were normalised is not known.");
    if (n.mean.size() == m_black.size() && n.mean.size() > 1)
        for (size_t c = 0; c < m_black.size(); ++c)
            m_black[c] = -n.mean[c] / n.stddev[c];
    std::iota(m_order.begin(), m_order.end(), 0L);
    Random(m_seed).shuffle(m_order);
}

Batch TrainingEpoch::batch(const std::vector<long>& indices) const {
    std::vector<long> chosen(indices.size());
    std::transform(indices.begin(), indices.end(), chosen.begin(),
                   [&](long index) { return m_order.at(static_cast<size_t>(index)); });
    const Augmentation& a = m_augmentation;
    Batch batch = !a.crop ? m_base.batch(chosen) : m_base.crops(chosen, [&](size_t position, ImageSize size) {
        Random random(seedOf(indices[position], 1));
        return randomCrop(random, size, a.cropRange);
    });
    if (a.flip || a.shift > 0) move(indices, batch);
    if (a.jitter.any() || a.erase > 0) recolour(indices, batch);
    if (a.mix.any()) {
        std::vector<std::uint64_t> seeds;
        for (const long index : indices)
            seeds.push_back(seedOf(index, 3));
        mix(batch, a.mix, seeds);
    }
    return batch;
}

std::uint64_t TrainingEpoch::seedOf(long index, std::uint64_t purpose) const {
    return scrambled(scrambled(m_seed ^ scrambled(static_cast<std::uint64_t>(index))) + purpose);
}

void TrainingEpoch::move(const std::vector<long>& indices, Batch& batch) const {
    const auto moves = static_cast<std::uint64_t>(2 * m_augmentation.shift + 1);
    const auto moved = torch::empty_like(batch.images);
    const float* from = batch.images.data_ptr<float>();
    float* to = moved.data_ptr<float>();
    const long plane = static_cast<long>(imageSize()) * imageSize();
    for (const long index : indices) {
        std::uint64_t draw = scrambled(m_seed ^ scrambled(static_cast<std::uint64_t>(index)));
        const bool flip = m_augmentation.flip && (draw & 1);
        draw >>= 1;
        const int dx = static_cast<int>(draw % moves) - m_augmentation.shift;
        const int dy = static_cast<int>(draw / moves % moves) - m_augmentation.shift;
        for (const float black : m_black) {
            transformImage(from, to, 1, imageSize(), flip, dx, dy, black);
            from += plane;
            to += plane;
        }
    }
    batch.images = moved;
}

void TrainingEpoch::recolour(const std::vector<long>& indices, Batch& batch) const {
    const Normalisation n = m_base.normalisation();
    const long plane = static_cast<long>(imageSize()) * imageSize();
    float* images = batch.images.data_ptr<float>();
    decodeInParallel(static_cast<long>(indices.size()), [&](long k) {
        float* image = images + k * channels() * plane;
        Random random(seedOf(indices[static_cast<size_t>(k)], 2));
        if (m_augmentation.jitter.any()) {
            for (long p = 0; p < channels() * plane; ++p) // to 0..1
                image[p] = image[p] * n.stddev[static_cast<size_t>(p / plane)] + n.mean[static_cast<size_t>(p / plane)];
            jitterColours(random, image, channels(), plane, m_augmentation.jitter);
            for (long p = 0; p < channels() * plane; ++p)
                image[p] = (image[p] - n.mean[static_cast<size_t>(p / plane)]) / n.stddev[static_cast<size_t>(p / plane)];
        }
        if (random.uniform() < m_augmentation.erase) eraseRectangle(random, image, channels(), imageSize());
    });
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
