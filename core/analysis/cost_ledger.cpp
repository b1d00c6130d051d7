// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/cost_ledger.h"

#include "core/analysis/arch.h"

#include <algorithm>
#include <map>
#include <set>

namespace klas {

namespace {

/// Images whose features were made for an anchor: the probes' and those of its matrices.
double imagesOf(const std::string& anchor, const LedgerInputs& in) {
    double train = 0, validation = 0;
    for (const ProbeReport& p : in.probes)
        if (p.anchor == anchor && p.provenance.is_object()) train = std::max(train, p.provenance.value("images", 0.0));
    for (const ScoreMatrix& m : in.matrices)
        if (m.source == anchor || m.target == anchor) validation = std::max(validation, double(m.images));
    return train + validation;
}

void addFeatures(std::vector<LedgerRow>& rows, const LedgerInputs& in) {
    for (const Anchor& a : in.anchors)
        if (const double images = imagesOf(a.name, in); images > 0)
            rows.push_back({"features", a.name, 1, images * double(netCard(a.arch).total().flops), {}});
}

/// m x n products over classes and images for every divergence of probes; measures on features are left out, whose cost
/// is that of their Gram matrices.
void addMatrices(std::vector<LedgerRow>& rows, const LedgerInputs& in) {
    std::map<std::string, LedgerRow> byMeasure;
    for (const ScoreMatrix& m : in.matrices) {
        LedgerRow& row = byMeasure.try_emplace(m.measure, LedgerRow{"matrices", m.measure, 0, 0, {}}).first->second;
        ++row.items;
        if (!measureInfo(m.measure).hasErrors) continue;
        for (const Anchor& a : in.anchors)
            if (a.name == m.target) row.flops += double(m.images) * a.arch.classes() * m.rows() * m.columns();
    }
    for (auto& [measure, row] : byMeasure)
        rows.push_back(std::move(row));
}

void addEvaluations(std::vector<LedgerRow>& rows, const LedgerInputs& in) {
    LedgerRow previews{"previews", {}, 0, 0, {}}, after{"evaluation", {}, 0, 0, {}};
    for (const Evaluation& e : in.evaluations) {
        LedgerRow& row = e.run.empty() ? previews : after;
        ++row.items;
        row.flops += double(e.images) * double(e.cost.flops);
    }
    for (LedgerRow* row : {&previews, &after})
        if (row->items > 0) rows.push_back(std::move(*row));
}

void addRuns(std::vector<LedgerRow>& rows, const LedgerInputs& in) {
    std::map<std::string, LedgerRow> bySelection;
    std::set<std::string> trained;
    for (const FinetuneRun& run : in.runs) {
        if (run.recipe.mode == "joint" && !run.key.empty() && !trained.insert(run.key).second) continue; // credited, not trained again
        const std::string what = run.selection.empty() ? "chosen by hand" : run.selection;
        LedgerRow& row = bySelection.try_emplace(what, LedgerRow{"finetuning", what, 0, 0, 0.0}).first->second;
        ++row.items;
        row.flops += run.flops;
        *row.seconds += run.seconds;
    }
    for (auto& [what, row] : bySelection)
        rows.push_back(std::move(row));
}

} // namespace

std::vector<LedgerRow> costLedger(const LedgerInputs& in) {
    std::vector<LedgerRow> rows;
    addFeatures(rows, in);
    addMatrices(rows, in);
    addEvaluations(rows, in);
    addRuns(rows, in);
    std::map<std::string, LedgerRow> jobs;
    for (const JobTime& job : in.jobs) {
        LedgerRow& row = jobs.try_emplace(job.part, LedgerRow{job.part, "jobs, from start to end", 0, 0, 0.0}).first->second;
        ++row.items;
        *row.seconds += job.seconds;
    }
    for (auto& [part, row] : jobs)
        rows.push_back(std::move(row));
    const std::vector<std::string> order{"features",   "matrices",   "previews",
                                         "finetuning", "evaluation", "exports"};
    std::stable_sort(rows.begin(), rows.end(), [&](const LedgerRow& a, const LedgerRow& b) {
        return std::find(order.begin(), order.end(), a.part) < std::find(order.begin(), order.end(), b.part);
    });
    return rows;
}

} // namespace klas
