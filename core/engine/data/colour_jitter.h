// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/engine/data/image.h"

namespace klas::engine {

/// How far colours may change, as in torchvision's ColorJitter: brightness, contrast and saturation are multiplied by a
/// factor from max(0, 1 - x) to 1 + x, hue is turned by up to ± that part of a whole turn (0..0.5).
struct ColourJitter {
    double brightness = 0, contrast = 0, saturation = 0, hue = 0;
    bool none() const { return brightness == 0 && contrast == 0 && saturation == 0 && hue == 0; }
    bool operator==(const ColourJitter&) const = default;
};

// In place, on bytes, with PIL's rounding.
void changeBrightness(Image& image, double factor);
void changeContrast(Image& image, double factor);
void changeSaturation(Image& image, double factor);
void turnHue(Image& image, double turn); ///< -0.5..0.5

/// All that `jitter` asks for, in a random order with random factors.
void jitterColours(Image& image, const ColourJitter& jitter, Random& random);

} // namespace klas::engine
