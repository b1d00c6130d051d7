// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/resize.h"

namespace klas::engine {

/// The transform of evaluation, as timm and torchvision have it: the shorter side to `resize` pixels (antialiased), then
/// the middle `crop` x `crop`. Where the image is smaller than the crop, black surrounds it.
///
///     EvalTransform transform{256, 224, Interpolation::Bicubic};
///     transform.apply(bytes, "photo.jpg", pixels);            // 224 x 224 x 3
struct EvalTransform {
    int resize = 256, crop = 224;
    Interpolation interpolation = Interpolation::Bicubic;

    /// Decodes the part of a JPEG or PNG that the crop shows; throws as decodeImage(). `out`: crop x crop x 3.
    void apply(std::string_view bytes, const std::string& name, std::uint8_t* out) const;
    /// The same for a whole image that is decoded already.
    void apply(const Image& image, std::uint8_t* out) const;
};

/// The rectangle `box` of an image resized to side x side, as torchvision's resized_crop has it: cut out first, so that
/// nothing outside the box plays a part. `out`: side x side x 3.
void resizedCrop(const Image& image, const Window& box, int side, Interpolation interpolation, std::uint8_t* out);

/// The size after the shorter side has become `resize`: the other is cut to whole pixels (torchvision's Resize).
ImageSize resizedTo(ImageSize size, int resize);
/// Where torchvision's CenterCrop begins: half of what is left over, half-way cases to even.
int cropBegin(int length, int crop);

} // namespace klas::engine
