// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/results_file.h"

#include "core/analysis/cost.h"
#include "core/base/error.h"
#include "core/records/csv.h"

#include <algorithm>
#include <cmath>

namespace klas::cli {

namespace {

std::vector<const Evaluation*> ascending(const RunNetworks& networks) {
    std::vector<const Evaluation*> all;
    for (const Evaluation& e : networks.evaluations)
        all.push_back(&e);
    std::stable_sort(all.begin(), all.end(), [](const Evaluation* a, const Evaluation* b) { return a->cost.flops < b->cost.flops; });
    return all;
}

std::string csvText(const std::vector<RunNetworks>& runs) {
    CsvWriter csv;
    csv.row("run", "selection", "network", "source", "i", "target", "j", "step", "split", "images", "flops", "params", "top1", "top5", "loss",
            "latency_s", "images_per_s");
    for (const RunNetworks& n : runs)
        for (const Evaluation* e : ascending(n)) {
            const auto& s = e->configuration.stitch;
            csv.row(n.run, n.selection, text(e->configuration), s ? s->source : e->configuration.anchor, s ? std::optional<int>(s->i) : std::nullopt,
                    s ? s->target : std::string(), s ? std::optional<int>(s->j) : std::nullopt, e->step, e->split, e->images, e->cost.flops,
                    e->cost.params, e->top1, e->top5, e->loss, e->latency, e->throughput);
        }
    return csv.text();
}

std::string jsonText(const std::vector<RunNetworks>& runs) {
    Json list = Json::array();
    for (const RunNetworks& n : runs) {
        Json networks = Json::array();
        for (const Evaluation* e : ascending(n)) {
            networks.push_back(toJson(*e));
            networks.back().erase("hits");
        }
        list.push_back({{"run", n.run}, {"selection", n.selection}, {"networks", std::move(networks)}});
    }
    return Json{{"flops_unit", kFlopsUnit}, {"runs", std::move(list)}}.dump(1) + "\n";
}

/// As the count of images says it: 81.91, not 81.91000000000001.
double percent(double share) { return std::round(share * 1e10) / 1e8; }

std::string snnetText(const std::vector<RunNetworks>& runs) {
    std::string text;
    long id = 0;
    for (const RunNetworks& n : runs)
        for (const Evaluation* e : ascending(n)) {
            const auto& s = e->configuration.stitch;
            Json line{{"cfg_id", id++}, {"kind", s ? "stitch" : "anchor"}};
            line["source"] = s ? s->source : e->configuration.anchor;
            line["target"] = s ? s->target : e->configuration.anchor;
            line["i"] = s ? Json(s->i) : Json();
            line["j"] = s ? Json(s->j) : Json();
            line["run"] = n.run;
            line["flops"] = e->cost.flops;
            line["params"] = e->cost.params;
            line["acc1"] = percent(e->top1);
            line["acc5"] = percent(e->top5);
            text += line.dump() + "\n";
        }
    return text;
}

} // namespace

std::string resultsText(const std::vector<RunNetworks>& runs, const std::string& format) {
    if (format == "csv") return csvText(runs);
    if (format == "json") return jsonText(runs);
    if (format == "snnet") return snnetText(runs);
    throw Error("Results are exported as csv, json or snnet, not as \"" + format + "\".");
}

} // namespace klas::cli
