// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/networks.h"
#include "app/cli/output.h"
#include "core/analysis/stitch_space.h"

#include <iostream>
#include <memory>

namespace klas::cli {

namespace {

struct SpaceCommand {
    std::string source, target, profile = "default";
    bool includeJ0 = false;
    NetworkOptions network;
};

/// With a column for the stage where one of the networks has several.
void printStitches(const std::vector<CostedStitch>& stitches, const NetCard& source, const NetCard& target) {
    const bool staged = source.hierarchical() || target.hierarchical();
    std::vector<std::string> header{"i", "j", "FLOPs", "parameters"};
    if (staged) header.insert(header.begin(), "stage");
    std::vector<std::vector<std::string>> rows;
    for (const CostedStitch& s : stitches) {
        rows.push_back({std::to_string(s.stitch.i), std::to_string(s.stitch.j), std::to_string(s.cost.flops),
                        std::to_string(s.cost.params)});
        if (const auto stage = stitchStage(source, s.stitch.i, target, s.stitch.j))
            rows.back().insert(rows.back().begin(), std::to_string(*stage));
    }
    printTable(header, rows);
}

void printSpace(const SpaceCommand& command, bool json) {
    const NetCard source = readCard(command.source, command.network);
    const NetCard target = readCard(command.target, command.network);
    const CostProfile profile = costProfileFromText(command.profile);
    const auto stitches = legalStitches(source, target, {profile, command.includeJ0});
    if (!json) {
        std::cout << source.name << " > " << target.name << ": " << stitches.size()
                  << " legal stitches; profile " << text(profile) << ", " << kFlopsUnit << "\n\n";
        return printStitches(stitches, source, target);
    }
    Json list = Json::array();
    for (const CostedStitch& s : stitches) {
        Json one = toJson(s.stitch);
        one["stage"] = jsonOrNull(stitchStage(source, s.stitch.i, target, s.stitch.j));
        one["flops"] = s.cost.flops;
        one["params"] = s.cost.params;
        list.push_back(std::move(one));
    }
    printJson({{"source", source.name},
               {"target", target.name},
               {"profile", text(profile)},
               {"flops_unit", kFlopsUnit},
               {"classes", source.classes},
               {"count", stitches.size()},
               {"stitches", std::move(list)}});
}

} // namespace

void addSpace(CLI::App& program, Common& common) {
    auto command = std::make_shared<SpaceCommand>();
    CLI::App* space =
        program.add_subcommand("space", "Every legal stitch of a pair and its cost; needs no weights");
    space->add_option("source", command->source, "Architecture or config file (.json) of the source")
        ->required();
    space->add_option("target", command->target, "Architecture or config file (.json) of the target")
        ->required();
    space->add_option("--profile", command->profile, "How to count: default or snnet-v1")
        ->check(CLI::IsMember({"default", "snnet-v1"}))
        ->capture_default_str();
    space->add_flag("--j0", command->includeJ0,
                    "Also stitches before the target's first block, as SN-Net has them");
    addNetworkOptions(*space, command->network);
    space->callback([command, &common] { printSpace(*command, common.json); });
}

} // namespace klas::cli
