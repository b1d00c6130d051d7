// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/levit_config.h"
#include "core/records/resnet_config.h"
#include "core/records/swin_config.h"
#include "core/records/vit_config.h"

#include <string>
#include <variant>

namespace klas {

/// An architecture: a name for people and the family's own configuration.
///
/// JSON (`--config F`, the project file, checkpoints): `name`, `family` and the fields of the family's configuration,
/// for all of them `img`, `in_chans` and `num_classes`:
///
///     vit, deit, deit3   patch, embed_dim, depth, heads, mlp_ratio, ln_eps; where true distilled, layer_scale, no_embed_class
///     swin               patch, embed_dim, depths, heads, window, mlp_ratio, ln_eps
///     resnet             block ("basic" or "bottleneck"), layers, stem_width, planes, bn_eps
///     levit              embed_dim, key_dim, heads, depth, attn_ratio, sub_attn_ratio, mlp_ratio, bn_eps, distillation
struct ArchConfig {
    std::string name;
    std::string family = "vit";
    std::variant<VitConfig, SwinConfig, ResnetConfig, LevitConfig> shape;

    VitConfig& vit() { return std::get<VitConfig>(shape); }
    const VitConfig& vit() const { return std::get<VitConfig>(shape); }
    SwinConfig& swin() { return std::get<SwinConfig>(shape); }
    const SwinConfig& swin() const { return std::get<SwinConfig>(shape); }
    ResnetConfig& resnet() { return std::get<ResnetConfig>(shape); }
    const ResnetConfig& resnet() const { return std::get<ResnetConfig>(shape); }
    LevitConfig& levit() { return std::get<LevitConfig>(shape); }
    const LevitConfig& levit() const { return std::get<LevitConfig>(shape); }

    int classes() const;
    int imageSize() const; ///< pixels
    int inChannels() const;
    void setClasses(int classes);
    void setImageSize(int pixels);
    bool operator==(const ArchConfig&) const = default;
};

/// Throws Error naming the field when a value is out of range or the parts do not fit (heads must divide the width,
/// patches the image, at most 4e9 parameters).
void check(const ArchConfig& arch);

Json toJson(const ArchConfig& arch);
/// `what` names the origin in messages. Unknown fields are ignored. The result has passed check().
ArchConfig archFromJson(const Json& json, const std::string& what);

} // namespace klas
