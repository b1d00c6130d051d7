// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/export_command.h"

#include "app/explorer/export_tables.h"
#include "app/explorer/report.h"
#include "core/store/project.h"
#include "widgets/bridge/project_session.h"
#include "widgets/heatmap/heatmap_view.h"

namespace klas::ui {

void addExportOptions(QCommandLineParser& parser) {
    const auto option = [&](const char* name, const char* text, const char* value) {
        parser.addOption({QLatin1String(name), QLatin1String(text), QLatin1String(value)});
    };
    const auto flag = [&](const char* name, const char* text) {
        parser.addOption({QLatin1String(name), QLatin1String(text)});
    };
    option("export", "Write a figure, a table or a report and exit: heatmap, frontier, selection, cost, report", "what");
    option("out", "File to write: .svg, .pdf, .png, .csv, .json or .tex; a report .html or .pdf", "file");
    option("pair", "Source and target anchor, A:B (default: the recommended pair)", "pair");
    option("split", "frontier and report: images it is measured on, test or validation (default: test)", "name");
    option("axis", "frontier: cost it is drawn over, flops, params or latency (default: flops)", "name");
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
    if (options.what != "heatmap" && options.what != "frontier" && options.what != "selection" && options.what != "cost" && options.what != "report")
        throw UsageError("--export knows heatmap, frontier, selection, cost and report, not \"" + options.what.toStdString() + "\".");
    if (const QString split = parser.value("split"); !split.isEmpty()) options.split = split;
    if (options.split != "test" && options.split != "validation")
        throw UsageError("--split must be test or validation, not \"" + options.split.toStdString() + "\".");
    if (const QString axis = parser.value("axis"); !axis.isEmpty()) {
        const auto known = axisFromId(axis.toStdString());
        if (!known) throw UsageError("--axis must be flops, params or latency, not \"" + axis.toStdString() + "\".");
        options.axis = *known;
    }
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

void runExport(const ExportOptions& options) {
    const fs::path out = options.out.toStdString();
    const bool table = out.extension() == ".csv" || out.extension() == ".json";
    HeatmapExport figure;
    if (!table && options.what == "heatmap") figure.format = ExportFormat::forFile(out);

    const Project project = Project::open(options.project.toStdString(), Project::Access::ReadOnly);
    ProjectState state = stateOf(project);
    if (options.what == "frontier")
        return exportTradeoffFile(tradeoffOf(state, options.split.toStdString(), options.axis), out, options.scale, options.dark);

    if (options.what == "cost") return exportCost(ledgerAnswer(ledgerInputs(state)), out);

    PairView view = options.view;
    if (view.source.empty()) std::tie(view.source, view.target) = firstPair(state);
    if (view.source.empty())
        throw Error("The project has fewer than two anchors. Add two, then run klas analyze.");
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
