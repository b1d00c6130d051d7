// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/arch.h"
#include "tests/widgets/small_anchor.h"
#include "widgets/bridge/project_state.h"

namespace klas::ui::sample {

/// Anchors of 0.6 and 0.8, and a run whose stitch reaches 0.75 half way; another stitch of it is beaten.
inline ProjectState tradeoffProject() {
    ProjectState state;
    state.file = "/p.klas";
    state.anchors = {smallAnchor("net_tiny", 8), smallAnchor("net_base", 32)};
    for (const auto& [name, top1] : {std::pair{"net_tiny", 0.6}, {"net_base", 0.8}})
        state.accuracies.push_back({name, "test", 1000, top1, 1, 0.5, name, {}});
    FinetuneRun run;
    run.name = "first";
    run.selection = "klas";
    state.runs = {run};
    const auto add = [&](Configuration c, double top1, std::int64_t flops) {
        Evaluation e;
        e.configuration = std::move(c);
        e.run = "first";
        e.split = "test";
        e.images = 1000;
        e.top1 = top1;
        e.top5 = 1;
        e.cost = {flops, 1000};
        e.key = std::to_string(state.evaluations.size());
        state.evaluations.push_back(e);
    };
    const auto low = netCard(state.anchors[0].arch).total().flops, high = netCard(state.anchors[1].arch).total().flops;
    add(Configuration::of("net_tiny"), 0.6, low);
    add(Configuration::of("net_base"), 0.8, high);
    add(Configuration::of(Stitch{"net_tiny", 2, "net_base", 1}), 0.75, (low + high) / 2);
    add(Configuration::of(Stitch{"net_tiny", 1, "net_base", 1}), 0.7, (low + high) / 2 + 1000);
    return state;
}

/// The same without the analysis' anchors, with costs that areas can be worked out by hand from: parameters 100, 300, 200 and
/// 150 of the run's networks, latencies 1, 3 and 1.5 ms of the first three.
inline ProjectState measuredProject() {
    ProjectState state = tradeoffProject();
    state.accuracies.clear();
    const std::int64_t params[] = {100, 300, 200, 150};
    const double latency[] = {1e-3, 3e-3, 1.5e-3};
    for (size_t k = 0; k < 4; ++k) {
        state.evaluations[k].cost.params = params[k];
        if (k < 3) state.evaluations[k].latency = latency[k];
    }
    return state;
}

} // namespace klas::ui::sample
