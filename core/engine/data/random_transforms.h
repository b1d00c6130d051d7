// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/engine/data/image.h"

#include <vector>

namespace klas::engine {

/// Between `low` and `high`, uniformly.
double uniform(Random& random, double low, double high);
/// Beta(a, a) as the ratio of two gamma variates (Marsaglia and Tsang 2000); a > 0.
double symmetricBeta(Random& random, double a);

struct CropRange {
    double scaleLow = 0.08, scaleHigh = 1;        ///< of the image's area
    double ratioLow = 3.0 / 4, ratioHigh = 4.0 / 3; ///< width : height, log-uniform
    bool operator==(const CropRange&) const = default;
};
/// The box of a random resized crop (Szegedy et al. 2015): ten tries, then the largest middle box of an allowed shape.
Window randomCrop(Random& random, ImageSize size, const CropRange& range);

struct JitterRange {
    double brightness = 0, contrast = 0, saturation = 0; ///< factors from 1 - x (at least 0) to 1 + x
    double hue = 0;                                      ///< turns from -x to x, at most 1/2
    bool any() const { return brightness > 0 || contrast > 0 || saturation > 0 || hue > 0; }
    bool operator==(const JitterRange&) const = default;
};
/// Colour jitter in place, its four steps in random order: `image` is C x pixels in 0..1. Saturation and hue leave images
/// of one channel as they are.
void jitterColours(Random& random, float* image, int channels, long pixels, const JitterRange& range);

/// Sets a random rectangle of a normalised image to zero (Zhong et al. 2020): 2 to 33 % of its area, 3 : 10 to 10 : 3.
void eraseRectangle(Random& random, float* image, int channels, int side);

// The steps of the jitter, each as torchvision has it on floats; `image` is 3 x pixels in 0..1 (contrast: C x pixels).
void adjustContrast(float* image, int channels, long pixels, double factor);
void adjustSaturation(float* image, long pixels, double factor);
void adjustHue(float* image, long pixels, double turns);

} // namespace klas::engine
