// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/data_spec.h"

#include <algorithm>
#include <array>

namespace klas {

void check(const DataSpec& d, const std::string& what)
{
    constexpr std::array kinds{"idx", "cifar10", "cifar100", "image_folder", "image_list"};
    if (std::find(kinds.begin(), kinds.end(), d.kind) == kinds.end())
        throw Error(what + ": data of the kind \"" + d.kind +
                    "\" is not known; use idx, cifar10, cifar100, image_folder or image_list.");
    if (d.trainImages < 0 || d.validationImages < 0 || d.testImages < 0)
        throw Error(what + ": a number of images is negative.");
    if (!(d.stddev > 0)) throw Error(what + ": \"std\" must be greater than 0.");
    if (d.classes < 0 || d.classes > 1000000)
        throw Error(what + ": the number of classes must be 0 (as the data has) to 1000000.");
    if (d.photos()) check(d.transform, what);
}

Json toJson(const DataSpec& d)
{
    if (!d.photos()) // exactly as it always was: results are kept under this text
        return {{"kind", d.kind},         {"name", d.name},   {"path", d.path}, {"train_images", d.trainImages},
                {"validation_images", d.validationImages},    {"test_images", d.testImages},
                {"seed", d.seed},         {"mean", d.mean},   {"std", d.stddev}};
    return {{"kind", d.kind},
            {"name", d.name},
            {"path", d.path},
            {"labels", d.labels},
            {"classes", d.classes},
            {"train_images", d.trainImages},
            {"validation_images", d.validationImages},
            {"test_images", d.testImages},
            {"seed", d.seed},
            {"transform", toJson(d.transform)}};
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
    d.labels = optionalField(json, "labels", d.labels, what);
    d.classes = optionalField(json, "classes", d.classes, what);
    d.trainImages = optionalField(json, "train_images", d.trainImages, what);
    d.validationImages = optionalField(json, "validation_images", d.validationImages, what);
    d.testImages = optionalField(json, "test_images", d.testImages, what);
    d.seed = optionalField(json, "seed", d.seed, what);
    d.mean = optionalField(json, "mean", d.mean, what);
    d.stddev = optionalField(json, "std", d.stddev, what);
    d.transform = imageTransformFromJson(optionalField<Json>(json, "transform", Json::object(), what), what);
    check(d, what);
    return d;
}

} // namespace klas
