// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/swin_config.h"

#include "core/records/config_checks.h"

namespace klas {

int SwinConfig::grid(int stage) const {
    int side = imageSize / patchSize;
    for (int s = 1; s < stage; ++s)
        side = (side + 1) / 2;
    return side;
}

void check(const SwinConfig& s, const std::string& name) {
    using namespace config;
    requireImages(name, s.imageSize, s.inChannels, s.classes);
    requireRange(name, "patch", s.patchSize, 1, s.imageSize);
    requireRange(name, "embed_dim", s.width, 1, 4096);
    requireRange(name, "stages", s.stages(), 1, 6);
    requireList(name, "depths", s.depths, s.depths.size(), 1, 200);
    requireList(name, "heads", s.heads, s.depths.size(), 1, 4096);
    requireRange(name, "window", s.window, 1, 256);
    requireRange(name, "mlp_ratio", s.mlpRatio, 1.0 / s.width, 16);
    requireRange(name, "ln_eps", s.layerNormEps, 0, 1);
    if (s.imageSize % s.patchSize != 0)
        refuse(name, "patches of " + std::to_string(s.patchSize) + " pixels do not divide an image of " +
                         std::to_string(s.imageSize) + ".");
    double parameters = double(s.width) * s.inChannels * s.patchSize * s.patchSize;
    for (int stage = 1; stage <= s.stages(); ++stage) {
        const int heads = s.heads[size_t(stage - 1)], width = s.stageWidth(stage);
        if (width % heads != 0)
            refuse(name, std::to_string(heads) + " heads do not divide the width " + std::to_string(width) + " of stage " +
                             std::to_string(stage) + ".");
        const double d = width;
        parameters += s.depths[size_t(stage - 1)] * (4 + 2 * s.mlpRatio) * d * d + 8 * d * d + 2 * d * s.classes;
    }
    requireParameters(name, parameters);
}

Json toJson(const SwinConfig& s) {
    return {{"img", s.imageSize}, {"patch", s.patchSize},   {"in_chans", s.inChannels}, {"embed_dim", s.width},
            {"depths", s.depths}, {"heads", s.heads},       {"window", s.window},       {"mlp_ratio", s.mlpRatio},
            {"num_classes", s.classes}, {"ln_eps", s.layerNormEps}};
}

SwinConfig swinFromJson(const Json& json, const std::string& what) {
    config::requireOnly(json, "gelu", "erf", what);
    SwinConfig s;
    s.imageSize = requiredField<int>(json, "img", what);
    s.patchSize = optionalField<int>(json, "patch", 4, what);
    s.inChannels = optionalField<int>(json, "in_chans", 3, what);
    s.width = requiredField<int>(json, "embed_dim", what);
    s.depths = requiredField<std::vector<int>>(json, "depths", what);
    s.heads = requiredField<std::vector<int>>(json, "heads", what);
    s.window = optionalField<int>(json, "window", 7, what);
    s.mlpRatio = optionalField<double>(json, "mlp_ratio", 4, what);
    s.classes = requiredField<int>(json, "num_classes", what);
    s.layerNormEps = optionalField<double>(json, "ln_eps", 1e-5, what);
    config::requireOnly(json, "shift", s.window / 2, what);
    return s;
}

} // namespace klas
