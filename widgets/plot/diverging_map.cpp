// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/diverging_map.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace klas::ui {

namespace {

// Of Okabe and Ito's blue and vermillion-orange, in degrees of OKLab's hue.
constexpr double kBlueHue = 247, kOrangeHue = 52;
constexpr double kPale = 0.93, kDeep = 0.45, kChroma = 0.115;

int channel(double linear) {
    linear = std::clamp(linear, 0.0, 1.0);
    const double encoded = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
    return static_cast<int>(std::lround(255 * encoded));
}

double decoded(int channel) {
    const double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

QRgb fromOklab(double lightness, double a, double b) {
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    const int red = channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
    const int green = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
    const int blue = channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    return qRgb(red, green, blue) & 0xffffffu;
}

} // namespace

std::array<QRgb, 256> divergingTable() {
    std::array<QRgb, 256> table{};
    for (int k = 0; k < 256; ++k) {
        const double t = std::max(0.0, (std::abs(2 * k - 255) - 1) / 254.0); // 0 for the two in the middle, 1 at the ends
        const double hue = (k < 128 ? kBlueHue : kOrangeHue) * std::numbers::pi / 180;
        const double chroma = kChroma * (1 - (1 - t) * (1 - t)); // more colour early, where there is room for it
        table[static_cast<size_t>(k)] = fromOklab(kPale + t * (kDeep - kPale), chroma * std::cos(hue), chroma * std::sin(hue));
    }
    return table;
}

double perceivedLightness(QRgb color) {
    const double red = decoded(qRed(color)), green = decoded(qGreen(color)), blue = decoded(qBlue(color));
    const double l = std::cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const double m = std::cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const double s = std::cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

} // namespace klas::ui
