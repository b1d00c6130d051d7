// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/augment.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/data/random_crop.h"

#include <algorithm>
#include <cmath>
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

/// Draws of one kind for one position, apart from those of other kinds.
enum class Purpose : std::uint64_t { Photo = 1, Erasing = 2, Mixing = 3 };

std::uint64_t drawOf(std::uint64_t seed, long position, Purpose purpose) {
    return mix(mix(seed ^ mix(static_cast<std::uint64_t>(position))) + static_cast<std::uint64_t>(purpose));
}

constexpr BoxShape kErased{0.02, 0.33, 0.3, 3.3};

} // namespace

void check(const Augmentation& a) {
    const auto require = [](bool ok, const char* sentence) {
        if (!ok) throw Error(sentence);
    };
    require(a.cropScale >= 0 && a.cropScale <= 1, "Random crops keep at least 0 to 1 of an image's area.");
    for (const double strength : {a.jitter.brightness, a.jitter.contrast, a.jitter.saturation})
        require(strength >= 0 && strength <= 10, "The colour jitter of brightness, contrast and saturation is 0 to 10.");
    require(a.jitter.hue >= 0 && a.jitter.hue <= 0.5, "The colour jitter of hue is 0 to 0.5.");
    require(a.erasing >= 0 && a.erasing <= 1, "The probability of random erasing is 0 to 1.");
    for (const double alpha : {a.mixing.mixup, a.mixing.cutmix})
        require(alpha == 0 || (alpha >= 1e-3 && alpha <= 1000), "The alpha of mixup and cutmix is 0 (off) or 0.001 to 1000.");
}

BlackPixel BlackPixel::of(const Dataset& data) {
    std::vector<float> values;
    for (int c = 0; c < data.channels(); ++c)
        values.push_back(data.black(c));
    return values;
}

TrainingEpoch::TrainingEpoch(const Dataset& base, Augmentation augmentation, std::uint64_t seed, int epoch,
                             BlackPixel black)
    : m_base(base)
    , m_augmentation(augmentation)
    , m_seed(mix(mix(seed) + static_cast<std::uint64_t>(epoch)))
    , m_black(std::move(black))
    , m_order(static_cast<size_t>(base.size())) {
    check(augmentation);
    if (augmentation.shift < 0 || augmentation.shift >= base.imageSize())
        throw Error("The shift of the augmentation must be between 0 and " +
                    std::to_string(base.imageSize() - 1) + " pixels.");
    if (augmentation.needsPhotos() && !dynamic_cast<const Photos*>(&base))
        throw Error("Random crops and colour jitter need photos; this data has ready-made images of one size.");
    std::iota(m_order.begin(), m_order.end(), 0L);
    Random(m_seed).shuffle(m_order);
}

/// The images at `positions`, cropped and jittered where asked for.
Batch TrainingEpoch::plain(const std::vector<long>& positions) const {
    std::vector<long> chosen(positions.size());
    std::transform(positions.begin(), positions.end(), chosen.begin(),
                   [&](long index) { return m_order.at(static_cast<size_t>(index)); });
    if (!m_augmentation.needsPhotos()) return m_base.batch(chosen);

    const auto& photos = dynamic_cast<const Photos&>(m_base);
    const auto count = static_cast<long>(positions.size());
    Batch batch{torch::empty({count, 3, imageSize(), imageSize()}), torch::empty({count}, torch::kInt64)};
    const Interpolation filter = photos.interpolation();
    for (long k = 0; k < count; ++k) {
        const auto at = static_cast<size_t>(k);
        Random random(drawOf(m_seed, positions[at], Purpose::Photo));
        Image image = m_augmentation.cropScale > 0
                          ? randomResizedCrop(photos, chosen[at], {.smallest = m_augmentation.cropScale}, random)
                          : photos.evaluated(chosen[at]);
        if (!m_augmentation.jitter.none()) jitterColours(image, m_augmentation.jitter, random);
        photos.normaliser().write(image, batch.images.data_ptr<float>() + k * 3L * imageSize() * imageSize());
        batch.labels.data_ptr<std::int64_t>()[k] = photos.label(chosen[at]);
    }
    return batch;
}

/// Also mirrored, moved and erased.
Batch TrainingEpoch::augmented(const std::vector<long>& positions) const {
    Batch batch = plain(positions);
    const long step = static_cast<long>(channels()) * imageSize() * imageSize();
    if (m_augmentation.flip || m_augmentation.shift > 0) {
        const auto moves = static_cast<std::uint64_t>(2 * m_augmentation.shift + 1);
        const auto moved = torch::empty_like(batch.images);
        const float* from = batch.images.data_ptr<float>();
        float* to = moved.data_ptr<float>();
        for (const long position : positions) {
            std::uint64_t draw = mix(m_seed ^ mix(static_cast<std::uint64_t>(position)));
            const bool flip = m_augmentation.flip && (draw & 1);
            draw >>= 1;
            const int dx = static_cast<int>(draw % moves) - m_augmentation.shift;
            const int dy = static_cast<int>(draw / moves % moves) - m_augmentation.shift;
            transformImage(from, to, channels(), imageSize(), flip, dx, dy, m_black);
            from += step;
            to += step;
        }
        batch.images = moved;
    }
    if (m_augmentation.erasing > 0) {
        float* image = batch.images.data_ptr<float>();
        for (const long position : positions) {
            Random random(drawOf(m_seed, position, Purpose::Erasing));
            if (random.uniform() < m_augmentation.erasing) {
                const Window box = erasedBox(imageSize(), imageSize(), kErased, random);
                for (int c = 0; c < channels(); ++c)
                    for (int y = box.top; y < box.top + box.height; ++y)
                        std::fill_n(image + (static_cast<long>(c) * imageSize() + y) * imageSize() + box.left, box.width, 0.0f);
            }
            image += step;
        }
    }
    return batch;
}

Batch TrainingEpoch::batch(const std::vector<long>& indices) const {
    if (m_augmentation.mixing.none()) return augmented(indices);
    // Partners that are not in the batch are made as well.
    std::vector<long> positions = indices;
    std::vector<size_t> partners;
    for (const long index : indices) {
        const long partner = (index ^ 1) < size() ? index ^ 1 : index;
        const auto found = std::find(positions.begin(), positions.end(), partner);
        partners.push_back(static_cast<size_t>(found - positions.begin()));
        if (found == positions.end()) positions.push_back(partner);
    }
    const Batch single = augmented(positions);
    const auto count = static_cast<long>(indices.size());
    const long step = static_cast<long>(channels()) * imageSize() * imageSize();
    Batch mixed{torch::empty({count, channels(), imageSize(), imageSize()}), torch::empty({count}, torch::kInt64),
                torch::zeros({count, classes()})};
    const float* from = single.images.data_ptr<float>();
    const auto* labels = single.labels.data_ptr<std::int64_t>();
    for (long k = 0; k < count; ++k) {
        Random random(drawOf(m_seed, indices[static_cast<size_t>(k)], Purpose::Mixing));
        const Mix mix = drawMix(m_augmentation.mixing, imageSize(), random);
        const auto partner = static_cast<long>(partners[static_cast<size_t>(k)]);
        mixImages(from + k * step, from + partner * step, mixed.images.data_ptr<float>() + k * step, channels(),
                  imageSize(), mix);
        float* targets = mixed.targets.data_ptr<float>() + k * classes();
        targets[labels[k]] += static_cast<float>(mix.share);
        targets[labels[partner]] += static_cast<float>(1 - mix.share);
        mixed.labels.data_ptr<std::int64_t>()[k] = labels[k];
    }
    return mixed;
}

void transformImage(const float* from, float* to, int channels, int side, bool flip, int dx, int dy,
                    const BlackPixel& black) {
    const int left = std::max(0, dx), right = side + std::min(0, dx); // columns of `to` that receive pixels
    for (int row = 0; row < channels * side; ++row) {
        const int y = row % side - dy;
        const float fill = black.of(row / side);
        float* out = to + static_cast<long>(row) * side;
        if (y < 0 || y >= side) {
            std::fill_n(out, side, fill);
            continue;
        }
        const float* in = from + static_cast<long>(row - dy) * side;
        std::fill(out, out + left, fill);
        if (flip)
            std::reverse_copy(in + side - (right - dx), in + side - (left - dx), out + left);
        else
            std::copy(in + (left - dx), in + (right - dx), out + left);
        std::fill(out + right, out + side, fill);
    }
}

} // namespace klas::engine
