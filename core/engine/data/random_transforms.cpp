// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/random_transforms.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace klas::engine {

namespace {

constexpr int kTries = 10;
constexpr float kGrey[3] = {0.2989f, 0.587f, 0.114f}; ///< luma, ITU-R BT.601

double normal(Random& random) { // Box and Muller 1958
    const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
    return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

double gamma(Random& random, double shape) {
    if (shape < 1) return gamma(random, shape + 1) * std::pow(1 - random.uniform(), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = normal(random), v = std::pow(1 + c * x, 3);
        if (v > 0 && std::log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
}

float inRange(float value) { return std::clamp(value, 0.0f, 1.0f); }

float luma(const float* image, long pixels, long p) {
    return kGrey[0] * image[p] + kGrey[1] * image[pixels + p] + kGrey[2] * image[2 * pixels + p];
}

int roundEven(double x) { return static_cast<int>(std::nearbyint(x)); }

} // namespace

double uniform(Random& random, double low, double high) { return low + (high - low) * random.uniform(); }

double symmetricBeta(Random& random, double a) {
    const double x = gamma(random, a), y = gamma(random, a);
    return x + y > 0 ? x / (x + y) : 0.5; // both underflow for tiny a only
}

Window randomCrop(Random& random, ImageSize size, const CropRange& range) {
    const double area = static_cast<double>(size.width) * size.height;
    for (int t = 0; t < kTries; ++t) {
        const double target = area * uniform(random, range.scaleLow, range.scaleHigh);
        const double ratio = std::exp(uniform(random, std::log(range.ratioLow), std::log(range.ratioHigh)));
        const int width = roundEven(std::sqrt(target * ratio)), height = roundEven(std::sqrt(target / ratio));
        if (width < 1 || width > size.width || height < 1 || height > size.height) continue;
        const auto top = static_cast<int>(random.below(static_cast<std::uint64_t>(size.height - height + 1)));
        const auto left = static_cast<int>(random.below(static_cast<std::uint64_t>(size.width - width + 1)));
        return {left, top, width, height};
    }
    int width = size.width, height = size.height;
    const double ratio = static_cast<double>(width) / height;
    if (ratio < range.ratioLow)
        height = std::clamp(roundEven(width / range.ratioLow), 1, size.height);
    else if (ratio > range.ratioHigh)
        width = std::clamp(roundEven(height * range.ratioHigh), 1, size.width);
    return {(size.width - width) / 2, (size.height - height) / 2, width, height};
}

void adjustContrast(float* image, int channels, long pixels, double factor) {
    double sum = 0;
    for (long p = 0; p < pixels; ++p)
        sum += channels == 3 ? luma(image, pixels, p) : image[p];
    const auto f = static_cast<float>(factor);
    const float base = (1 - f) * static_cast<float>(sum / static_cast<double>(pixels));
    for (long k = 0; k < channels * pixels; ++k)
        image[k] = inRange(f * image[k] + base);
}

void adjustSaturation(float* image, long pixels, double factor) {
    const auto f = static_cast<float>(factor);
    for (long p = 0; p < pixels; ++p) {
        const float grey = (1 - f) * luma(image, pixels, p);
        for (long c = 0; c < 3; ++c)
            image[c * pixels + p] = inRange(f * image[c * pixels + p] + grey);
    }
}

void adjustHue(float* image, long pixels, double turns) {
    for (long p = 0; p < pixels; ++p) {
        const float r = image[p], g = image[pixels + p], b = image[2 * pixels + p];
        const float top = std::max({r, g, b}), range = top - std::min({r, g, b});
        if (range <= 0) continue; // grey has no hue
        double sixths = top == r ? (g - b) / range : top == g ? 2 + (b - r) / range : 4 + (r - g) / range;
        sixths += 6 * turns;
        sixths -= 6 * std::floor(sixths / 6);
        for (long c = 0; c < 3; ++c) { // how far this channel's own place on the circle is away
            double away = std::abs(sixths - 2 * static_cast<double>(c));
            away = std::min(away, 6 - away);
            const double share = std::clamp(2 - away, 0.0, 1.0);
            image[c * pixels + p] = inRange(top - range + range * static_cast<float>(share));
        }
    }
}

void jitterColours(Random& random, float* image, int channels, long pixels, const JitterRange& range) {
    std::vector<int> order{0, 1, 2, 3};
    random.shuffle(order);
    const auto factor = [&](double strength) { return uniform(random, std::max(0.0, 1 - strength), 1 + strength); };
    const double brightness = factor(range.brightness), contrast = factor(range.contrast),
                 saturation = factor(range.saturation), hue = uniform(random, -range.hue, range.hue);
    for (const int step : order) {
        if (step == 0 && range.brightness > 0)
            for (long k = 0; k < channels * pixels; ++k)
                image[k] = inRange(image[k] * static_cast<float>(brightness));
        if (step == 1 && range.contrast > 0) adjustContrast(image, channels, pixels, contrast);
        if (step == 2 && range.saturation > 0 && channels == 3) adjustSaturation(image, pixels, saturation);
        if (step == 3 && range.hue > 0 && channels == 3) adjustHue(image, pixels, hue);
    }
}

void eraseRectangle(Random& random, float* image, int channels, int side) {
    constexpr double kLow = 0.02, kHigh = 0.33, kFlat = 0.3, kTall = 3.3;
    const double area = static_cast<double>(side) * side;
    for (int t = 0; t < kTries; ++t) {
        const double target = area * uniform(random, kLow, kHigh);
        const double ratio = std::exp(uniform(random, std::log(kFlat), std::log(kTall)));
        const int height = roundEven(std::sqrt(target * ratio)), width = roundEven(std::sqrt(target / ratio));
        if (height < 1 || width < 1 || height >= side || width >= side) continue;
        const auto top = static_cast<int>(random.below(static_cast<std::uint64_t>(side - height + 1)));
        const auto left = static_cast<int>(random.below(static_cast<std::uint64_t>(side - width + 1)));
        for (int c = 0; c < channels; ++c)
            for (int y = top; y < top + height; ++y)
                std::fill_n(image + (static_cast<long>(c) * side + y) * side + left, width, 0.0f);
        return;
    }
}

} // namespace klas::engine
