// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/frontier_summary.h"

#include "app/cli/output.h"

#include <iostream>
#include <map>
#include <set>

namespace klas::cli {

namespace {

/// Equal for runs that differ in their seed alone.
std::string withoutSeed(const FinetuneRun& run) {
    FinetuneRecipe recipe = run.recipe;
    recipe.seed = 0;
    return run.selection + toJson(run.stitches).dump() + toJson(recipe).dump();
}

double staircase(const RunNetworks& n, const FlopsRange& range) {
    return curveAreas(paretoFront(curvePoints(n.evaluations)), range).staircase;
}

} // namespace

FrontierSummary summaryOf(const std::vector<RunNetworks>& curves, const std::vector<FinetuneRun>& runs, const FlopsRange& range) {
    FrontierSummary summary;
    std::map<std::string, size_t> known;
    for (const RunNetworks& n : curves)
        for (const FinetuneRun& run : runs) {
            if (run.name != n.run || n.run.empty() || !run.complete()) continue;
            const auto [at, isNew] = known.try_emplace(withoutSeed(run), summary.seeds.size());
            if (isNew) summary.seeds.push_back({run.selection.empty() ? run.name : run.selection, {}, {}, {}});
            summary.seeds[at->second].runs.push_back(run.name);
            summary.seeds[at->second].areas.push_back(staircase(n, range));
        }
    std::erase_if(summary.seeds, [](const auto& s) { return s.runs.size() < 2; });
    for (FrontierSummary::Seeds& s : summary.seeds)
        s.area = overSeeds(s.areas);

    std::vector<TradeoffPoint> points;
    std::vector<std::string> owners;
    for (const RunNetworks& n : curves)
        for (TradeoffPoint& p : curvePoints(n.evaluations)) {
            points.push_back(std::move(p));
            owners.push_back(n.run);
        }
    const Front front = paretoFront(points);
    summary.areas = curveAreas(front, range);
    for (const FrontPoint& p : front)
        summary.front.push_back({owners[p.index], points[p.index]});
    return summary;
}

Json toJson(const FrontierSummary& summary) {
    Json seeds = Json::array(), front = Json::array();
    for (const FrontierSummary::Seeds& s : summary.seeds)
        seeds.push_back({{"selection", s.selection}, {"runs", s.runs}, {"areas", s.areas},
                         {"mean", s.area.value}, {"low", s.area.low}, {"high", s.area.high}});
    for (const FrontierSummary::Best& best : summary.front) {
        Json point = klas::toJson(best.point);
        point["run"] = best.run;
        front.push_back(std::move(point));
    }
    return {{"seeds", std::move(seeds)},
            {"overall",
             {{"front", std::move(front)},
              {"areas", {{"staircase", summary.areas.staircase}, {"hull", summary.areas.hull}, {"trapezoid", summary.areas.trapezoid}}}}}};
}

void print(const FrontierSummary& summary) {
    std::vector<std::vector<std::string>> rows;
    for (const FrontierSummary::Seeds& s : summary.seeds) {
        std::string each;
        for (const double area : s.areas)
            each += (each.empty() ? "" : " ") + fixed(area, 4);
        rows.push_back({s.selection, std::to_string(s.runs.size()), fixed(s.area.value, 4) + " ± " + fixed((s.area.high - s.area.low) / 2, 4), each});
    }
    if (!rows.empty()) {
        std::cout << "\nruns that differ in their seed alone\n";
        printTable({"selection", "seeds", "staircase, mean ± 95 %", "each"}, rows);
    }
    std::set<std::string> owners;
    for (const FrontierSummary::Best& best : summary.front)
        owners.insert(best.run);
    if (owners.size() < 2) return; // one curve's own front
    rows.clear();
    for (const FrontierSummary::Best& best : summary.front)
        rows.push_back({best.point.label, best.run.empty() ? "as they came" : best.run, shortNumber(double(best.point.flops)),
                        fixed(100 * *best.point.top1, 2) + " %"});
    std::cout << "\nthe front of all of them, staircase " << fixed(summary.areas.staircase, 4) << "\n";
    printTable({"network", "run", "FLOPs", "top-1"}, rows);
}

} // namespace klas::cli
