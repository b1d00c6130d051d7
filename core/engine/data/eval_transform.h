// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/data/decode.h"
#include "core/engine/data/resize.h"
#include "core/records/image_transform.h"

#include <array>

namespace klas::engine {

/// Rows and columns of a photo that reach the network, and what is left of it to compute.
struct EvalPlan {
    int width = 0, height = 0; ///< after resizing
    Window crop;               ///< in the resized image; outside of it, where that is smaller, is black
};

/// The rule of torchvision: the shorter side becomes `resize` pixels (0 = as it is), the longer one
/// floor(resize · longer / shorter); the crop's corner is half of what is left over, rounded to even.
EvalPlan planEvaluation(int width, int height, const ImageTransform& transform);

/// A photo as networks are evaluated on it: shorter side resized (antialiased), centre cropped; bytes, as PIL and
/// torchvision's Resize and CenterCrop give them. Only what the crop needs is decoded and computed.
///
///     Image image = evalImage(readImageFile(path), path, transform);       // crop x crop
///     Normaliser(transform).write(image, batch);                            // 3 x crop x crop
///
/// A JPEG is decoded whole, unless `transform.scaledDecode` asks for less: no scale was found at which 99.9 % of the values
/// stay within 1 of 255 for every photo (docs/images.md).
Image evalImage(const std::string& bytes, const std::string& name, const ImageTransform& transform);
/// The same of an image in memory.
Image evalImage(const Image& image, const ImageTransform& transform);

/// Scale at which a JPEG may be decoded that is then reduced to `width` x `height`, so that at least two pixels remain for
/// each of the result: 8, 4, 2 or 1 eighths.
int scaledEighths(int wholeWidth, int wholeHeight, int width, int height);

/// Bytes to what a network reads: (value / 255 - mean) / std per channel, float32, in torchvision's order of operations.
class Normaliser {
public:
    explicit Normaliser(const ImageTransform& transform);
    /// To 3 x H x W.
    void write(const Image& image, float* to) const;
    /// Of a black pixel.
    float black(int channel) const { return m_values[static_cast<size_t>(channel)][0]; }

private:
    std::array<std::array<float, 256>, 3> m_values;
};

} // namespace klas::engine
