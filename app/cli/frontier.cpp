// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/frontier_summary.h"
#include "app/cli/output.h"
#include "core/analysis/cost.h"
#include "core/analysis/run_curves.h"
#include "core/base/error.h"
#include "core/store/project.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <set>

namespace klas::cli {

namespace {

struct Options {
    std::string file, split = "test", against;
    std::vector<std::string> runs;
    int resamples = 500;
};

Json toJson(const CurveAreas& a) {
    return {{"staircase", a.staircase}, {"hull", a.hull}, {"trapezoid", a.trapezoid}};
}
Json toJson(const Estimate& e) {
    return {{"value", e.value}, {"low", e.low}, {"high", e.high}};
}

std::string titleOf(const RunNetworks& n) {
    return n.run.empty() ? "as they came" : n.run;
}

/// At equal FLOPs and at equal accuracy.
std::string gainsText(const std::string& title, const std::string& against, const CurveGains& gains) {
    std::string text = title + " against " + against + ": at equal FLOPs ";
    text += gains.mostTop1 > 0 ? "up to " + fixed(100 * gains.mostTop1, 2) + " points of top-1 more (within " + shortNumber(gains.mostTop1At) + ")" : "never better";
    text += ", at equal top-1 ";
    text += gains.mostFlops > 1 ? "down to 1/" + fixed(gains.mostFlops, 2) + " of the FLOPs (at " + fixed(100 * gains.mostFlopsAt, 2) + " %)" : "never cheaper";
    return text + "\n";
}

/// Scaled for all curves alike: from the cheapest to the dearest anchor that their networks are made of, whether these are among
/// the curves or in `all` alone.
FlopsRange commonRange(const std::vector<RunNetworks>& shown, const std::vector<RunNetworks>& all) {
    std::set<std::string> anchors;
    std::vector<TradeoffPoint> points;
    for (const RunNetworks& n : shown)
        for (const Evaluation& e : n.evaluations) {
            if (e.configuration.isAnchor())
                anchors.insert(e.configuration.anchor);
            else
                anchors.insert({e.configuration.stitch->source, e.configuration.stitch->target});
            for (TradeoffPoint& p : curvePoints({e}))
                points.push_back(std::move(p));
        }
    for (const RunNetworks& n : all)
        for (const Evaluation& e : n.evaluations)
            if (e.configuration.isAnchor() && anchors.contains(e.configuration.anchor))
                for (TradeoffPoint& p : curvePoints({e}))
                    points.push_back(std::move(p));
    return anchorRange(points);
}

void printFronts(const Options& options, const Common& common) {
    const Project project = Project::open(options.file, Project::Access::ReadOnly);
    auto all = networksOfRuns(project.evaluations(), project.runs(), options.split);
    const auto isKnown = [&](const std::string& name) {
        return std::any_of(all.begin(), all.end(), [&](const RunNetworks& n) { return n.run == name; });
    };
    auto asked = options.runs;
    if (!options.against.empty()) asked.push_back(options.against);
    for (const std::string& name : asked)
        if (!isKnown(name)) throw Error("No network of a run \"" + name + "\" was measured on the " + options.split + " split.");
    const auto everything = all;
    if (!options.runs.empty())
        std::erase_if(all, [&](const RunNetworks& n) { return std::find(asked.begin(), asked.end(), n.run) == asked.end(); });
    if (all.empty())
        throw Error("The project " + project.file().string() + " has no networks measured on the " + options.split +
                    " split; run klas evaluate or klas finetune first.");
    const FlopsRange range = commonRange(all, everything);
    const auto against = std::find_if(all.begin(), all.end(), [&](const RunNetworks& n) { return n.run == options.against; });
    Json curves = Json::array();
    std::vector<std::vector<std::string>> rows, points;
    std::string gained;
    const bool intervals = options.resamples > 0;
    for (const RunNetworks& n : all) {
        const auto own = curvePoints(n.evaluations);
        const Front front = paretoFront(own);
        const CurveAreas areas = curveAreas(front, range);
        const Estimate area = staircaseOverImages(n.evaluations, {}, range, options.resamples);
        std::optional<Estimate> delta;
        std::optional<CurveGains> gains;
        if (!options.against.empty() && n.run != options.against) {
            delta = staircaseOverImages(n.evaluations, against->evaluations, range, options.resamples);
            gains = curveGains(front, paretoFront(curvePoints(against->evaluations)), range);
        }
        Json list = Json::array();
        for (size_t k = 0; k < own.size(); ++k) {
            const bool onFront = std::any_of(front.begin(), front.end(), [&](const FrontPoint& p) { return p.index == k; });
            Json point = klas::toJson(own[k]);
            point["on_front"] = onFront;
            list.push_back(std::move(point));
            points.push_back({titleOf(n), own[k].label, shortNumber(double(own[k].flops)), fixed(100 * *own[k].top1, 2) + " %", onFront ? "front" : ""});
        }
        Json curve{{"run", n.run}, {"selection", n.selection}, {"points", std::move(list)}, {"areas", toJson(areas)}, {"staircase_interval", intervals ? toJson(area) : Json()}};
        if (delta) curve["delta"] = toJson(*delta);
        if (gains) gained += gainsText(titleOf(n), options.against, *gains);
        if (gains) curve["gains"] = {{"top1_most", gains->mostTop1}, {"top1_most_at_flops", gains->mostTop1At}, {"flops_ratio_most", gains->mostFlops},
                                     {"flops_ratio_most_at_top1", gains->mostFlopsAt}};
        curves.push_back(std::move(curve));
        rows.push_back({titleOf(n), std::to_string(own.size()), std::to_string(front.size()), fixed(areas.staircase, 4),
                        intervals ? fixed(area.low, 4) + " to " + fixed(area.high, 4) : "-", fixed(areas.hull, 4), fixed(areas.trapezoid, 4),
                        !delta      ? "-"
                        : intervals ? fixed(delta->value, 4) + " (" + fixed(delta->low, 4) + " to " + fixed(delta->high, 4) + ")"
                                    : fixed(delta->value, 4)});
    }
    const FrontierSummary summary = summaryOf(all, project.runs(), range);
    if (common.json)
        return printJson({{"summary", toJson(summary)}, {"project", project.file().string()}, {"split", options.split}, {"flops_low", range.low}, {"flops_high", range.high},
                          {"flops_unit", kFlopsUnit}, {"against", options.against}, {"curves", std::move(curves)}});
    printTable({"run", "network", "FLOPs", "top-1", ""}, points);
    std::cout << '\n';
    printTable({"run", "networks", "on front", "staircase", "95 % over images", "hull", "trapezoid",
                options.against.empty() ? "difference" : "difference to " + options.against},
               rows);
    print(summary);
    if (!gained.empty()) std::cout << '\n' << gained;
    std::cout << "\nareas of top-1 on the " << options.split << " split over FLOPs from " << shortNumber(range.low) << " to "
              << shortNumber(range.high) << "; " << kFlopsUnit << '\n';
}

} // namespace

void addFrontier(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    CLI::App* command = program.add_subcommand("frontier", "Points, Pareto fronts and areas of the project's runs");
    command->add_option("FILE", options->file, "Project, name.klas")->required();
    command->add_option("--split", options->split, "validation or test")->check(CLI::IsMember({"validation", "test"}))->capture_default_str();
    command->add_option("--run", options->runs, "Only this run; repeat for more")->allow_extra_args(false)->take_all();
    command->add_option("--against", options->against, "The run that differences are taken to");
    command->add_option("--resamples", options->resamples, "Bootstrap draws of the images, 0 = none")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
    command->callback([options, &common] { printFronts(*options, common); });
}

} // namespace klas::cli
