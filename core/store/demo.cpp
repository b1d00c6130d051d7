// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/demo.h"

#include "core/base/resources.h"

namespace klas {

std::vector<Anchor> demoAnchors() {
    const fs::path folder = resourceFolder() / "anchors";
    const fs::path manifest = folder / "manifest.json";
    const std::string what = manifest.string();
    const Json json = parseJson(readTextFile(manifest), what);
    std::vector<Anchor> anchors;
    for (const Json& entry : requiredField<Json>(json, "anchors", what)) {
        Anchor a;
        a.name = requiredField<std::string>(entry, "name", what);
        a.arch = archFromJson(requiredField<Json>(entry, "arch", what), what + ", anchor " + a.name);
        a.weights = (folder / requiredField<std::string>(entry, "file", what)).string();
        a.sha256 = requiredField<std::string>(entry, "sha256", what);
        if (!fs::is_regular_file(a.weights))
            throw Error("The demo anchor " + a.name + " is missing: there is no file " + a.weights + ".");
        anchors.push_back(std::move(a));
    }
    if (anchors.empty()) throw Error(what + ": there are no anchors in it.");
    return anchors;
}

} // namespace klas
