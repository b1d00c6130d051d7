// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/data_spec.h"

#include <algorithm>

namespace klas {

namespace {

constexpr size_t kChannels = 3; ///< of all kinds but IDX
constexpr int kLargestSide = 4096;

std::vector<double> numbers(const Json& json, const char* name, const std::string& what)
{
    const auto values = requiredField<std::vector<double>>(json, name, what);
    if (values.size() != kChannels) throw Error(what + ": \"" + name + "\" must have one number or three.");
    return values;
}

/// "mean" or "std": one number, or one per channel.
void readChannels(const Json& json, const char* name, double& one, std::vector<double>& each, const std::string& what)
{
    if (json.is_object() && json.contains(name) && json.at(name).is_array())
        each = numbers(json, name, what);
    else
        one = optionalField(json, name, one, what);
}

Json channels(double one, const std::vector<double>& each) { return each.empty() ? Json(one) : Json(each); }

} // namespace

namespace {

/// How a family's published ImageNet networks are evaluated: timm's default configurations; ResNet: torchvision's.
struct FamilyTransform {
    double cropShare = 0.9; ///< of the resized shorter side
    const char* interpolation = "bicubic";
    std::vector<double> means{0.485, 0.456, 0.406}, stddevs{0.229, 0.224, 0.225};
};

FamilyTransform familyTransform(const std::string& family)
{
    FamilyTransform t;
    if (family == "vit") t.means = t.stddevs = {0.5, 0.5, 0.5};
    if (family == "deit3") t.cropShare = 1;
    if (family == "resnet" || family.empty()) t.cropShare = 0.875;
    if (family == "resnet") t.interpolation = "bilinear";
    return t;
}

} // namespace

void fillUsualTransform(DataSpec& d, int imageSize, const std::string& family)
{
    FamilyTransform usual = familyTransform(family);
    if (d.interpolation.empty()) d.interpolation = usual.interpolation;
    if (d.isIdx()) return;
    const bool cifar = d.kind == "cifar10" || d.kind == "cifar100";
    if (d.kind == "cifar10") {
        usual.means = {0.4914, 0.4822, 0.4465};
        usual.stddevs = {0.2470, 0.2435, 0.2616};
    } else if (cifar) {
        usual.means = {0.5071, 0.4865, 0.4409};
        usual.stddevs = {0.2673, 0.2564, 0.2762};
    }
    if (d.crop == 0 && !(cifar && imageSize == 32)) d.crop = d.resize > 0 ? std::min(d.resize, imageSize) : imageSize;
    if (d.resize == 0) d.resize = cifar ? d.crop : static_cast<int>(d.crop / usual.cropShare + 1e-9);
    if (d.means.empty()) d.means = usual.means;
    if (d.stddevs.empty()) d.stddevs = usual.stddevs;
}

Json toJson(const DataSpec& d)
{
    Json json{{"kind", d.kind},         {"name", d.name},   {"path", d.path}, {"train_images", d.trainImages},
            {"validation_images", d.validationImages},    {"test_images", d.testImages},
            {"seed", d.seed},         {"mean", d.mean},   {"std", d.stddev}};
    if (d.isIdx()) return json; // as it always was: results are found again by this text
    json["mean"] = channels(d.mean, d.means);
    json["std"] = channels(d.stddev, d.stddevs);
    json["resize"] = d.resize;
    json["crop"] = d.crop;
    json["interpolation"] = d.interpolation;
    if (!d.labels.empty()) json["labels"] = d.labels;
    return json;
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
    readChannels(json, "mean", d.mean, d.means, what);
    readChannels(json, "std", d.stddev, d.stddevs, what);
    d.labels = optionalField(json, "labels", d.labels, what);
    d.resize = optionalField(json, "resize", d.resize, what);
    d.crop = optionalField(json, "crop", d.crop, what);
    d.interpolation = optionalField(json, "interpolation", d.interpolation, what);
    if (d.trainImages < 0 || d.validationImages < 0 || d.testImages < 0)
        throw Error(what + ": a number of images is negative.");
    if (!(d.stddev > 0)) throw Error(what + ": \"std\" must be greater than 0.");
    for (const double s : d.stddevs)
        if (!(s > 0)) throw Error(what + ": \"std\" must be greater than 0.");
    if (d.resize < 0 || d.resize > kLargestSide || d.crop < 0 || d.crop > kLargestSide)
        throw Error(what + ": \"resize\" and \"crop\" must be between 0 and " + std::to_string(kLargestSide) + " pixels.");
    return d;
}

} // namespace klas
