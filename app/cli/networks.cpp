// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limits.h"
#include "app/cli/networks.h"

#include "core/analysis/arch.h"
#include "core/base/files.h"

namespace klas::cli {

namespace {

ArchConfig changed(ArchConfig arch, const NetworkOptions& options) {
    if (options.classes != 0) arch.setClasses(options.classes);
    if (options.imageSize != 0) arch.setImageSize(options.imageSize);
    check(arch);
    return arch;
}

} // namespace

void addNetworkOptions(CLI::App& command, NetworkOptions& options) {
    command.add_option("--classes", options.classes, "Classes of every network, instead of its own number")
        ->check(kPositive);
    command.add_option("--image-size", options.imageSize, "Height and width of the images in pixels")
        ->check(kPositive);
}

ArchConfig readArchConfig(const std::string& file, const NetworkOptions& options) {
    Json json = parseJson(readTextFile(file, 1u << 20), file);
    if (json.is_object() && !json.contains("name")) json["name"] = fs::path(file).stem().string();
    return changed(archFromJson(json, file), options);
}

ArchConfig readArch(const std::string& nameOrFile, const NetworkOptions& options) {
    if (nameOrFile.ends_with(".json")) return readArchConfig(nameOrFile, options);
    return changed(namedArch(nameOrFile), options);
}

NetCard readCard(const std::string& nameOrFile, const NetworkOptions& options) {
    return netCard(readArch(nameOrFile, options));
}

} // namespace klas::cli
