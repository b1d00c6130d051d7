// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/eval_transform.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <cstring>

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
    c.axis = resizeAxis(length, 0, length, resized, resized > crop ? cropBegin(resized, crop) : 0, c.count, interpolation);
    return c;
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
    Cropped columns, rows;
    const auto needed = [&](ImageSize size) {
        const ImageSize resized = resizedTo(size, resize);
        columns = cropped(size.width, resized.width, crop, interpolation);
        rows = cropped(size.height, resized.height, crop, interpolation);
        return Window{columns.axis.begin, rows.axis.begin, columns.axis.end - columns.axis.begin,
                      rows.axis.end - rows.axis.begin};
    };
    const Image image = decodeImage(bytes, name, needed);
    if (columns.count == 0) needed({image.width, image.height}); // the decoder had no use for the part
    if (columns.count == crop && rows.count == crop) return klas::engine::resize(image, columns.axis, rows.axis, out);
    std::vector<std::uint8_t> part(static_cast<size_t>(columns.count) * static_cast<size_t>(rows.count) * 3);
    klas::engine::resize(image, columns.axis, rows.axis, part.data());
    const size_t pitch = static_cast<size_t>(columns.count) * 3;
    std::memset(out, 0, static_cast<size_t>(crop) * static_cast<size_t>(crop) * 3);
    for (int y = 0; y < rows.count; ++y)
        std::memcpy(out + (static_cast<size_t>(y + rows.padBefore) * static_cast<size_t>(crop) +
                           static_cast<size_t>(columns.padBefore)) * 3,
                    &part[static_cast<size_t>(y) * pitch], pitch);
}

} // namespace klas::engine
