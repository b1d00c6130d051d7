// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/export_command.h"

#include "app/explorer/export_all.h"
#include "app/explorer/export_tables.h"
#include "app/explorer/pairs_export.h"
#include "app/explorer/report.h"
#include "app/explorer/trust_export.h"
#include "core/store/project.h"
#include "core/store/reference_set.h"
#include "widgets/bridge/project_session.h"
#include "widgets/bridge/text.h"
#include "widgets/frontier/overlay.h"
#include "widgets/heatmap/heatmap_view.h"

#include <atomic>
#include <csignal>
#include <cstdio>

namespace klas::ui {

void addExportOptions(QCommandLineParser& parser) {
    const auto option = [&](const char* name, const char* text, const char* value) {
        parser.addOption({QLatin1String(name), QLatin1String(text), QLatin1String(value)});
    };
    const auto flag = [&](const char* name, const char* text) {
        parser.addOption({QLatin1String(name), QLatin1String(text)});
    };
    option("export", "Write a figure, a table or a report and exit: heatmap, pairs, frontier, trust, selection, cost, report; or all of them into a folder: all", "what");
    option("out", "File to write: .svg, .pdf, .png, .csv, .json or .tex; a report .html or .pdf; all: a folder", "file");
    option("pair", "Source and target anchor, A:B (default: the recommended pair)", "pair");
    option("split", "frontier, trust and report: images it is measured on, test or validation (default: test)", "name");
    option("axis", "frontier: cost it is drawn over, flops, params or latency (default: flops)", "name");
    option("overlay", "frontier: published or imported curves to lay beside it, with commas", "names");
    option("run", "trust: the run that scores are held against (default: the one with the most stitches)", "name");
    option("score", "trust: the score to plot (default: the first)", "title");
    option("measure", "Measure of similarity (default: kl)", "id");
    option("quantity", "omega (the measure) or gamma (Ω / Σ)", "name");
    option("tau", "Tolerance of KLAS, a fraction (default: 0.05)", "fraction");
    option("buckets", "FLOPs buckets (default: target blocks that can be stitched to)", "count");
    option("methods", "Selections to overlay (default: klas,snnet; none)", "ids");
    option("scale", "PNG pixels per point, 1 to 4 (default: 1); screenshots: several with commas", "factor");
    flag("linear", "Linear colours instead of logarithmic ones");
    flag("dark", "Dark colours");
}

static double numberOf(const QCommandLineParser& parser, const char* name, double low, double high,
                       double fallback) {
    const QString text = parser.value(QLatin1String(name));
    if (text.isEmpty()) return fallback;
    bool ok = false;
    const double value = QLocale::c().toDouble(text, &ok);
    const std::string sentence = "--" + std::string(name) + " must be a number from " +
                                 QString::number(low).toStdString() + " to " +
                                 QString::number(high).toStdString() + ", not \"" + text.toStdString() + "\".";
    if (!ok) throw UsageError(sentence);
    if (!(value >= low && value <= high)) throw Error(sentence);
    return value;
}

ExportOptions exportOptions(const QCommandLineParser& parser) {
    ExportOptions options;
    options.what = parser.value("export");
    options.out = parser.value("out");
    options.project = parser.positionalArguments().value(0);
    if (!QStringList({"heatmap", "pairs", "frontier", "trust", "selection", "cost", "report", "all"}).contains(options.what))
        throw UsageError("--export knows heatmap, pairs, frontier, trust, selection, cost, report and all, not \"" + options.what.toStdString() + "\".");
    if (const QString split = parser.value("split"); !split.isEmpty()) options.split = split;
    if (options.split != "test" && options.split != "validation")
        throw UsageError("--split must be test or validation, not \"" + options.split.toStdString() + "\".");
    if (const QString axis = parser.value("axis"); !axis.isEmpty()) {
        const auto known = axisFromId(axis.toStdString());
        if (!known) throw UsageError("--axis must be flops, params or latency, not \"" + axis.toStdString() + "\".");
        options.axis = *known;
    }
    options.overlays = parser.value("overlay").split(',', Qt::SkipEmptyParts);
    options.run = parser.value("run");
    options.score = parser.value("score");
    if (options.out.isEmpty()) throw UsageError("--export needs --out FILE.");
    if (options.project.isEmpty()) throw UsageError("--export needs a project file (.klas).");

    PairView& view = options.view;
    if (const QString pair = parser.value("pair"); !pair.isEmpty()) {
        const QStringList names = pair.split(':');
        if (names.size() != 2 || names[0].isEmpty() || names[1].isEmpty())
            throw UsageError("--pair must be SOURCE:TARGET, not \"" + pair.toStdString() + "\".");
        view.source = names[0].toStdString();
        view.target = names[1].toStdString();
    }
    if (parser.isSet("measure")) view.measure = measureInfo(parser.value("measure").toStdString()).id;
    if (const QString quantity = parser.value("quantity"); quantity == "gamma")
        view.quantity = Quantity::Gamma;
    else if (!quantity.isEmpty() && quantity != "omega")
        throw Error("--quantity must be omega or gamma, not \"" + quantity.toStdString() + "\".");
    view.tau = numberOf(parser, "tau", 0, 100, view.tau);
    const double buckets = numberOf(parser, "buckets", 1, 10000, 0);
    view.buckets = static_cast<int>(buckets);
    if (buckets != view.buckets) throw Error("--buckets must be a whole number.");
    if (parser.isSet("methods")) {
        view.methods.clear();
        for (const QString& id : parser.value("methods").split(',', Qt::SkipEmptyParts))
            if (id != "none") view.methods.push_back(id.toStdString());
    }
    options.scale = numberOf(parser, "scale", 1, 4, 1);
    options.dark = parser.isSet("dark");
    options.linear = parser.isSet("linear");
    return options;
}

/// Throws Error: there is no such curve, or it cannot be laid over this plot.
static std::vector<OverlayCurve> overlaysOf(const ProjectState& project, const TradeoffData& data, const QStringList& names) {
    std::vector<OverlayCurve> overlays;
    for (const QString& name : names) {
        const auto imported = std::find_if(project.references.begin(), project.references.end(), [&](const ReferenceCurve& c) { return qstr(c.name) == name; });
        const ReferenceCurve curve = imported != project.references.end() ? *imported : referenceCurve(name.toStdString());
        const auto box = data.anchors();
        auto overlay = box ? referenceOverlay(curve, data.axis, *box) : std::nullopt;
        if (!overlay) throw Error("The curve " + name.toStdString() + " cannot be laid over this plot: it has no such cost, or the anchors are not measured.");
        overlays.push_back(std::move(*overlay));
    }
    return overlays;
}

static std::atomic<bool> wantsNoMore{false};

/// A line for each file as it is begun, then the folder it went into. SIGTERM leaves nothing behind.
static void runExportAll(const ProjectState& project, const PairView& view, const ExportOptions& options) {
    const auto tell = [](const std::string& line) {
        std::puts(line.c_str());
        std::fflush(stdout);
    };
    std::signal(SIGTERM, [](int) { wantsNoMore = true; });
    std::signal(SIGINT, [](int) { wantsNoMore = true; });
    const std::vector<ExportPart> parts = partsOf(project, view, options.split.toStdString());
    tell(exportAll(parts, options.out.toStdString(), [&](size_t k, const std::string& name) { tell(std::to_string(k) + "/" + std::to_string(parts.size()) + " " + name); }, wantsNoMore).string());
}

void runExport(const ExportOptions& options) {
    const fs::path out = options.out.toStdString();
    const bool table = isTable(out);
    HeatmapExport figure;
    if (!table && options.what == "heatmap") figure.format = ExportFormat::forFile(out);

    const Project project = Project::open(options.project.toStdString(), Project::Access::ReadOnly);
    ProjectState state = stateOf(project);
    if (options.what == "frontier") {
        TradeoffData data = tradeoffOf(state, options.split.toStdString(), options.axis);
        if (data.empty() && options.axis == CostAxis::Latency && !tradeoffOf(state, options.split.toStdString(), CostAxis::Flops).empty())
            throw Error("No network of this trade-off has a measured latency yet. Export it over flops or params, or finetune once more.");
        data.overlays = overlaysOf(state, data, options.overlays);
        return exportTradeoffFile(data, out, options.scale, options.dark);
    }

    if (options.what == "cost") return exportCost(ledgerAnswer(ledgerInputs(state)), out);

    PairView view = options.view;
    if (view.source.empty()) std::tie(view.source, view.target) = firstPair(state);
    if (view.source.empty())
        throw Error("The project has fewer than two anchors. Add two, then run klas analyze.");
    if (options.what == "pairs" || (options.what == "trust" && !isTable(out))) {
        figure.format = ExportFormat::forFile(out);
        figure.format.scale = options.scale;
        figure.format.dark = options.dark;
    }
    if (options.what == "pairs")
        return exportPairs(state, {view.measure, view.quantity, options.linear ? Scale::Linear : Scale::Log}, out, figure.format);
    if (options.what == "trust") {
        const TrustChoice choice{view.source, view.target, options.split.toStdString(), options.run.toStdString(), options.score.toStdString()};
        return exportTrust(trustOf(state, choice), choice, out, figure.format);
    }
    if (options.what == "all") return runExportAll(state, view, options);
    if (options.what == "report") return exportReport(state, view, options.split.toStdString(), out);
    const PairPicture picture = pictureOf(state, view);
    if (!picture.data.scores)
        throw Error("The project has no " + view.measure + " matrix of " + view.source + " and " +
                    view.target + " yet. Run klas analyze " + options.project.toStdString() + " first.");
    if (!picture.problems.empty()) throw Error(picture.problems.front());
    if (options.what == "selection") {
        if (picture.data.selections.empty()) throw Error("No method was named to choose stitches; name one with --methods.");
        return exportSelection(picture.data.selections.front(), out);
    }
    if (table) return exportCells(picture.data, out);
    figure.format.scale = options.scale;
    figure.format.dark = options.dark;
    figure.scale = options.linear ? Scale::Linear : Scale::Log;
    exportHeatmap(picture.data, out, figure);
}

} // namespace klas::ui
