// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <algorithm>
#include <string>
#include <vector>

namespace klas {

/// Swin Transformer (Liu et al., arXiv 2103.14030) with timm's maths: stages of windowed attention, every second block
/// shifted by half a window, patch merging between stages.
struct SwinConfig {
    int imageSize = 224; ///< height and width in pixels
    int patchSize = 4;
    int inChannels = 3;
    int width = 96;      ///< channels of stage 1; each further stage doubles them
    std::vector<int> depths{2, 2, 6, 2};  ///< blocks per stage
    std::vector<int> heads{3, 6, 12, 24}; ///< per stage
    int window = 7;      ///< side of an attention window in positions
    double mlpRatio = 4;
    int classes = 1000;
    double layerNormEps = 1e-5;

    int stages() const { return static_cast<int>(depths.size()); }
    int grid(int stage) const; ///< positions along one side in `stage` (1-based); halved, rounded up, by each merging
    int stageWidth(int stage) const { return width << (stage - 1); }
    /// Where the grid is no larger than the window, one window covers it and nothing is shifted.
    int windowAt(int stage) const { return std::min(window, grid(stage)); }
    int mlpWidth(int stage) const { return static_cast<int>(stageWidth(stage) * mlpRatio); }
    bool operator==(const SwinConfig&) const = default;
};

void check(const SwinConfig& config, const std::string& name);
Json toJson(const SwinConfig& config);
SwinConfig swinFromJson(const Json& json, const std::string& what);

} // namespace klas
