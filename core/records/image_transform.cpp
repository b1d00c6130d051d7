// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/image_transform.h"

#include <algorithm>
#include <vector>

namespace klas {

void check(const ImageTransform& t, const std::string& what) {
    if (t.resize < 0 || t.resize > 4096)
        throw Error(what + ": images are resized to 1 to 4096 pixels (0 = not), not " + std::to_string(t.resize) + ".");
    if (t.crop < 0 || t.crop > 4096)
        throw Error(what + ": images are cropped to 1 to 4096 pixels (0 = not), not " + std::to_string(t.crop) + ".");
    if (t.interpolation != "bicubic" && t.interpolation != "bilinear")
        throw Error(what + ": the interpolation is bicubic or bilinear, not \"" + t.interpolation + "\".");
    for (size_t c = 0; c < 3; ++c)
        if (!std::isfinite(t.mean[c]) || !std::isfinite(t.stddev[c]) || !(t.stddev[c] > 0))
            throw Error(what + ": \"mean\" and \"std\" must be numbers, \"std\" greater than 0.");
}

Json toJson(const ImageTransform& t) {
    Json json{
        {"resize", t.resize}, {"crop", t.crop}, {"interpolation", t.interpolation}, {"mean", t.mean}, {"std", t.stddev}};
    if (t.scaledDecode) json["scaled_decode"] = true;
    return json;
}

ImageTransform imageTransformFromJson(const Json& json, const std::string& what) {
    ImageTransform t;
    t.resize = optionalField(json, "resize", t.resize, what);
    t.crop = optionalField(json, "crop", t.crop, what);
    t.interpolation = optionalField(json, "interpolation", t.interpolation, what);
    t.scaledDecode = optionalField(json, "scaled_decode", t.scaledDecode, what);
    const auto three = [&](const char* name, std::array<double, 3>& values) {
        const auto read = optionalField<std::vector<double>>(json, name, {values.begin(), values.end()}, what);
        if (read.size() != 3)
            throw Error(what + ": \"" + name + "\" needs one value for each of the 3 channels, not " +
                        std::to_string(read.size()) + ".");
        std::copy(read.begin(), read.end(), values.begin());
    };
    three("mean", t.mean);
    three("std", t.stddev);
    check(t, what);
    return t;
}

} // namespace klas
