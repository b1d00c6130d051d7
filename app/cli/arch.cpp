// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"
#include "app/cli/command.h"
#include "app/cli/networks.h"
#include "app/cli/output.h"
#include "core/analysis/cost.h"

#include <iostream>
#include <memory>

namespace klas::cli {

namespace {

struct ShowOptions {
    std::string name, config;
    NetworkOptions network;
};

Json cardJson(const NetCard& card) {
    Json json = toJson(card);
    json["profile"] = text(CostProfile::Default);
    json["flops_unit"] = kFlopsUnit;
    return json;
}

void list(bool json) {
    Json all = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const std::string& name : archNames()) {
        const NetCard card = netCard(namedArch(name));
        const Cost total = card.total();
        all.push_back(cardJson(card));
        rows.push_back({card.name, std::to_string(card.depth()), std::to_string(card.stemGrid.channels),
                        shortNumber(static_cast<double>(total.params)),
                        shortNumber(static_cast<double>(total.flops))});
    }
    if (json)
        printJson(
            {{"profile", text(CostProfile::Default)}, {"flops_unit", kFlopsUnit}, {"architectures", all}});
    else
        printTable({"name", "blocks", "width", "parameters", "FLOPs"}, rows);
}

void show(const ShowOptions& options, bool json) {
    if (options.name.empty() == options.config.empty())
        throw CLI::RequiredError("The name of an architecture or --config FILE");
    const ArchConfig arch = options.config.empty() ? readArch(options.name, options.network)
                                                   : readArchConfig(options.config, options.network);
    const NetCard card = netCard(arch);
    if (json) {
        Json out = cardJson(card);
        out["config"] = toJson(arch);
        return printJson(out);
    }
    const auto row = [](const std::string& part, const std::string& grid, const Cost& cost) {
        return std::vector<std::string>{part, grid, std::to_string(cost.flops), std::to_string(cost.params)};
    };
    const auto gridText = [](const Grid& g) {
        return std::to_string(g.height) + " x " + std::to_string(g.width) + " + " +
               std::to_string(g.extraTokens) + " tokens, " + std::to_string(g.channels) + " channels";
    };
    std::vector<std::vector<std::string>> rows{row("stem", gridText(card.stemGrid), card.stem)};
    for (const BlockCard& b : card.blocks)
        rows.push_back(row("block " + std::to_string(b.index), gridText(b.grid), b.cost));
    rows.push_back(row("norm", "", card.norm));
    rows.push_back(row("head", std::to_string(card.classes) + " classes", card.head));
    rows.push_back(row("all", "", card.total()));
    std::cout << card.name << ", images of " << card.imageSize << " pixels; profile default, " << kFlopsUnit
              << "\n\n";
    printTable({"part", "output", "FLOPs", "parameters"}, rows);
}

} // namespace

void addArch(CLI::App& program, Common& common) {
    CLI::App* arch = program.add_subcommand("arch", "Architectures, their blocks and what they cost");
    arch->require_subcommand(1);
    arch->add_subcommand("list", "Every architecture known by name")->callback([&common] {
        list(common.json);
    });

    auto options = std::make_shared<ShowOptions>();
    CLI::App* one = arch->add_subcommand("show", "One architecture, block by block");
    auto* name = one->add_option("name", options->name, "A name from the list");
    one->add_option("--config", options->config, "A JSON file with the architecture's fields")
        ->excludes(name);
    addNetworkOptions(*one, options->network);
    one->callback([options, &common] { show(*options, common.json); });
}

} // namespace klas::cli
