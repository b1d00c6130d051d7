// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/eval_transform.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>

namespace klas::engine {

namespace {

/// One axis of resize and crop: outputs padBefore..padBefore+count-1 of the crop show the image.
struct Cropped {
    ResizeAxis axis;
    int padBefore = 0, count = 0;
};

Cropped cropped(int length, int resized, int crop, Interpolation interpolation) {
    Cropped c;
    // torchvision pads first, the smaller half before, and then crops.
    c.padBefore = std::max(0, crop - resized) / 2;
    c.count = std::min(crop, resized);
    c.axis = resizeAxis(length, resized, resized > crop ? cropBegin(resized, crop) : 0, c.count, interpolation);
    return c;
}

struct Axes {
    Cropped columns, rows;
};

Axes axesOf(const EvalTransform& t, ImageSize size) {
    const ImageSize resized = resizedTo(size, t.resize);
    return {cropped(size.width, resized.width, t.crop, t.interpolation),
            cropped(size.height, resized.height, t.crop, t.interpolation)};
}

void apply(const Image& image, const Axes& axes, int crop, std::uint8_t* out) {
    const auto &[columns, rows] = axes;
    if (columns.count == crop && rows.count == crop) return resize(image, columns.axis, rows.axis, out);
    std::vector<std::uint8_t> part(static_cast<size_t>(columns.count) * static_cast<size_t>(rows.count) * 3);
    resize(image, columns.axis, rows.axis, part.data());
    const size_t pitch = static_cast<size_t>(columns.count) * 3;
    std::memset(out, 0, static_cast<size_t>(crop) * static_cast<size_t>(crop) * 3);
    for (int y = 0; y < rows.count; ++y)
        std::memcpy(out + (static_cast<size_t>(y + rows.padBefore) * static_cast<size_t>(crop) +
                           static_cast<size_t>(columns.padBefore)) * 3,
                    &part[static_cast<size_t>(y) * pitch], pitch);
}

} // namespace

ImageSize resizedTo(ImageSize size, int resize) {
    const int shorter = std::min(size.width, size.height), longer = std::max(size.width, size.height);
    const double other = static_cast<double>(static_cast<std::int64_t>(resize) * longer) / shorter;
    if (other * resize > static_cast<double>(kMaxPixels))
        throw Error("An image of " + std::to_string(size.width) + " x " + std::to_string(size.height) +
                    " pixels is too long to be resized.");
    const int otherSide = static_cast<int>(other);
    return size.width <= size.height ? ImageSize{resize, otherSide} : ImageSize{otherSide, resize};
}

int cropBegin(int length, int crop) {
    const int over = length - crop, half = over / 2;
    return over % 2 == 0 || half % 2 == 0 ? half : half + 1;
}

void EvalTransform::apply(std::string_view bytes, const std::string& name, std::uint8_t* out) const {
    std::optional<Axes> axes;
    const Image image = decodeImage(bytes, name, [&](ImageSize size) {
        axes = axesOf(*this, size);
        const ResizeAxis &columns = axes->columns.axis, &rows = axes->rows.axis;
        return Window{columns.begin, rows.begin, columns.end - columns.begin, rows.end - rows.begin};
    });
    if (!axes) axes = axesOf(*this, {image.width, image.height}); // the decoder had no use for a part
    klas::engine::apply(image, *axes, crop, out);
}

void EvalTransform::apply(const Image& image, std::uint8_t* out) const {
    klas::engine::apply(image, axesOf(*this, {image.width, image.height}), crop, out);
}

void resizedCrop(const Image& image, const Window& box, int side, Interpolation interpolation, std::uint8_t* out) {
    Image part{box.width, box.height, {0, 0, box.width, box.height}, {}};
    part.pixels.resize(static_cast<size_t>(box.width) * static_cast<size_t>(box.height) * 3);
    for (int y = 0; y < box.height; ++y)
        std::memcpy(&part.pixels[static_cast<size_t>(y) * static_cast<size_t>(box.width) * 3],
                    image.row(box.top + y) + 3L * (box.left - image.held.left), static_cast<size_t>(box.width) * 3);
    resize(part, resizeAxis(box.width, side, 0, side, interpolation),
           resizeAxis(box.height, side, 0, side, interpolation), out);
}

} // namespace klas::engine
