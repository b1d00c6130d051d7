// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/colour_jitter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace klas::engine {

namespace {

template <typename Change>
void forPixels(Image& image, const Change& change) {
    for (int y = 0; y < image.height(); ++y) {
        std::uint8_t* pixel = image.row(y);
        for (int x = 0; x < image.width(); ++x, pixel += 4)
            change(pixel);
    }
}

/// ITU-R 601-2 luma in 16 bits of fraction.
int luma(const std::uint8_t* p) {
    return (19595 * p[0] + 38470 * p[1] + 7471 * p[2] + 0x8000) >> 16;
}

/// From `other` (factor 0) over the value (factor 1) and beyond, cut off as PIL does.
std::uint8_t blended(int other, int value, float factor) {
    const float mixed = static_cast<float>(other) + factor * static_cast<float>(value - other);
    return static_cast<std::uint8_t>(std::clamp(mixed, 0.0f, 255.0f));
}

std::uint8_t toByte(double x) {
    return static_cast<std::uint8_t>(std::clamp(x, 0.0, 255.0));
}

} // namespace

void changeBrightness(Image& image, double factor) {
    std::array<std::uint8_t, 256> changed;
    for (int v = 0; v < 256; ++v)
        changed[static_cast<size_t>(v)] = blended(0, v, static_cast<float>(factor));
    forPixels(image, [&](std::uint8_t* p) {
        for (int c = 0; c < 3; ++c)
            p[c] = changed[p[c]];
    });
}

void changeContrast(Image& image, double factor) {
    long sum = 0;
    forPixels(image, [&](const std::uint8_t* p) { sum += luma(p); });
    const double count = static_cast<double>(image.width()) * image.height();
    const int grey = static_cast<int>(static_cast<double>(sum) / count + 0.5);
    std::array<std::uint8_t, 256> changed;
    for (int v = 0; v < 256; ++v)
        changed[static_cast<size_t>(v)] = blended(grey, v, static_cast<float>(factor));
    forPixels(image, [&](std::uint8_t* p) {
        for (int c = 0; c < 3; ++c)
            p[c] = changed[p[c]];
    });
}

void changeSaturation(Image& image, double factor) {
    forPixels(image, [&](std::uint8_t* p) {
        const int grey = luma(p);
        for (int c = 0; c < 3; ++c)
            p[c] = blended(grey, p[c], static_cast<float>(factor));
    });
}

void turnHue(Image& image, double turn) {
    // Hue, saturation and value are bytes in between, as in PIL's HSV images.
    const auto steps = static_cast<std::uint8_t>(static_cast<int>(turn * 255));
    forPixels(image, [&](std::uint8_t* p) {
        const int most = std::max({p[0], p[1], p[2]}), least = std::min({p[0], p[1], p[2]});
        if (most == least) return;
        const auto range = static_cast<float>(most - least);
        const float r = static_cast<float>(most - p[0]) / range, g = static_cast<float>(most - p[1]) / range,
                    b = static_cast<float>(most - p[2]) / range;
        const double sixths = p[0] == most ? b - g : p[1] == most ? 2.0 + r - b : 4.0 + g - r;
        const auto sixth = static_cast<float>(sixths);
        const double whole = std::fmod(sixth / 6.0 + 1.0, 1.0);
        const auto hue = static_cast<std::uint8_t>(toByte(static_cast<float>(whole) * 255.0) + steps);
        const std::uint8_t saturation = toByte(range / static_cast<float>(most) * 255.0);
        if (saturation == 0) {
            p[0] = p[1] = p[2] = static_cast<std::uint8_t>(most);
            return;
        }
        const double position = static_cast<float>(hue) * 6.0 / 255.0;
        const int sector = static_cast<int>(std::floor(position));
        const float f = static_cast<float>(position - sector), s = static_cast<float>(saturation / 255.0);
        const auto v = static_cast<float>(most);
        const std::uint8_t low = toByte(std::round(v * (1.0 - s))), falling = toByte(std::round(v * (1.0 - s * f))),
                           rising = toByte(std::round(v * (1.0 - s * (1.0 - f)))), high = static_cast<std::uint8_t>(most);
        const std::uint8_t table[6][3] = {{high, rising, low}, {falling, high, low}, {low, high, rising},
                                          {low, falling, high}, {rising, low, high}, {high, low, falling}};
        std::copy_n(table[sector % 6], 3, p);
    });
}

void jitterColours(Image& image, const ColourJitter& jitter, Random& random) {
    std::vector<int> order{0, 1, 2, 3};
    random.shuffle(order);
    const auto factor = [&](double strength) {
        const double least = std::max(0.0, 1 - strength);
        return least + random.uniform() * (1 + strength - least);
    };
    for (const int change : order) {
        if (change == 0 && jitter.brightness > 0) changeBrightness(image, factor(jitter.brightness));
        if (change == 1 && jitter.contrast > 0) changeContrast(image, factor(jitter.contrast));
        if (change == 2 && jitter.saturation > 0) changeSaturation(image, factor(jitter.saturation));
        if (change == 3 && jitter.hue > 0) turnHue(image, (2 * random.uniform() - 1) * jitter.hue);
    }
}

} // namespace klas::engine
