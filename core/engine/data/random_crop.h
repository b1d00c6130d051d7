// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/random.h"
#include "core/engine/data/photos.h"

namespace klas::engine {

/// Parts of an image's area, and sides width / height, that a random box may have.
struct BoxShape {
    double smallest = 0.08, largest = 1;
    double narrowest = 3.0 / 4, widest = 4.0 / 3;
};

/// The box of torchvision's RandomResizedCrop in an image of width x height: area uniform, log of the sides' ratio uniform,
/// ten tries, then the largest centred box of a legal ratio.
Window randomBox(int width, int height, const BoxShape& shape, Random& random);

/// The box of torchvision's RandomErasing, or one of no width when ten tries find none that is smaller than the image.
Window erasedBox(int width, int height, const BoxShape& shape, Random& random);

/// Image `index` cut to a random box and resized to side x side. A JPEG is decoded at a smaller scale where that leaves two
/// pixels for each of the result.
Image randomResizedCrop(const Photos& photos, long index, const BoxShape& shape, Random& random);

} // namespace klas::engine
