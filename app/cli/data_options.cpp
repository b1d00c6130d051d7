// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/data_options.h"
#include "app/cli/limits.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/data/image_dataset.h"

#include <CLI/CLI.hpp>

namespace klas::cli {

namespace {

/// One number for all channels, or three.
void take(const std::vector<double>& values, const char* option, bool idx, double& one, std::vector<double>& each) {
    if (values.empty()) return;
    if (values.size() == 1 && idx)
        one = values[0];
    else if (values.size() == 1)
        each.assign(3, values[0]);
    else if (values.size() == 3 && !idx)
        each = values;
    else
        throw Error(std::string(option) + " takes one number" + (idx ? " for IDX files." : " or three, as in 0.5,0.5,0.5."));
}

std::string listed(const std::vector<double>& values) {
    std::string text;
    for (const double value : values)
        text += (text.empty() ? "" : ",") + Json(value).dump();
    return text;
}

} // namespace

DataSpec DataOptions::spec(const ArchConfig* arch) const {
    DataSpec d = data;
    const std::string usual = DataSpec{}.path;
    if (kind != "auto")
        d.kind = kind;
    else if (std::error_code ignored; d.path != usual && fs::is_directory(d.path, ignored))
        d.kind = engine::detectDataKind(d.path);
    const bool idx = d.isIdx();
    if (idx && (d.resize > 0 || d.crop > 0 || !d.labels.empty()))
        throw Error("--resize, --crop and --labels are not for IDX files, whose images stay as they are.");
    if (!d.labels.empty()) d.labels = fs::absolute(d.labels).lexically_normal().string();
    take(mean, "--mean", idx, d.mean, d.means);
    take(stddev, "--std", idx, d.stddev, d.stddevs);
    for (const double s : stddev)
        if (!(s > 0)) throw Error("--std must be above 0.");
    if (!idx && !hasValidation) d.validationImages = 0; // a tenth
    d.interpolation = interpolation;
    fillUsualTransform(d, arch ? arch->imageSize() : 224, arch ? arch->family : std::string());
    return d;
}

void addDataOptions(CLI::App& command, DataOptions& o, bool withFolder) {
    DataSpec& d = o.data;
    if (withFolder)
        command.add_option("--data", d.path, "Folder with IDX or CIFAR files, with train/ and val/, with a folder per class, or with images")
        ->capture_default_str();
    command.add_option("--data-kind", o.kind, "What the folder holds; auto looks")
        ->check(CLI::IsMember({"auto", "idx", "folder", "flat", "cifar10", "cifar100"}))
        ->capture_default_str();
    command.add_option("--labels", d.labels, "For images in one folder: lines \"name label\", or one label per line in name order")
        ->check(CLI::ExistingFile);
    command.add_option("--resize", d.resize, "Shorter side before the crop [as the first anchor's family has it]")->check(CLI::Range(1, 4096));
    command.add_option("--crop", d.crop, "Side of the middle crop [what the networks take]")->check(CLI::Range(1, 4096));
    command.add_option("--interpolation", o.interpolation, "Of the antialiased resize [as the first anchor's family has it]")
        ->check(CLI::IsMember({"bicubic", "bilinear"}));
    command.add_option("--mean", o.mean, "Of pixel values in 0..1, one or three [of the data set, or as the family has it]")->delimiter(',');
    command.add_option("--std", o.stddev, "As --mean")->delimiter(',');
}

void addSplitOptions(CLI::App& command, DataOptions& o) {
    DataSpec& d = o.data;
    command.add_option("--train-images", d.trainImages, "For probes; 0 = all that remain")->check(kNotNegative);
    command.add_option("--validation-images", d.validationImages, "For similarity; without it a tenth where the data is not IDX")
        ->check(kPositive)
        ->capture_default_str()
        ->each([&o](const std::string&) { o.hasValidation = true; });
    command.add_option("--test-images", d.testImages, "0 = all, or a tenth where all images lie together")
        ->check(kNotNegative);
    command.add_option("--seed", d.seed, "Of the split")->check(kNotNegative)->capture_default_str();
}

std::vector<std::pair<std::string, std::string>> dataOptionValues(const DataSpec& d) {
    std::vector<std::pair<std::string, std::string>> values{{"data", d.path}};
    if (d.isIdx()) {
        if (d.mean != DataSpec{}.mean) values.emplace_back("mean", Json(d.mean).dump());
        if (d.stddev != DataSpec{}.stddev) values.emplace_back("std", Json(d.stddev).dump());
        return values;
    }
    values.emplace_back("data-kind", d.kind);
    if (!d.labels.empty()) values.emplace_back("labels", d.labels);
    if (d.resize > 0) values.emplace_back("resize", std::to_string(d.resize));
    if (d.crop > 0) values.emplace_back("crop", std::to_string(d.crop));
    values.emplace_back("interpolation", d.interpolation);
    values.emplace_back("mean", listed(d.means));
    values.emplace_back("std", listed(d.stddevs));
    return values;
}

} // namespace klas::cli
