// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>
#include <vector>

namespace klas {

/// LeViT (Graham et al., arXiv 2104.01136): four stride-2 convolutions, then stages of attention with biases, shrunk in
/// between by subsampling attention.
struct LevitConfig {
    int imageSize = 224;
    int inChannels = 3;
    std::vector<int> widths{128, 256, 384}; ///< C per stage
    int keyDim = 16;
    std::vector<int> heads{4, 6, 8};        ///< per stage
    std::vector<int> depths{2, 3, 4};       ///< blocks (attention + MLP) per stage
    int attentionRatio = 2;    ///< value dimension per head = ratio * keyDim
    int subAttentionRatio = 4; ///< the same in subsampling attention
    int mlpRatio = 2;
    int classes = 1000;
    double batchNormEps = 1e-5;
    bool distilled = true;     ///< a second head; their mean is the answer

    int stages() const { return static_cast<int>(widths.size()); }
    int stemWidth(int convolution) const { return widths[0] >> (3 - convolution); } ///< 0..3: C/8, C/4, C/2, C
    int stemGrid(int convolution) const; ///< side after that convolution
    int grid(int stage) const;           ///< positions along one side in `stage` (1-based)
    /// Heads of the subsampling between `stage` and the next.
    int subHeads(int stage) const { return widths[static_cast<size_t>(stage - 1)] / keyDim; }
    bool operator==(const LevitConfig&) const = default;
};

void check(const LevitConfig& config, const std::string& name);
Json toJson(const LevitConfig& config);
LevitConfig levitFromJson(const Json& json, const std::string& what);

} // namespace klas
