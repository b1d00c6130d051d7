// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/arch_config.h"

namespace klas {

namespace {

bool isVit(const std::string& family) {
    return family == "vit" || family == "deit" || family == "deit3";
}

/// Whether the family's name and the kind of configuration belong together.
bool fits(const ArchConfig& arch) {
    if (arch.family == "swin") return std::holds_alternative<SwinConfig>(arch.shape);
    if (arch.family == "resnet") return std::holds_alternative<ResnetConfig>(arch.shape);
    if (arch.family == "levit") return std::holds_alternative<LevitConfig>(arch.shape);
    return isVit(arch.family) && std::holds_alternative<VitConfig>(arch.shape);
}

[[noreturn]] void refuseFamily(const std::string& what, const std::string& family) {
    throw Error(what + ": the family \"" + family.substr(0, 40) +
                "\" is not known; use vit, deit, deit3, swin, resnet or levit.");
}

} // namespace

int ArchConfig::classes() const {
    return std::visit([](const auto& c) { return c.classes; }, shape);
}
int ArchConfig::imageSize() const {
    return std::visit([](const auto& c) { return c.imageSize; }, shape);
}
int ArchConfig::inChannels() const {
    return std::visit([](const auto& c) { return c.inChannels; }, shape);
}
void ArchConfig::setClasses(int classes) {
    std::visit([&](auto& c) { c.classes = classes; }, shape);
}
void ArchConfig::setImageSize(int pixels) {
    std::visit([&](auto& c) { c.imageSize = pixels; }, shape);
}

void check(const ArchConfig& arch) {
    if (!fits(arch)) refuseFamily("Architecture " + arch.name, arch.family);
    std::visit([&](const auto& c) { check(c, arch.name); }, arch.shape);
}

Json toJson(const ArchConfig& arch) {
    Json json{{"name", arch.name}, {"family", arch.family}};
    json.update(std::visit([](const auto& c) { return toJson(c); }, arch.shape));
    return json;
}

ArchConfig archFromJson(const Json& json, const std::string& what) {
    ArchConfig arch;
    arch.family = requiredField<std::string>(json, "family", what);
    arch.name = optionalField<std::string>(json, "name", arch.family, what);
    if (isVit(arch.family))
        arch.shape = vitFromJson(json, arch.family == "deit3", what);
    else if (arch.family == "swin")
        arch.shape = swinFromJson(json, what);
    else if (arch.family == "resnet")
        arch.shape = resnetFromJson(json, what);
    else if (arch.family == "levit")
        arch.shape = levitFromJson(json, what);
    else
        refuseFamily(what, arch.family);
    check(arch);
    return arch;
}

} // namespace klas
