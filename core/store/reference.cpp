// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/reference.h"

#include "core/analysis/snnet_results.h"
#include "core/base/resources.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace klas {

namespace {

/// A project keeps clear of these names wherever it is opened, with or without the resources.
constexpr std::array<std::string_view, 5> kNames{"snnet-deit", "snnet-swin", "snnet-resnet18-50", "snnet-levit",
                                                 "snnet-resnet18-swin"};

} // namespace

bool isBundledReference(const std::string& name) {
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::vector<ReferenceCurve> bundledReferences() {
    const fs::path folder = resourceFolder() / "reference";
    const fs::path manifest = folder / "manifest.json";
    const std::string what = manifest.string();
    const Json json = parseJson(readTextFile(manifest), what);
    std::vector<ReferenceCurve> curves;
    for (const Json& entry : requiredField<Json>(json, "curves", what)) {
        ReferenceCurve curve;
        curve.name = requiredField<std::string>(entry, "name", what);
        curve.title = requiredField<std::string>(entry, "title", what);
        curve.origin = requiredField<std::string>(entry, "origin", what);
        curve.licence = requiredField<std::string>(entry, "licence", what);
        const fs::path file = folder / requiredField<std::string>(entry, "file", what);
        const std::string text = readTextFile(file);
        if (sha256(text) != requiredField<std::string>(entry, "sha256", what))
            throw Error("The published curve " + file.string() +
                        " is not the one that came with the program; install it again.");
        SnnetResults results = parseSnnetResults(
            text, file.string(), {{}, requiredField<std::vector<std::int64_t>>(entry, "anchors", what), false});
        curve.points = std::move(results.points);
        curve.notes = std::move(results.notes);
        curves.push_back(std::move(curve));
    }
    return curves;
}

} // namespace klas
