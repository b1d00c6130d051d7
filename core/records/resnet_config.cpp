// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/resnet_config.h"

#include "core/records/config_checks.h"

namespace klas {

namespace {

/// Every stride-2 step here pads so that ceil(side / 2) positions remain.
int halved(int side) {
    return (side + 1) / 2;
}

} // namespace

int ResnetConfig::stemGrid() const {
    return halved(imageSize);
}

int ResnetConfig::grid(int stage) const {
    int side = halved(stemGrid()); // max-pooling
    for (int s = 1; s < stage; ++s)
        side = halved(side);
    return side;
}

void check(const ResnetConfig& r, const std::string& name) {
    using namespace config;
    requireImages(name, r.imageSize, r.inChannels, r.classes);
    requireRange(name, "stem_width", r.stemWidth, 1, 4096);
    requireRange(name, "stages", r.stages(), 1, 6);
    requireList(name, "layers", r.layers, r.layers.size(), 1, 200);
    requireList(name, "planes", r.planes, r.layers.size(), 1, 8192);
    requireRange(name, "bn_eps", r.batchNormEps, 0, 1);
    double parameters = 49.0 * r.inChannels * r.stemWidth, in = r.stemWidth;
    for (int stage = 1; stage <= r.stages(); ++stage) {
        const double w = r.planes[size_t(stage - 1)], c = r.channels(stage);
        const auto block = [&](double from) { return r.bottleneck ? from * w + 9 * w * w + w * c : 9 * from * w + 9 * w * w; };
        parameters += block(in) + in * c + (r.layers[size_t(stage - 1)] - 1) * block(c);
        in = c;
    }
    requireParameters(name, parameters + in * r.classes);
}

Json toJson(const ResnetConfig& r) {
    return {{"img", r.imageSize},   {"in_chans", r.inChannels},      {"block", r.bottleneck ? "bottleneck" : "basic"},
            {"layers", r.layers},   {"stem_width", r.stemWidth},     {"planes", r.planes},
            {"num_classes", r.classes}, {"bn_eps", r.batchNormEps}};
}

ResnetConfig resnetFromJson(const Json& json, const std::string& what) {
    ResnetConfig r;
    r.imageSize = optionalField<int>(json, "img", 224, what);
    r.inChannels = optionalField<int>(json, "in_chans", 3, what);
    const auto block = requiredField<std::string>(json, "block", what);
    if (block != "basic" && block != "bottleneck")
        throw Error(what + ": the block \"" + block.substr(0, 40) + "\" is not known; use basic or bottleneck.");
    r.bottleneck = block == "bottleneck";
    r.layers = requiredField<std::vector<int>>(json, "layers", what);
    r.stemWidth = optionalField<int>(json, "stem_width", 64, what);
    r.planes = optionalField<std::vector<int>>(json, "planes", r.planes, what);
    r.classes = requiredField<int>(json, "num_classes", what);
    r.batchNormEps = optionalField<double>(json, "bn_eps", 1e-5, what);
    return r;
}

} // namespace klas
