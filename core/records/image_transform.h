// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <array>
#include <string>

namespace klas {

/// How photos are made ready for networks that are evaluated: the shorter side is resized, the centre cropped, and
/// (value - mean) / std taken per channel of values in 0..1. The default is what ImageNet networks of timm read.
struct ImageTransform {
    int resize = 248;                      ///< shorter side in pixels; 0 = as it is
    int crop = 224;                        ///< side of the square that is cut out; 0 = none
    std::string interpolation = "bicubic"; ///< or "bilinear"; both antialiased
    /// Decode large JPEGs at 1/2, 1/4 or 1/8 of their size where two pixels remain for each of the result. Several times
    /// faster on camera photos, but values differ by up to a few of 255 from those of a whole decode.
    bool scaledDecode = false;
    std::array<double, 3> mean{0.485, 0.456, 0.406};
    std::array<double, 3> stddev{0.229, 0.224, 0.225};
    bool operator==(const ImageTransform&) const = default;
};

/// Throws Error naming what is out of range.
void check(const ImageTransform& transform, const std::string& what);
Json toJson(const ImageTransform& transform);
ImageTransform imageTransformFromJson(const Json& json, const std::string& what);

} // namespace klas
