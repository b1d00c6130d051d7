// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/mixup.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace klas::engine {

namespace {

double drawNormal(Random& random) { // Box and Muller
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

/// Logarithm of a gamma variate: a small shape gives values below the smallest double.
double drawLogGamma(double shape, Random& random) {
    if (shape < 1) {
        const double below = std::log(1 - random.uniform()) / shape;
        return drawLogGamma(shape + 1, random) + below;
    }
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = drawNormal(random), cube = 1 + c * x;
        if (cube <= 0) continue;
        const double v = cube * cube * cube;
        if (std::log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return std::log(d) + std::log(v);
    }
}

} // namespace

double drawBeta(double a, Random& random) {
    const double x = drawLogGamma(a, random), y = drawLogGamma(a, random);
    return 1 / (1 + std::exp(y - x));
}

Mix drawMix(const Mixing& mixing, int side, Random& random) {
    const bool both = mixing.mixup > 0 && mixing.cutmix > 0;
    const bool cut = both ? random.uniform() < 0.5 : mixing.cutmix > 0;
    Mix mix;
    mix.share = drawBeta(cut ? mixing.cutmix : mixing.mixup, random);
    if (!cut) return mix;
    const int half = static_cast<int>(side * std::sqrt(1 - mix.share)) / 2;
    const auto middle = [&] { return static_cast<int>(random.below(static_cast<std::uint64_t>(side))); };
    const int x = middle(), y = middle();
    const int left = std::max(0, x - half), top = std::max(0, y - half);
    mix.box = {left, top, std::min(side, x + half) - left, std::min(side, y + half) - top};
    mix.share = 1 - static_cast<double>(mix.box.width) * mix.box.height / (static_cast<double>(side) * side);
    if (mix.box.width == 0 || mix.box.height == 0) mix = {}; // nothing comes in
    return mix;
}

void mixImages(const float* own, const float* partner, float* to, int channels, int side, const Mix& mix) {
    const long plane = static_cast<long>(side) * side;
    if (mix.box.width == 0) {
        const auto a = static_cast<float>(mix.share), b = static_cast<float>(1 - mix.share);
        for (long k = 0; k < channels * plane; ++k)
            to[k] = a * own[k] + b * partner[k];
        return;
    }
    std::copy_n(own, channels * plane, to);
    for (int c = 0; c < channels; ++c)
        for (int y = mix.box.top; y < mix.box.top + mix.box.height; ++y)
            std::copy_n(partner + c * plane + static_cast<long>(y) * side + mix.box.left, mix.box.width,
                        to + c * plane + static_cast<long>(y) * side + mix.box.left);
}

} // namespace klas::engine
