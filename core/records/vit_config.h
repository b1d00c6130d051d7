// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>

namespace klas {

/// Everything that fixes a vision transformer's shape and maths (ViT, DeiT, DeiT III as in timm).
struct VitConfig {
    int imageSize = 224;  ///< height and width in pixels
    int patchSize = 16;
    int inChannels = 3;
    int width = 768;      ///< embedding dimension D
    int depth = 12;       ///< number of blocks
    int heads = 12;
    double mlpRatio = 4;
    int classes = 1000;
    double layerNormEps = 1e-6;
    bool distilled = false;        ///< DeiT's distillation token and second head (`dist_token`, `head_dist`)
    bool layerScale = false;       ///< `ls1.gamma`, `ls2.gamma` as in DeiT III
    bool patchPositionsOnly = false; ///< DeiT III: the position embedding covers the patches, not the class token

    int grid() const { return imageSize / patchSize; }
    int extraTokens() const { return distilled ? 2 : 1; }
    int tokens() const { return grid() * grid() + extraTokens(); }
    int mlpWidth() const { return static_cast<int>(width * mlpRatio); }
    bool operator==(const VitConfig&) const = default;
};

void check(const VitConfig& config, const std::string& name);
Json toJson(const VitConfig& config);
/// `deit3` sets the defaults of DeiT III: layer scale, positions on the patches only.
VitConfig vitFromJson(const Json& json, bool deit3, const std::string& what);

} // namespace klas
