// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/random_crop.h"

#include <algorithm>
#include <cmath>

namespace klas::engine {

namespace {

constexpr int kTries = 10;

int rounded(double x) {
    return static_cast<int>(std::nearbyint(x)); // to the even neighbour, as Python's round()
}

/// Sides of a random box; they may not fit.
struct Sides {
    double area, ratio;
};
Sides drawSides(double area, const BoxShape& shape, Random& random) {
    const double part = shape.smallest + random.uniform() * (shape.largest - shape.smallest);
    const double low = std::log(shape.narrowest), high = std::log(shape.widest);
    return {area * part, std::exp(low + random.uniform() * (high - low))};
}

int upTo(int most, Random& random) {
    return static_cast<int>(random.below(static_cast<std::uint64_t>(most) + 1));
}

} // namespace

Window randomBox(int width, int height, const BoxShape& shape, Random& random) {
    for (int attempt = 0; attempt < kTries; ++attempt) {
        const Sides sides = drawSides(static_cast<double>(width) * height, shape, random);
        const int w = rounded(std::sqrt(sides.area * sides.ratio)), h = rounded(std::sqrt(sides.area / sides.ratio));
        if (w < 1 || h < 1 || w > width || h > height) continue;
        const int top = upTo(height - h, random), left = upTo(width - w, random);
        return {left, top, w, h};
    }
    const double ratio = static_cast<double>(width) / height;
    int w = width, h = height;
    if (ratio < shape.narrowest) h = std::max(1, rounded(w / shape.narrowest));
    if (ratio > shape.widest) w = std::max(1, rounded(h * shape.widest));
    return {(width - w) / 2, (height - h) / 2, w, h};
}

Window erasedBox(int width, int height, const BoxShape& shape, Random& random) {
    for (int attempt = 0; attempt < kTries; ++attempt) {
        const Sides sides = drawSides(static_cast<double>(width) * height, shape, random);
        const int h = rounded(std::sqrt(sides.area * sides.ratio)), w = rounded(std::sqrt(sides.area / sides.ratio));
        if (h >= height || w >= width) continue;
        const int top = upTo(height - h, random), left = upTo(width - w, random);
        return {left, top, w, h};
    }
    return {};
}

Image randomResizedCrop(const Photos& photos, long index, const BoxShape& shape, Random& random) {
    const int side = photos.imageSize();
    const Interpolation filter = photos.interpolation();
    Window box;
    int eighths = 8;
    const auto scaled = [&](int size) { return (size * eighths + 7) / 8; };
    std::unique_ptr<ResizeAxis> columns, rows;
    ImagePart part = photos.part(index, [&](int width, int height, bool scalable) {
        box = randomBox(width, height, shape, random);
        if (scalable) eighths = scaledEighths(box.width, box.height, side, side);
        if (eighths == 8) { // nothing beyond the box counts
            columns = std::make_unique<ResizeAxis>(box.width, side, filter, 0, side);
            rows = std::make_unique<ResizeAxis>(box.height, side, filter, 0, side);
            return Wanted{box, eighths};
        }
        columns = std::make_unique<ResizeAxis>(scaled(width), box.left * eighths / 8.0, box.width * eighths / 8.0, side,
                                               filter, 0, side);
        rows = std::make_unique<ResizeAxis>(scaled(height), box.top * eighths / 8.0, box.height * eighths / 8.0, side,
                                            filter, 0, side);
        return Wanted{{columns->begin(), rows->begin(), columns->end() - columns->begin(), rows->end() - rows->begin()},
                      eighths};
    });
    if (eighths == 8) {
        part.left -= box.left;
        part.top -= box.top;
    }
    return resize(part, *columns, *rows);
}

} // namespace klas::engine
