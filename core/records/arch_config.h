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

/// An architecture: a name for people and the family's own configuration.
///
/// JSON (`--config F`, the project file, checkpoints): `family`, `img`, `patch`, `in_chans`, `embed_dim`, `depth`,
/// `heads`, `mlp_ratio`, `num_classes`, `ln_eps`, and, where true, `distilled`, `layer_scale`, `no_embed_class`.
struct ArchConfig {
    std::string name;
    std::string family = "vit"; ///< "vit", "deit" or "deit3"; they differ in options only
    VitConfig vit;

    int classes() const { return vit.classes; }
    int imageSize() const { return vit.imageSize; }
    int inChannels() const { return vit.inChannels; }
    bool operator==(const ArchConfig&) const = default;
};

/// Throws Error naming the field when a value is out of range or the parts do not fit (heads must divide the width,
/// patches the image, at most 1e9 parameters).
void check(const ArchConfig& arch);

Json toJson(const ArchConfig& arch);
/// `what` names the origin in messages. Unknown fields are ignored. The result has passed check().
ArchConfig archFromJson(const Json& json, const std::string& what);

} // namespace klas
