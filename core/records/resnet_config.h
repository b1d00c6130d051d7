// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>
#include <vector>

namespace klas {

/// ResNet (He et al., arXiv 1512.03385) as torchvision has it: v1.5, the stride of a bottleneck in its 3x3 convolution.
struct ResnetConfig {
    int imageSize = 224;
    int inChannels = 3;
    bool bottleneck = true;               ///< 1x1, 3x3, 1x1 with four times the planes; else two 3x3
    int stemWidth = 64;                   ///< of the 7x7 convolution
    std::vector<int> layers{3, 4, 6, 3};  ///< blocks per stage
    std::vector<int> planes{64, 128, 256, 512}; ///< width w of each stage; the output has w * expansion() channels
    int classes = 1000;
    double batchNormEps = 1e-5;

    int expansion() const { return bottleneck ? 4 : 1; }
    int stages() const { return static_cast<int>(layers.size()); }
    int stemGrid() const;      ///< side after the 7x7 convolution of stride 2
    int grid(int stage) const; ///< side of the maps in `stage` (1-based)
    int channels(int stage) const { return planes[static_cast<size_t>(stage - 1)] * expansion(); }
    bool operator==(const ResnetConfig&) const = default;
};

void check(const ResnetConfig& config, const std::string& name);
Json toJson(const ResnetConfig& config);
ResnetConfig resnetFromJson(const Json& json, const std::string& what);

} // namespace klas
