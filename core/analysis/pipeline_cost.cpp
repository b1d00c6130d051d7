// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/pipeline_cost.h"

#include "core/analysis/arch.h"
#include "core/analysis/stitch_space.h"
#include "core/base/error.h"

#include <algorithm>

namespace klas {

bool isOfMethod(const std::string& selection, const std::string& id, const std::string& title) {
    const std::string base = selection.substr(0, selection.find("-seed"));
    return base == id || base == title;
}

namespace {

std::optional<MethodCost> costOf(const std::vector<FinetuneRun>& runs, const std::string& id, const std::string& title) {
    MethodCost cost;
    for (const FinetuneRun& run : runs)
        if (run.complete() && isOfMethod(run.selection, id, title)) {
            ++cost.runs;
            cost.flops += run.flops;
        }
    if (cost.runs == 0) return std::nullopt;
    cost.flops /= double(cost.runs);
    return cost;
}

void addEvery(PipelineCost& cost, const FinetuneRun& run, const std::vector<Anchor>& anchors) {
    const Stitch& first = run.stitches.front().stitch;
    const auto named = [&](const std::string& name) { return std::find_if(anchors.begin(), anchors.end(), [&](const Anchor& a) { return a.name == name; }); };
    const auto f = named(first.source), g = named(first.target);
    if (f == anchors.end() || g == anchors.end()) return;
    cost.source = first.source;
    cost.target = first.target;
    try {
        double forward = 0;
        for (const CostedStitch& s : legalStitches(netCard(f->arch), netCard(g->arch))) {
            ++cost.stitches;
            forward += double(s.cost.flops);
        }
        cost.every = 3 * double(run.recipe.steps) * double(run.recipe.batch) * forward;
    } catch (const Error&) { // anchors that cannot be stitched any more
        cost.stitches = 0;
    }
}

} // namespace

PipelineCost pipelineCost(const LedgerInputs& in, const std::vector<LedgerRow>& ledger) {
    PipelineCost cost;
    for (const LedgerRow& row : ledger) {
        if (row.part == "features" && row.flops > 0) {
            cost.features += row.flops;
            ++cost.anchors;
        }
        if (row.part == "matrices" && row.what == "kl") cost.kl += row.flops;
    }
    cost.klas = costOf(in.runs, "klas", "KLAS");
    cost.snnet = costOf(in.runs, "snnet", "SN-Net");
    for (const FinetuneRun& run : in.runs)
        if (run.complete() && isOfMethod(run.selection, "klas", "KLAS") && !run.stitches.empty()) {
            addEvery(cost, run, in.anchors);
            break;
        }
    return cost;
}

} // namespace klas
