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

/// "14 x 14 + 1 tokens, 384 channels" or "28 x 28 map, 512 channels".
std::string gridText(const Grid& g) {
    const std::string extra = g.extraTokens > 0 ? " + " + std::to_string(g.extraTokens) : "";
    return std::to_string(g.height) + " x " + std::to_string(g.width) + extra + (g.map ? " map, " : " tokens, ") +
           std::to_string(g.channels) + " channels";
}

/// Channels of every stage: "96, 192, 384, 768".
std::string widthsText(const NetCard& card) {
    std::string text = std::to_string(card.blocks.front().grid.channels);
    for (size_t b = 1; b < card.blocks.size(); ++b)
        if (card.blocks[b].stage != card.blocks[b - 1].stage)
            text += ", " + std::to_string(card.blocks[b].grid.channels);
    return text;
}

/// Blocks of every stage: "2, 2, 6, 2".
std::string depthsText(const NetCard& card) {
    std::string text;
    for (int b = 1; b <= card.depth(); ++b)
        if (b == card.depth() || card.block(b + 1).stage != card.block(b).stage)
            text += (text.empty() ? "" : ", ") + std::to_string(card.localIndex(b));
    return text;
}

void list(bool json) {
    Json all = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const std::string& name : archNames()) {
        const NetCard card = netCard(namedArch(name));
        const Cost total = card.total();
        all.push_back(cardJson(card));
        rows.push_back({card.name, depthsText(card), widthsText(card),
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
    const bool staged = card.hierarchical();
    std::vector<std::vector<std::string>> rows;
    const auto add = [&](const std::string& part, const std::string& stage, const std::string& output, const Cost& cost) {
        rows.push_back({part, output, std::to_string(cost.flops), std::to_string(cost.params)});
        if (staged) rows.back().insert(rows.back().begin() + 1, stage);
    };
    add("stem", "", gridText(card.stemGrid), card.stem);
    for (const BlockCard& b : card.blocks) {
        const std::string stage = std::to_string(b.stage);
        if (b.entry != Cost{}) add("entry of stage " + stage, stage, gridText(b.grid), b.entry);
        add("block " + std::to_string(b.index), stage, gridText(b.grid), b.cost);
    }
    if (card.norm != Cost{}) add("norm", "", "", card.norm);
    add("head", "", std::to_string(card.classes) + " classes", card.head);
    add("all", "", "", card.total());
    std::vector<std::string> header{"part", "output", "FLOPs", "parameters"};
    if (staged) header.insert(header.begin() + 1, "stage");
    std::cout << card.name << ", images of " << card.imageSize << " pixels; profile default, " << kFlopsUnit
              << "\n\n";
    printTable(header, rows);
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
