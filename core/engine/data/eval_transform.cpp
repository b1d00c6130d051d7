// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/eval_transform.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace klas::engine {

namespace {

Interpolation interpolationOf(const ImageTransform& transform) {
    return transform.interpolation == "bilinear" ? Interpolation::Bilinear : Interpolation::Bicubic;
}

/// Half of `left` over, to the even neighbour when that is no whole number (Python's round()).
int centred(int over) {
    return over >= 0 ? static_cast<int>(std::nearbyint(over / 2.0)) : 0;
}

/// What of the crop lies in the image, along one axis.
struct Span {
    int from = 0, count = 0; ///< in the resized image
    int at = 0;              ///< first position in the crop
};
Span inside(int cropFrom, int crop, int size) {
    const int from = std::max(0, cropFrom), to = std::min(size, cropFrom + crop);
    return {from, to - from, from - cropFrom};
}

struct Axes {
    Span x, y;
    ResizeAxis columns, rows;
    /// For an image decoded at eighths / 8 of its size; its last pixel may reach over the edge of the whole one.
    Axes(int wholeWidth, int wholeHeight, int eighths, const EvalPlan& plan, const ImageTransform& transform)
        : x(inside(plan.crop.left, plan.crop.width, plan.width))
        , y(inside(plan.crop.top, plan.crop.height, plan.height))
        , columns(scaled(wholeWidth, eighths), 0, wholeWidth * eighths / 8.0, plan.width, interpolationOf(transform),
                  x.from, x.count)
        , rows(scaled(wholeHeight, eighths), 0, wholeHeight * eighths / 8.0, plan.height, interpolationOf(transform),
               y.from, y.count) {}
    static int scaled(int size, int eighths) { return (size * eighths + 7) / 8; }
    Window needed() const {
        return {columns.begin(), rows.begin(), columns.end() - columns.begin(), rows.end() - rows.begin()};
    }
    Image apply(const ImagePart& part, const Window& crop) const {
        Image image = resize(part, columns, rows);
        if (image.width() == crop.width && image.height() == crop.height) return image;
        Image framed(crop.width, crop.height);
        std::memset(framed.row(0), 0, static_cast<size_t>(framed.stride() * framed.height()));
        for (int row = 0; row < image.height(); ++row)
            std::memcpy(framed.row(y.at + row) + 4L * x.at, image.row(row), static_cast<size_t>(image.stride()));
        return framed;
    }
};

} // namespace

EvalPlan planEvaluation(int width, int height, const ImageTransform& transform) {
    EvalPlan plan{width, height, {}};
    const int shorter = std::min(width, height);
    if (transform.resize > 0 && shorter != transform.resize) {
        const double longer = static_cast<double>(transform.resize) * std::max(width, height) / shorter;
        if (longer > static_cast<double>(kMaxPixels) / transform.resize)
            throw Error("An image of " + std::to_string(width) + " x " + std::to_string(height) +
                        " pixels is too narrow to be resized to " + std::to_string(transform.resize) + ".");
        (width <= height ? plan.width : plan.height) = transform.resize;
        (width <= height ? plan.height : plan.width) = static_cast<int>(longer);
    }
    if (transform.crop == 0) {
        plan.crop = {0, 0, plan.width, plan.height};
        return plan;
    }
    const auto corner = [&](int size) {
        // A smaller image is framed in black, the odd pixel right and below.
        return size < transform.crop ? -((transform.crop - size) / 2) : centred(size - transform.crop);
    };
    plan.crop = {corner(plan.width), corner(plan.height), transform.crop, transform.crop};
    return plan;
}

int scaledEighths(int wholeWidth, int wholeHeight, int width, int height) {
    constexpr int kScaledMargin = 2;
    for (const int eighths : {1, 2, 4})
        if (static_cast<long>(wholeWidth) * eighths >= 8L * kScaledMargin * width &&
            static_cast<long>(wholeHeight) * eighths >= 8L * kScaledMargin * height)
            return eighths;
    return 8;
}

Image evalImage(const std::string& bytes, const std::string& name, const ImageTransform& transform) {
    EvalPlan plan;
    std::unique_ptr<Axes> axes;
    const ImagePart part = decodeImage(bytes, name, [&](int width, int height, bool scalable) {
        plan = planEvaluation(width, height, transform);
        const int eighths = transform.scaledDecode && scalable ? scaledEighths(width, height, plan.width, plan.height) : 8;
        axes = std::make_unique<Axes>(width, height, eighths, plan, transform);
        return Wanted{axes->needed(), eighths};
    });
    return axes->apply(part, plan.crop);
}

Image evalImage(const Image& image, const ImageTransform& transform) {
    const EvalPlan plan = planEvaluation(image.width(), image.height(), transform);
    const Axes axes(image.width(), image.height(), 8, plan, transform);
    ImagePart part{Image(image.width(), image.height()), 0, 0, image.width(), image.height()};
    std::memcpy(part.pixels.row(0), image.row(0), static_cast<size_t>(image.stride() * image.height()));
    return axes.apply(part, plan.crop);
}

Normaliser::Normaliser(const ImageTransform& transform) {
    for (size_t c = 0; c < 3; ++c)
        for (size_t value = 0; value < 256; ++value)
            m_values[c][value] = (static_cast<float>(value) / 255 - static_cast<float>(transform.mean[c])) /
                                 static_cast<float>(transform.stddev[c]);
}

void Normaliser::write(const Image& image, float* to) const {
    const long width = image.width();
    float* planes[3] = {to, to + width * image.height(), to + 2 * width * image.height()};
    for (int y = 0; y < image.height(); ++y) {
        const std::uint8_t* row = image.row(y);
        for (size_t c = 0; c < 3; ++c) {
            const auto& values = m_values[c];
            float* out = planes[c] + width * y;
            for (long x = 0; x < width; ++x)
                out[x] = values[row[4 * x + static_cast<long>(c)]];
        }
    }
}

} // namespace klas::engine
