// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/report.h"

#include "app/explorer/html_page.h"
#include "app/explorer/report_page.h"
#include "core/analysis/arch.h"
#include "core/analysis/cost.h"
#include "core/base/version.h"
#include "widgets/bridge/text.h"
#include "widgets/cost/ledger_data.h"
#include "widgets/frontier/tradeoff_view.h"
#include "widgets/heatmap/heatmap_text.h"
#include "widgets/heatmap/heatmap_view.h"
#include "widgets/trust/trust_data.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTemporaryDir>
#include <algorithm>
#include <cmath>

namespace klas::ui {

namespace {

using Rows = std::vector<QStringList>;

struct Report {
    Q_DECLARE_TR_FUNCTIONS(klas::ui::Report)
};
const QLocale kLocale = QLocale::c();

QString big(double value) { return shortNumber(value, kLocale); }
QString share(double value) { return percent(value, 2, kLocale); }
QString text(const std::optional<double>& value) { return orDash(value, kLocale); }

/// Through a file: the figure is drawn by what draws every other export.
template <typename Export>
QByteArray svgOf(Export&& write) {
    const QTemporaryDir folder;
    if (!folder.isValid()) throw Error("There is no room for temporary files: " + folder.errorString().toStdString() + ".");
    const fs::path file = fs::path(folder.path().toStdString()) / "figure.svg";
    write(file);
    return QByteArray::fromStdString(readTextFile(file));
}

void addAnchors(HtmlPage& page, const ProjectState& project) {
    page.heading(Report::tr("Anchors"));
    Rows rows;
    for (const Anchor& a : project.anchors) {
        const NetCard card = netCard(a.arch);
        const AnchorAccuracy* accuracy = project.accuracy(a.name);
        rows.push_back({qstr(a.name), qstr(a.arch.family), QString::number(card.depth()), big(double(card.total().params)), big(double(card.total().flops)),
                        accuracy ? share(accuracy->top1) : QStringLiteral("–"), accuracy ? qstr(accuracy->split) : QString(), qstr(a.sha256.substr(0, 12))});
    }
    page.table({Report::tr("anchor"), Report::tr("family"), Report::tr("blocks"), Report::tr("parameters"), Report::tr("FLOPs"), Report::tr("top-1"),
                Report::tr("images"), Report::tr("SHA-256 of the weights")},
               rows);
    if (!project.distances) return;
    page.paragraph(Report::tr("Mean KL divergence between the anchors' own heads, nats (row ‖ column); the smallest of a cheaper to a dearer anchor is the pair "
                              "that KLAS recommends."));
    QStringList header{QString()};
    Rows table;
    for (size_t f = 0; f < project.distances->anchors.size(); ++f) {
        header << qstr(project.distances->anchors[f]);
        QStringList row{qstr(project.distances->anchors[f])};
        for (size_t g = 0; g < project.distances->kl[f].size(); ++g)
            row << (f == g ? QStringLiteral("0") : number(project.distances->kl[f][g], kLocale)); // not its rounding
        table.push_back(row);
    }
    page.table(header, table);
}

const Evaluation* latest(const ProjectState& project, const Stitch& stitch, const std::string& split, bool finetuned) {
    const Evaluation* found = nullptr;
    for (const Evaluation& e : project.evaluations)
        if (e.configuration.stitch == stitch && e.split == split && e.run.empty() != finetuned &&
            (!found || e.images > found->images || (e.images == found->images && e.top1 > found->top1)))
            found = &e;
    return found;
}

void addSelections(HtmlPage& page, const ProjectState& project, const PairPicture& picture, const std::string& split) {
    for (const Selection& selection : picture.data.selections) {
        page.heading(Report::tr("Stitches chosen by %1").arg(methodStyle(selection.method).title));
        Rows rows;
        for (const SelectedStitch& s : selection.stitches) {
            const Evaluation *initial = latest(project, s.stitch, split, false), *tuned = latest(project, s.stitch, split, true);
            rows.push_back({qstr(klas::text(s.stitch)), s.bucket ? QString::number(*s.bucket + 1) : QStringLiteral("–"), big(double(s.cost.flops)),
                            big(double(s.cost.params)), text(s.omega), text(s.sigma), text(s.gamma) + (s.unresolved ? QStringLiteral(" ?") : QString()),
                            initial ? share(initial->top1) : QStringLiteral("–"), tuned ? share(tuned->top1) : QStringLiteral("–")});
        }
        if (rows.empty())
            page.paragraph(Report::tr("It chooses no stitch of this pair."));
        else
            page.table({Report::tr("stitch"), Report::tr("bucket"), Report::tr("FLOPs"), Report::tr("parameters"), Report::tr("Ω, nats"), Report::tr("Σ, nats"),
                    QStringLiteral("Γ"), Report::tr("initialised"), Report::tr("finetuned, best")},
                   rows);
        QStringList notes;
        for (const std::string& note : selection.notes)
            notes << qstr(note);
        if (!notes.isEmpty()) page.list(notes);
        QStringList options;
        for (const auto& [name, value] : selection.options.items())
            options << qstr(name) + QLatin1Char(' ') + qstr(value.is_string() ? value.get<std::string>() : value.dump());
        if (!options.isEmpty()) page.paragraph(Report::tr("Options: %1").arg(options.join(QStringLiteral(", "))));
    }
    for (const std::string& problem : picture.problems)
        page.paragraph(qstr(problem));
}

void addWarnings(HtmlPage& page, const ProjectState& project, const PairView& view, const std::string& split) {
    const auto question = trustQuestion(project, view.source, view.target, split, {});
    const QStringList warnings = question ? answerOf(*question).warnings : QStringList();
    if (warnings.isEmpty()) return;
    page.heading(Report::tr("Where these scores may mislead"));
    page.list(warnings);
}

void addRuns(HtmlPage& page, const ProjectState& project, const TradeoffData& tradeoff) {
    Rows rows;
    for (const TradeoffSeries& s : tradeoff.series) {
        const auto run = std::find_if(project.runs.begin(), project.runs.end(), [&](const FinetuneRun& r) { return r.name == s.run; });
        const bool known = run != project.runs.end();
        const auto area = [&](double value) { return tradeoff.range ? QString::number(value, 'f', 4) : QStringLiteral("–"); };
        rows.push_back({s.title, known ? QString::number(run->stitches.size()) : QStringLiteral("–"),
                        known ? QString::number(run->step) + (run->complete() ? QString() : Report::tr(" of %1").arg(run->steps)) : QStringLiteral("–"),
                        known ? big(run->flops) : QStringLiteral("–"), known ? QString::number(run->seconds, 'f', 0) : QStringLiteral("–"), area(s.areas.staircase),
                        area(s.areas.hull), area(s.areas.trapezoid)});
    }
    page.heading(Report::tr("Runs"));
    page.paragraph(Report::tr("Areas under top-1 over FLOPs scaled to 0..1 between the anchors: the staircase is the best network within a budget, the hull mixes "
                              "networks, the trapezoid is what published figures have. They can disagree."));
    page.table({Report::tr("run"), Report::tr("stitches"), Report::tr("steps"), Report::tr("FLOPs of training"), Report::tr("seconds"), Report::tr("staircase"),
                Report::tr("hull"), Report::tr("trapezoid")},
               rows);
    Rows networks;
    for (const TradeoffSeries& s : tradeoff.series)
        for (size_t k = 0; k < s.points.size(); ++k) {
            const TradeoffPoint& p = s.points[k];
            networks.push_back({qstr(p.label), s.title, big(double(p.flops)), p.params ? big(double(*p.params)) : QStringLiteral("–"),
                                p.top1 ? share(*p.top1) : QStringLiteral("–"), s.onFront(k) ? Report::tr("yes") : QString()});
        }
    page.heading(Report::tr("Every network"));
    page.table({Report::tr("network"), Report::tr("run"), Report::tr("FLOPs"), Report::tr("parameters"), Report::tr("top-1"), Report::tr("on its front")}, networks);
}

/// A heading, a row a part.
Rows costTable(const LedgerAnswer& cost) {
    if (cost.rows.empty()) return {};
    Rows rows{{Report::tr("part"), Report::tr("of what"), Report::tr("items"), Report::tr("FLOPs"), Report::tr("seconds")}};
    for (const LedgerRow& r : cost.rows)
        rows.push_back({partTitle(r.part), whatTitle(r.what), QString::number(r.items), r.flops > 0 ? big(r.flops) : QStringLiteral("–"),
                        r.seconds ? QString::number(*r.seconds, 'f', 1) : QStringLiteral("–")});
    return rows;
}

void addCost(HtmlPage& page, const LedgerAnswer& cost) {
    Rows rows = costTable(cost);
    if (rows.empty()) return;
    page.heading(Report::tr("What it has cost"));
    page.paragraph(pipelineText(cost.pipeline, kLocale));
    const QStringList header = rows.front();
    rows.erase(rows.begin());
    page.table(header, rows);
    page.paragraph(Report::tr("FLOPs in closed form, %1, training three times the forward; seconds as recorded, those of jobs hold those of what they did.").arg(qstr(kFlopsUnit)));
}

void addProvenance(HtmlPage& page, const ProjectState& project, const PairView& view) {
    page.heading(Report::tr("How it was made"));
    if (project.data) {
        Json data = toJson(*project.data);
        data.erase("path"); // of one machine
        page.code(Report::tr("data: %1").arg(qstr(data.dump())));
    }
    const QString file = QFileInfo(qstr(project.file)).fileName(), pair = qstr(view.source + ":" + view.target);
    QStringList commands{QStringLiteral("klas analyze %1 --pair %2 --measures %3").arg(file, pair, qstr(view.measure))};
    for (const std::string& method : view.methods)
        commands << QStringLiteral("klas select %1 --pair %2 --method %3 --tau %4%5")
                        .arg(file, pair, qstr(method), kLocale.toString(view.tau, 'g', 6),
                             view.buckets > 0 ? QStringLiteral(" --buckets %1").arg(view.buckets) : QString());
    page.code(commands.join('\n'));
    QStringList recipes;
    for (const FinetuneRun& r : project.runs)
        recipes << QStringLiteral("%1: %2").arg(qstr(r.name), qstr(toJson(r.recipe).dump()));
    if (!recipes.isEmpty()) page.code(recipes.join('\n'));
    page.paragraph(Report::tr("Made by KLAS Explorer %1. 1 multiply-add = 1 FLOP. KLAS: Sanyal et al., ICLR 2026, arXiv 2605.29259; SN-Net: Pan et al., CVPR "
                              "2023, arXiv 2302.06586.")
                       .arg(QLatin1String(kVersion)));
}

} // namespace

void exportReport(const ProjectState& project, const PairView& view, const std::string& split, const fs::path& file) {
    const bool pdf = file.extension() == ".pdf";
    if (!pdf && file.extension() != ".html")
        throw Error("Cannot tell how to write " + file.filename().string() + ": a report's name must end in .html or .pdf.");
    if (project.anchors.empty()) throw Error("There is nothing to report yet: add anchors and analyse them first.");
    const PairPicture picture = pictureOf(project, view);
    const TradeoffData tradeoff = tradeoffOf(project, split);
    const LedgerAnswer cost = ledgerAnswer(ledgerInputs(project));
    const QString title = QFileInfo(qstr(project.file)).completeBaseName();
    const bool scored = picture.data.scores.has_value();
    if (pdf) {
        const ExportFormat format;
        ReportPage page{title, project.data ? qstr(project.data->name) : QString(), {}, {}, format.size, picture.data.selections, costTable(cost)};
        if (scored) page.heatmap = heatmapDrawing(picture.data, {format});
        if (!tradeoff.empty()) page.tradeoff = tradeoffDrawing(tradeoff, format);
        return writeReportPage(file, page);
    }
    HtmlPage page(title);
    page.paragraph(project.data ? Report::tr("Which stitches between pretrained networks are worth finetuning, on %1.").arg(qstr(project.data->name))
                                : Report::tr("Which stitches between pretrained networks are worth finetuning."));
    addAnchors(page, project);
    if (scored) {
        page.heading(Report::tr("Similarity of %1 and %2").arg(qstr(view.source), qstr(view.target)));
        page.figure(svgOf([&](const fs::path& svg) { exportHeatmap(picture.data, svg, {}); }),
                    Report::tr("%1. Bright is more alike; shapes are the stitches that methods chose.").arg(heatmapTitle(picture.data)));
    }
    addSelections(page, project, picture, split);
    addWarnings(page, project, view, split);
    if (!tradeoff.empty()) {
        page.heading(Report::tr("Trade-off"));
        page.figure(svgOf([&](const fs::path& svg) { exportTradeoff(tradeoff, svg, {}); }), tradeoffTitle(tradeoff));
        addRuns(page, project, tradeoff);
    }
    addCost(page, cost);
    addProvenance(page, project, view);
    const QByteArray bytes = page.text();
    writeFileAtomically(file, std::string_view(bytes.constData(), size_t(bytes.size())));
}

} // namespace klas::ui
