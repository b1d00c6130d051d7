// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/analysis/arch.h"
#include "core/engine/checkpoints/name_hash.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/device.h"
#include "core/engine/nets/net.h"

#include <memory>

namespace klas::cli {

namespace {

struct Options {
    std::string arch, config, weights, input, output;
};

void run(const Options& options, const Common& common) {
    engine::initCompute(common.threads);
    const auto device = engine::pickDevice(common.device);
    const ArchConfig arch =
        options.config.empty()
            ? namedArch(options.arch)
            : archFromJson(parseJson(readTextFile(options.config), options.config), options.config);
    requireWritable(options.output);
    if (!engine::hashInName(options.weights).empty()) engine::checkNameHash(options.weights, sha256File(options.weights));
    const auto net = engine::loadNet(arch, options.weights, device);
    const engine::SafeTensors input(options.input);
    const auto images = input.tensor("input").to(device, torch::kFloat32);
    if (images.numel() == 0) throw Error(options.input + ": the tensor \"input\" holds no images.");
    if (!torch::isfinite(images).all().item<bool>())
        throw Error(options.input +
                    ": the tensor \"input\" holds values that are not numbers (NaN or infinity).");

    const torch::InferenceMode inference;
    engine::NamedTensors stages;
    for (auto& [name, tensor] : net->trace(images)) {
        if (!torch::isfinite(tensor).all().item<bool>())
            throw Error("The output of " + name + " in " + arch.name +
                        " is not finite (NaN or infinity); check the values in " + options.weights + " and " +
                        options.input + ".");
        stages.emplace_back(name, tensor);
    }
    engine::writeSafeTensors(options.output, stages,
                             {{"architecture", arch.name}, {"device", engine::describe(device)}});

    Json shapes = Json::object();
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, tensor] : stages) {
        shapes[name] = tensor.sizes().vec();
        rows.push_back({name, shapes[name].dump()});
    }
    if (common.json)
        printJson({{"architecture", arch.name},
                   {"device", engine::describe(device)},
                   {"output", options.output},
                   {"tensors", shapes}});
    else
        printTable({"tensor", "shape"}, rows);
}

} // namespace

void addForward(CLI::App& program, Common& common) {
    auto* command =
        program.add_subcommand("forward", "Run a network and write the output of its stem, blocks and head");
    auto options = std::make_shared<Options>();
    auto* arch = command->add_option("--arch", options->arch, "Named architecture, see klas arch list");
    auto* config = command->add_option("--config", options->config, "Architecture as a JSON file");
    arch->excludes(config);
    command->add_option("--weights", options->weights, "Weights: safetensors (file, index or folder) or .pth")->required();
    command->add_option("--input", options->input, "safetensors with a tensor \"input\", B x C x S x S")
        ->required();
    command->add_option("--output", options->output, "safetensors to write")->required();
    command->callback([options, &common] {
        if (options->arch.empty() && options->config.empty()) throw CLI::RequiredError("--arch or --config");
        run(*options, common);
    });
}

} // namespace klas::cli
