// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/levit_config.h"

#include "core/records/config_checks.h"

namespace klas {

int LevitConfig::stemGrid(int convolution) const {
    int side = imageSize;
    for (int k = 0; k <= convolution; ++k)
        side = (side + 1) / 2; // 3x3, stride 2, padding 1
    return side;
}

int LevitConfig::grid(int stage) const {
    int side = stemGrid(3);
    for (int s = 1; s < stage; ++s)
        side = (side + 1) / 2; // every second position
    return side;
}

void check(const LevitConfig& l, const std::string& name) {
    using namespace config;
    requireImages(name, l.imageSize, l.inChannels, l.classes);
    requireRange(name, "stages", l.stages(), 1, 6);
    requireList(name, "embed_dim", l.widths, l.widths.size(), 8, 4096);
    requireList(name, "heads", l.heads, l.widths.size(), 1, 1024);
    requireList(name, "depth", l.depths, l.widths.size(), 1, 200);
    requireRange(name, "key_dim", l.keyDim, 1, 1024);
    requireRange(name, "attn_ratio", l.attentionRatio, 1, 16);
    requireRange(name, "sub_attn_ratio", l.subAttentionRatio, 1, 16);
    requireRange(name, "mlp_ratio", l.mlpRatio, 1, 16);
    requireRange(name, "bn_eps", l.batchNormEps, 0, 1);
    if (l.widths[0] % 8 != 0)
        refuse(name, "the first width " + std::to_string(l.widths[0]) + " is no multiple of 8, as the stem needs.");
    double parameters = 0;
    for (int stage = 1; stage <= l.stages(); ++stage) {
        const auto k = size_t(stage - 1);
        if (stage < l.stages() && l.subHeads(stage) < 1)
            refuse(name, "key_dim " + std::to_string(l.keyDim) + " is larger than the width " + std::to_string(l.widths[k]) +
                             " of stage " + std::to_string(stage) + ".");
        const double c = l.widths[k], a = double(l.heads[k]) * l.keyDim * (2 + 2 * l.attentionRatio);
        const double biases = double(l.heads[k]) * l.grid(stage) * l.grid(stage);
        parameters += l.depths[k] * (c * a + 2 * l.mlpRatio * c * c + biases) + 2 * c * l.classes + 16 * c * c;
    }
    requireParameters(name, parameters);
    if (l.grid(1) * l.grid(1) > 16384) refuse(name, "this network would be too large (more than 16384 tokens).");
}

Json toJson(const LevitConfig& l) {
    return {{"img", l.imageSize}, {"in_chans", l.inChannels}, {"embed_dim", l.widths}, {"key_dim", l.keyDim},
            {"heads", l.heads},   {"depth", l.depths},        {"attn_ratio", l.attentionRatio},
            {"sub_attn_ratio", l.subAttentionRatio},          {"mlp_ratio", l.mlpRatio},
            {"num_classes", l.classes}, {"bn_eps", l.batchNormEps}, {"distillation", l.distilled}};
}

LevitConfig levitFromJson(const Json& json, const std::string& what) {
    config::requireOnly(json, "act", "hardswish", what);
    config::requireOnly(json, "stride", 2, what);
    config::requireOnly(json, "patch", 16, what);
    LevitConfig l;
    l.imageSize = requiredField<int>(json, "img", what);
    l.inChannels = optionalField<int>(json, "in_chans", 3, what);
    l.widths = requiredField<std::vector<int>>(json, "embed_dim", what);
    l.keyDim = requiredField<int>(json, "key_dim", what);
    l.heads = requiredField<std::vector<int>>(json, "heads", what);
    l.depths = requiredField<std::vector<int>>(json, "depth", what);
    l.attentionRatio = optionalField<int>(json, "attn_ratio", 2, what);
    l.subAttentionRatio = optionalField<int>(json, "sub_attn_ratio", 4, what);
    l.mlpRatio = optionalField<int>(json, "mlp_ratio", 2, what);
    l.classes = requiredField<int>(json, "num_classes", what);
    l.batchNormEps = optionalField<double>(json, "bn_eps", 1e-5, what);
    l.distilled = optionalField<bool>(json, "distillation", true, what);
    if (json.contains("sub_heads") && l.keyDim > 0) { // derived: refuse what would differ
        Json subHeads = Json::array();
        for (int stage = 1; stage < l.stages(); ++stage)
            subHeads.push_back(l.subHeads(stage));
        config::requireOnly(json, "sub_heads", subHeads, what);
    }
    return l;
}

} // namespace klas
