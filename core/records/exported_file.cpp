// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/exported_file.h"

#include "core/base/error.h"

namespace klas {

Json toJson(const ExportedFile& f) {
    return {
        {"stitch", toJson(f.stitch)}, {"run", f.run},       {"format", f.format},         {"path", f.path},
        {"sha256", f.sha256},         {"images", f.images}, {"difference", f.difference}, {"key", f.key}};
}

ExportedFile exportedFileFromJson(const Json& json, const std::string& what) {
    ExportedFile f;
    f.stitch = stitchFromJson(requiredField<Json>(json, "stitch", what), what);
    f.run = optionalField(json, "run", f.run, what);
    f.format = requiredField<std::string>(json, "format", what);
    f.path = requiredField<std::string>(json, "path", what);
    f.sha256 = requiredField<std::string>(json, "sha256", what);
    f.images = optionalField(json, "images", f.images, what);
    f.difference = optionalField(json, "difference", f.difference, what);
    f.key = requiredField<std::string>(json, "key", what);
    return f;
}

} // namespace klas
