// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/networks.h"
#include "app/cli/output.h"
#include "core/analysis/selection_snnet.h"

#include <algorithm>
#include <iostream>
#include <memory>

namespace klas::cli {

namespace {

struct SnnetCommand {
    std::vector<std::string> anchors;
    std::string profile = "default";
    int window = 2, stride = 1;
    NetworkOptions network;
};

void printSnnet(const SnnetCommand& command, bool json) {
    std::vector<NetCard> cards;
    for (const std::string& anchor : command.anchors)
        cards.push_back(readCard(anchor, command.network));
    const CostProfile profile = costProfileFromText(command.profile);
    std::vector<std::string> notes;
    const auto table = snnetTable(std::move(cards), {command.window, command.stride, profile}, &notes);
    if (!json) {
        std::cout << "SN-Net (arXiv 2302.06586), window " << command.window << ", stride " << command.stride
                  << "; profile " << text(profile) << ", " << kFlopsUnit << "\n\n";
        const auto number = [](const std::optional<int>& n) {
            return n ? std::to_string(*n) : std::string();
        };
        const bool staged = std::any_of(table.begin(), table.end(), [](const SnnetLine& l) { return l.stage.has_value(); });
        std::vector<std::string> header{"id", "source", "i", "target", "j", "layer", "FLOPs", "parameters"};
        if (staged) header.insert(header.begin() + 1, "stage");
        std::vector<std::vector<std::string>> rows;
        for (const SnnetLine& l : table) {
            rows.push_back({std::to_string(l.id), l.source, number(l.i), l.i ? l.target : "", number(l.j),
                            number(l.layer), std::to_string(l.cost.flops), std::to_string(l.cost.params)});
            if (staged) rows.back().insert(rows.back().begin() + 1, number(l.stage));
        }
        printTable(header, rows);
        for (const std::string& note : notes)
            std::cout << '\n' << note << '\n';
        return;
    }
    Json configs = Json::array();
    for (const SnnetLine& l : table)
        configs.push_back({{"cfg_id", l.id},
                           {"kind", l.i ? "stitch" : "anchor"},
                           {"source", l.source},
                           {"target", l.target},
                           {"i", jsonOrNull(l.i)},
                           {"j", jsonOrNull(l.j)},
                           {"stage", jsonOrNull(l.stage)},
                           {"i_local", jsonOrNull(l.iLocal)},
                           {"j_local", jsonOrNull(l.jLocal)},
                           {"layer", jsonOrNull(l.layer)},
                           {"flops", l.cost.flops},
                           {"params", l.cost.params}});
    printJson({{"method", "snnet"},
               {"profile", text(profile)},
               {"flops_unit", kFlopsUnit},
               {"window", command.window},
               {"stride", command.stride},
               {"notes", notes},
               {"configs", std::move(configs)}});
}

} // namespace

void addBaseline(CLI::App& program, Common& common) {
    CLI::App* baseline =
        program.add_subcommand("baseline", "Stitches that other methods choose; needs no weights");
    baseline->require_subcommand(1);
    auto command = std::make_shared<SnnetCommand>();
    CLI::App* snnet = baseline->add_subcommand("snnet", "SN-Net's configurations of a family, in its order");
    snnet->add_option("anchors", command->anchors, "Two or more architectures or config files (.json)")
        ->required()
        ->expected(2, 100);
    snnet->add_option("--profile", command->profile, "How to count: default or snnet-v1")
        ->check(CLI::IsMember({"default", "snnet-v1"}))
        ->capture_default_str();
    snnet->add_option("--window", command->window, "Blocks in the sliding window")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    snnet->add_option("--stride", command->stride, "Blocks the window moves by")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    addNetworkOptions(*snnet, command->network);
    snnet->callback([command, &common] { printSnnet(*command, common.json); });
}

} // namespace klas::cli
