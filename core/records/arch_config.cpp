// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/arch_config.h"

#include <cmath>

namespace klas {

namespace {

std::string number(double value)
{
    std::string text = Json(value).dump();
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

void requireRange(const char* field, double value, double low, double high, const std::string& name)
{
    if (value >= low && value <= high) return;
    throw Error("Architecture " + (name.empty() ? std::string("(unnamed)") : name) + ": " + field + " is " +
                number(value) + " but must be between " + number(low) + " and " + number(high) + ".");
}

} // namespace

void check(const ArchConfig& arch)
{
    if (arch.family != "vit" && arch.family != "deit" && arch.family != "deit3")
        throw Error("Architecture " + arch.name + ": the family \"" + arch.family +
                    "\" is not known; use vit, deit or deit3.");
    const VitConfig& v = arch.vit;
    requireRange("img", v.imageSize, 1, 4096, arch.name);
    requireRange("patch", v.patchSize, 1, v.imageSize, arch.name);
    requireRange("in_chans", v.inChannels, 1, 64, arch.name);
    requireRange("embed_dim", v.width, 1, 8192, arch.name);
    requireRange("depth", v.depth, 1, 200, arch.name);
    requireRange("heads", v.heads, 1, v.width, arch.name);
    requireRange("mlp_ratio", v.mlpRatio, 1.0 / v.width, 16, arch.name);
    requireRange("num_classes", v.classes, 2, 100000, arch.name);
    requireRange("ln_eps", v.layerNormEps, 0, 1, arch.name);
    if (v.width % v.heads != 0)
        throw Error("Architecture " + arch.name + ": " + std::to_string(v.heads) + " heads do not divide the width " +
                    std::to_string(v.width) + ".");
    if (v.imageSize % v.patchSize != 0)
        throw Error("Architecture " + arch.name + ": patches of " + std::to_string(v.patchSize) +
                    " pixels do not divide an image of " + std::to_string(v.imageSize) + ".");
    const double d = v.width;
    const double parameters = v.depth * (4 + 2 * v.mlpRatio) * d * d + d * v.tokens() + 2 * d * v.classes +
                              d * v.inChannels * v.patchSize * v.patchSize;
    if (parameters > 4e9 || static_cast<double>(v.tokens()) > 70000)
        throw Error("Architecture " + arch.name + ": this network would be too large (more than 4e9 parameters or " +
                    "70000 tokens).");
}

Json toJson(const ArchConfig& arch)
{
    const VitConfig& v = arch.vit;
    Json json{{"name", arch.name},       {"family", arch.family},       {"img", v.imageSize},
              {"patch", v.patchSize},    {"in_chans", v.inChannels},    {"embed_dim", v.width},
              {"depth", v.depth},        {"heads", v.heads},            {"mlp_ratio", v.mlpRatio},
              {"num_classes", v.classes}, {"ln_eps", v.layerNormEps}};
    if (v.distilled) json["distilled"] = true;
    if (v.layerScale) json["layer_scale"] = true;
    if (v.patchPositionsOnly) json["no_embed_class"] = true;
    return json;
}

ArchConfig archFromJson(const Json& json, const std::string& what)
{
    ArchConfig arch;
    arch.family = requiredField<std::string>(json, "family", what);
    arch.name = optionalField<std::string>(json, "name", arch.family, what);
    VitConfig& v = arch.vit;
    // A field that would change the network must not be passed over in silence.
    if (const auto gelu = optionalField<std::string>(json, "gelu", "erf", what); gelu != "erf")
        throw Error(what + ": the activation \"" + gelu.substr(0, 40) + "\" is not known; use \"gelu\": \"erf\".");
    const bool deit3 = arch.family == "deit3";
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
    check(arch);
    return arch;
}

} // namespace klas
