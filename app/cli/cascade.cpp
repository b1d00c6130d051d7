// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/meters/cascade_images.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/output.h"
#include "app/cli/project_options.h"
#include "core/engine/device.h"
#include "core/engine/nets/net.h"

#include <algorithm>
#include <iostream>

namespace klas::cli {

namespace {

struct Options {
    std::string file, pair, split = "test";
    int points = 20;
};

void printCascade(const Options& options, const Common& common) {
    const std::string device = startCompute(common.device, common.threads);
    const Project project = Project::open(options.file, Project::Access::ReadOnly);
    const auto [source, target] = parsePair(options.pair);
    const auto request = project.networksRequest({source, target});
    const auto anchorOf = [&](const std::string& name) {
        return *std::find_if(request.anchors.begin(), request.anchors.end(), [&](const Anchor& a) { return a.name == name; });
    };
    const auto where = engine::pickDevice(common.device);
    const auto f = engine::loadNet(anchorOf(source).arch, anchorOf(source).weights, where),
               g = engine::loadNet(anchorOf(target).arch, anchorOf(target).weights, where);
    const auto images = engine::openDataset(request.data, options.split == "test" ? engine::Split::Test : engine::Split::Validation);
    const double low = double(f->card().total().flops), high = double(g->card().total().flops);
    const auto answers = engine::cascadeImages(*f, *g, *images, where, 128, terminalProgress());
    const auto points = cascade(answers, low, high, size_t(options.points));
    const CurveAreas areas = curveAreas(cascadeFront(cascade(answers, low, high, answers.size() + 1)), {low, high}); // every threshold counts
    if (common.json) {
        Json list = Json::array();
        for (const CascadePoint& p : points)
            list.push_back({{"threshold", p.threshold}, {"average_flops", p.averageFlops}, {"worst_flops", p.worstFlops}, {"top1", p.top1}});
        return printJson({{"source", source}, {"target", target}, {"split", options.split}, {"images", images->size()}, {"device", device},
                          {"points", std::move(list)}, {"staircase_average_flops", areas.staircase}});
    }
    std::vector<std::vector<std::string>> rows;
    for (const CascadePoint& p : points)
        rows.push_back({fixed(p.threshold, 4), shortNumber(p.averageFlops), shortNumber(p.worstFlops), fixed(100 * p.top1, 2) + " %"});
    printTable({"threshold", "average FLOPs", "worst FLOPs", "top-1"}, rows);
    std::cout << "\narea under the staircase of average FLOPs, " << source << " to " << target << ": " << fixed(areas.staircase, 4) << " ("
              << options.split << ", " << images->size() << " images)\n";
}

} // namespace

void addCascade(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    CLI::App* command = program.add_subcommand("cascade", "Source first, target where it is not sure: accuracy and average cost, untrained");
    command->add_option("FILE", options->file, "Project, name.klas")->required();
    command->add_option("--pair", options->pair, "SOURCE:TARGET")->required();
    command->add_option("--split", options->split, "validation or test")->check(CLI::IsMember({"validation", "test"}))->capture_default_str();
    command->add_option("--points", options->points, "Thresholds shown, about")->check(CLI::Range(2, 10000))->capture_default_str();
    command->callback([options, &common] { printCascade(*options, common); });
}

} // namespace klas::cli
