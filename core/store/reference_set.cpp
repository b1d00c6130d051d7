// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/reference_set.h"

#include "core/analysis/snnet_results.h"
#include "core/base/resources.h"

namespace klas {

std::vector<ReferenceCurve> referenceSet() {
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
        SnnetResultsOptions options;
        options.family = requiredField<std::string>(entry, "family", what);
        const fs::path file = folder / requiredField<std::string>(entry, "file", what);
        SnnetResults results = parseSnnetResults(readTextFile(file), file.string(), options);
        curve.points = std::move(results.points);
        curve.notes = std::move(results.notes);
        curves.push_back(std::move(curve));
    }
    if (curves.empty()) throw Error(what + ": there are no curves in it.");
    return curves;
}

ReferenceCurve referenceCurve(const std::string& name) {
    std::string names;
    for (ReferenceCurve& curve : referenceSet()) {
        if (curve.name == name) return std::move(curve);
        names += (names.empty() ? "" : ", ") + curve.name;
    }
    throw Error("There is no reference curve \"" + name.substr(0, 80) + "\"; there are " + names + ".");
}

} // namespace klas
