// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/data_spec.h"

namespace klas {

Json toJson(const DataSpec& d)
{
    return {{"kind", d.kind},         {"name", d.name},   {"path", d.path}, {"train_images", d.trainImages},
            {"validation_images", d.validationImages},    {"test_images", d.testImages},
            {"seed", d.seed},         {"mean", d.mean},   {"std", d.stddev}};
}

std::string DataSpec::key() const
{
    Json json = toJson(*this);
    json.erase("name");
    return json.dump();
}

DataSpec dataSpecFromJson(const Json& json, const std::string& what)
{
    DataSpec d;
    d.kind = optionalField(json, "kind", d.kind, what);
    d.name = optionalField(json, "name", d.name, what);
    d.path = requiredField<std::string>(json, "path", what);
    d.trainImages = optionalField(json, "train_images", d.trainImages, what);
    d.validationImages = optionalField(json, "validation_images", d.validationImages, what);
    d.testImages = optionalField(json, "test_images", d.testImages, what);
    d.seed = optionalField(json, "seed", d.seed, what);
    d.mean = optionalField(json, "mean", d.mean, what);
    d.stddev = optionalField(json, "std", d.stddev, what);
    if (d.trainImages < 0 || d.validationImages < 0 || d.testImages < 0)
        throw Error(what + ": a number of images is negative.");
    if (!(d.stddev > 0)) throw Error(what + ": \"std\" must be greater than 0.");
    return d;
}

} // namespace klas
