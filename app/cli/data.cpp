// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/data/dataset.h"

#include "app/cli/command.h"
#include "app/cli/data_options.h"
#include "app/cli/output.h"
#include "core/base/files.h"

#include <iostream>

namespace klas::cli {

namespace {

Json describe(const DataSpec& data) {
    Json splits = Json::object();
    Json json;
    using engine::Split;
    for (const auto& [name, split] :
         {std::pair("train", Split::Train), std::pair("validation", Split::Validation),
          std::pair("test", Split::Test)}) {
        const auto images = engine::openDataset(data, split);
        splits[name] = images->size();
        json = {{"classes", images->classes()},
                {"channels", images->channels()},
                {"image_size", images->imageSize()}};
    }
    json["images"] = std::move(splits);
    json["data"] = toJson(data);
    return json;
}

void printText(const Json& json) {
    std::cout << json["data"]["path"].get<std::string>() << ": " << json["data"]["kind"].get<std::string>()
              << ", " << json["classes"] << " classes, " << json["channels"] << " x " << json["image_size"]
              << " x " << json["image_size"] << '\n';
    std::vector<std::vector<std::string>> rows;
    for (const auto& [split, images] : json["images"].items())
        rows.push_back({split, std::to_string(images.get<long>())});
    printTable({"split", "images"}, rows);
}

} // namespace

void addData(CLI::App& program, Common& common) {
    auto options = std::make_shared<DataOptions>();
    CLI::App* command =
        program.add_subcommand("data", "What a folder of images holds and how it would be split");
    command->add_option("FOLDER", options->data.path, "Folder of images, as for project new --data")->required();
    addDataOptions(*command, *options, /*withFolder=*/false);
    addSplitOptions(*command, *options);
    command->callback([options, &common] {
        DataSpec data = options->spec(nullptr);
        if (data.path != DataSpec{}.path) data.name = fs::path(data.path).filename().string();
        const Json json = describe(data);
        if (common.json)
            printJson(json);
        else
            printText(json);
    });
}

} // namespace klas::cli
