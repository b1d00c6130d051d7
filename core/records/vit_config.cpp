// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/vit_config.h"

#include "core/records/config_checks.h"

namespace klas {

void check(const VitConfig& v, const std::string& name) {
    using namespace config;
    requireImages(name, v.imageSize, v.inChannels, v.classes);
    requireRange(name, "patch", v.patchSize, 1, v.imageSize);
    requireRange(name, "embed_dim", v.width, 1, 8192);
    requireRange(name, "depth", v.depth, 1, 200);
    requireRange(name, "heads", v.heads, 1, v.width);
    requireRange(name, "mlp_ratio", v.mlpRatio, 1.0 / v.width, 16);
    requireRange(name, "ln_eps", v.layerNormEps, 0, 1);
    if (v.width % v.heads != 0)
        refuse(name, std::to_string(v.heads) + " heads do not divide the width " + std::to_string(v.width) + ".");
    if (v.imageSize % v.patchSize != 0)
        refuse(name, "patches of " + std::to_string(v.patchSize) + " pixels do not divide an image of " +
                         std::to_string(v.imageSize) + ".");
    if (v.tokens() > 70000) refuse(name, "this network would be too large (more than 70000 tokens).");
    const double d = v.width;
    requireParameters(name, v.depth * (4 + 2 * v.mlpRatio) * d * d + d * v.tokens() + 2 * d * v.classes +
                                d * v.inChannels * v.patchSize * v.patchSize);
}

Json toJson(const VitConfig& v) {
    Json json{{"img", v.imageSize},   {"patch", v.patchSize},     {"in_chans", v.inChannels}, {"embed_dim", v.width},
              {"depth", v.depth},     {"heads", v.heads},         {"mlp_ratio", v.mlpRatio},
              {"num_classes", v.classes}, {"ln_eps", v.layerNormEps}};
    if (v.distilled) json["distilled"] = true;
    if (v.layerScale) json["layer_scale"] = true;
    if (v.patchPositionsOnly) json["no_embed_class"] = true;
    return json;
}

VitConfig vitFromJson(const Json& json, bool deit3, const std::string& what) {
    config::requireOnly(json, "gelu", "erf", what);
    VitConfig v;
    v.imageSize = requiredField<int>(json, "img", what);
    v.patchSize = requiredField<int>(json, "patch", what);
    v.inChannels = optionalField<int>(json, "in_chans", 3, what);
    v.width = requiredField<int>(json, "embed_dim", what);
    v.depth = requiredField<int>(json, "depth", what);
    v.heads = requiredField<int>(json, "heads", what);
    v.mlpRatio = optionalField<double>(json, "mlp_ratio", 4, what);
    v.classes = requiredField<int>(json, "num_classes", what);
    v.layerNormEps = optionalField<double>(json, "ln_eps", 1e-6, what);
    v.distilled = optionalField<bool>(json, "distilled", false, what);
    v.layerScale = optionalField<bool>(json, "layer_scale", deit3, what);
    v.patchPositionsOnly = optionalField<bool>(json, "no_embed_class", deit3, what);
    return v;
}

} // namespace klas
