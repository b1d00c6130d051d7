// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/export_tables.h"

#include "core/analysis/cost.h"
#include "core/records/csv.h"
#include "core/records/latex.h"
#include "core/records/pair_table.h"
#include "widgets/frontier/tradeoff_view.h"

namespace klas::ui {

static bool wantsJson(const fs::path& file) {
    if (file.extension() == ".json") return true;
    if (file.extension() == ".csv") return false;
    throw Error("Cannot export to " + file.filename().string() +
                ": the name must end in .csv, .json or .tex.");
}

void exportCells(const HeatmapData& data, const fs::path& file) {
    if (!data.scores) throw Error("There is no matrix to export yet. Analyse the project first.");
    PairTableInput input;
    input.source = data.source;
    input.target = data.target;
    input.rows = data.rows;
    input.columns = data.columns;
    input.scores = &*data.scores;
    input.targetSelf = data.targetSelf ? &*data.targetSelf : nullptr;
    input.stitches = data.stitches ? &*data.stitches : nullptr;
    input.selections = &data.selections;
    const PairTable table = pairTable(input);
    const bool gamma = data.quantity == Quantity::Gamma;
    if (file.extension() == ".tex")
        return writeFileAtomically(
            file, toLatex(table, gamma,
                          (gamma ? "\u0393 by " : "") + table.measure + " over " +
                              std::to_string(data.scores->images) +
                              " images, rows blocks of the source; chosen stitches bold; needs booktabs"));
    if (!wantsJson(file)) return writeFileAtomically(file, toCsv(table));

    Json json = toJson(table);
    json["images"] = data.scores->images;
    json["complete"] = data.scores->complete;
    json["provenance"] = data.scores->provenance;
    writeFileAtomically(file, json.dump(2) + "\n");
}

void exportSelection(const Selection& selection, const fs::path& file) {
    if (selection.stitches.empty())
        throw Error("There is no selection to export yet. Analyse the project first.");
    if (file.extension() == ".tex") return writeFileAtomically(file, toLatex(selection));
    writeFileAtomically(file, wantsJson(file) ? toJson(selection).dump(2) + "\n" : toCsv(selection));
}

static std::string costCsv(const std::vector<LedgerRow>& rows) {
    CsvWriter csv;
    csv.row("part", "what", "items", "flops", "seconds");
    for (const LedgerRow& r : rows)
        csv.row(r.part, r.what, r.items, r.flops, r.seconds);
    return csv.text();
}

static Json costJson(const LedgerAnswer& cost) {
    Json rows = Json::array();
    for (const LedgerRow& r : cost.rows)
        rows.push_back({{"part", r.part}, {"what", r.what}, {"items", r.items}, {"flops", r.flops}, {"seconds", jsonOrNull(r.seconds)}});
    const PipelineCost& p = cost.pipeline;
    const auto method = [](const std::optional<MethodCost>& m) { return m ? Json{{"runs", m->runs}, {"flops", m->flops}} : Json(); };
    return {{"flops_unit", kFlopsUnit},
            {"rows", std::move(rows)},
            {"pipeline",
             {{"features", p.features},
              {"kl", p.kl},
              {"klas_run", method(p.klas)},
              {"klas_whole", jsonOrNull(p.whole())},
              {"snnet_run", method(p.snnet)},
              {"every_stitch", jsonOrNull(p.every)},
              {"stitches", p.stitches},
              {"source", p.source},
              {"target", p.target}}}};
}

static std::string costLatex(const std::vector<LedgerRow>& rows) {
    LatexTable table("llrrr", {"part", "of what", "items", "GFLOPs", "seconds"});
    for (const LedgerRow& r : rows)
        table.row({r.part, r.what, std::to_string(r.items), latexNumber(r.flops > 0 ? std::optional(r.flops / 1e9) : std::nullopt, 3), latexNumber(r.seconds, 1)});
    return table.text(std::string(kFlopsUnit) + ", training three times the forward; needs booktabs");
}

void exportCost(const LedgerAnswer& cost, const fs::path& file) {
    if (cost.rows.empty()) throw Error("The project has cost nothing yet. Analyse it first.");
    if (file.extension() == ".tex") return writeFileAtomically(file, costLatex(cost.rows));
    writeFileAtomically(file, wantsJson(file) ? costJson(cost).dump(2) + "\n" : costCsv(cost.rows));
}

static std::optional<double> seconds(const TradeoffSeries& series, size_t point) {
    const auto& latency = series.latencies[point];
    return latency ? std::optional(double(*latency) / 1e9) : std::nullopt;
}

static std::string tradeoffCsv(const TradeoffData& data) {
    CsvWriter csv;
    csv.row("run", "network", "anchor", "flops", "params", "latency_s", "top1", "top5", "on_front", "front_over", "split", "images");
    for (const TradeoffSeries& s : data.series)
        for (size_t k = 0; k < s.points.size(); ++k) {
            const TradeoffPoint& p = s.points[k];
            csv.row(s.run, p.label, p.anchor, p.flops, p.params, seconds(s, k), p.top1, p.top5, s.onFront(k), axisId(data.axis), data.split, data.images);
        }
    return csv.text();
}

static std::string tradeoffLatex(const TradeoffData& data) {
    const bool latency = data.axis == CostAxis::Latency;
    std::vector<std::string> header{"run", "network", "MFLOPs", "parameters", "top-1, %", "on its front"};
    if (latency) header.insert(header.begin() + 4, "latency, ms");
    LatexTable table(latency ? "llrrrrr" : "llrrrr", header);
    for (const TradeoffSeries& s : data.series)
        for (size_t k = 0; k < s.points.size(); ++k) {
            const TradeoffPoint& p = s.points[k];
            const auto top1 = p.top1 ? std::optional(100 * *p.top1) : std::nullopt;
            std::vector<std::string> row{s.title.toStdString(), p.label, latexNumber(double(p.flops) / 1e6, 3), p.params ? std::to_string(*p.params) : "\u2013",
                                         latexNumber(top1, 2), s.onFront(k) ? "yes" : ""};
            if (latency) row.insert(row.begin() + 4, latexNumber(double(*s.latencies[k]) / 1e6, 3));
            table.row(row);
        }
    return table.text("top-1 on " + std::to_string(data.images) + " " + data.split + " images; " + kFlopsUnit + "; fronts over " + axisId(data.axis) + "; needs booktabs");
}

static Json tradeoffJson(const TradeoffData& data) {
    Json curves = Json::array();
    for (const TradeoffSeries& s : data.series) {
        Json points = Json::array();
        for (size_t k = 0; k < s.points.size(); ++k) {
            points.push_back(toJson(s.points[k]));
            points.back()["latency_s"] = jsonOrNull(seconds(s, k));
            points.back()["on_front"] = s.onFront(k);
        }
        curves.push_back({{"run", s.run},
                          {"areas", {{"staircase", s.areas.staircase}, {"hull", s.areas.hull}, {"trapezoid", s.areas.trapezoid}}},
                          {"points", std::move(points)}});
    }
    const bool flops = data.axis == CostAxis::Flops;
    const double unit = data.axis == CostAxis::Latency ? 1e9 : 1; // seconds outside
    return {{"split", data.split},
            {"images", data.images},
            {"flops_unit", kFlopsUnit},
            {"areas_over", axisId(data.axis)},
            {"cost_low", data.range ? Json(data.range->low / unit) : Json()},
            {"cost_high", data.range ? Json(data.range->high / unit) : Json()},
            {"flops_low", data.range && flops ? Json(data.range->low) : Json()},
            {"flops_high", data.range && flops ? Json(data.range->high) : Json()},
            {"unmeasured", data.unmeasured},
            {"curves", std::move(curves)}};
}

void exportTradeoffFile(const TradeoffData& data, const fs::path& file, double scale, bool dark) {
    if (file.extension() != ".csv" && file.extension() != ".json" && file.extension() != ".tex") {
        ExportFormat format = ExportFormat::forFile(file);
        format.scale = scale;
        format.dark = dark;
        return exportTradeoff(data, file, format);
    }
    if (data.empty()) throw Error("There is no trade-off to export yet: analyse the anchors, or finetune a selection first.");
    if (file.extension() == ".tex") return writeFileAtomically(file, tradeoffLatex(data));
    writeFileAtomically(file, wantsJson(file) ? tradeoffJson(data).dump(2) + "\n" : tradeoffCsv(data));
}

} // namespace klas::ui
