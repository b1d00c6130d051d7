// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_data.h"

#include "core/analysis/arch.h"
#include "core/analysis/cost.h"
#include "widgets/bridge/short_names.h"
#include "widgets/bridge/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace klas::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("frontier", text); }

/// Anchors that a finetuning has not measured yet, as the analysis found them.
std::vector<Evaluation> anchorsOf(const ProjectState& project, const std::vector<RunNetworks>& networks, const std::string& split) {
    std::vector<Evaluation> all;
    for (const RunNetworks& n : networks)
        if (n.run.empty())
            for (const Evaluation& e : n.evaluations)
                if (e.configuration.isAnchor()) all.push_back(e);
    for (const AnchorAccuracy& a : project.accuracies) {
        const Anchor* anchor = project.anchor(a.anchor);
        const bool known = std::any_of(all.begin(), all.end(), [&](const Evaluation& e) { return e.configuration.anchor == a.anchor; });
        if (a.split != split || !anchor || known) continue;
        Evaluation e;
        e.configuration = Configuration::of(a.anchor);
        e.split = split;
        e.images = a.images;
        e.top1 = a.top1;
        e.top5 = a.top5;
        e.cost = netCard(anchor->arch).total();
        all.push_back(std::move(e));
    }
    return all;
}

QString shortName(const ShortNames& names, const Configuration& c) {
    if (c.isAnchor()) return names(c.anchor);
    return QStringLiteral("%1:%2 > %3:%4").arg(names(c.stitch->source)).arg(c.stitch->i).arg(names(c.stitch->target)).arg(c.stitch->j);
}

TradeoffSeries seriesOf(const std::string& run, const QString& title, SeriesStyle style, const ShortNames& names,
                        const std::vector<Evaluation>& evaluations) {
    TradeoffSeries s;
    s.run = run;
    s.title = title;
    s.style = std::move(style);
    s.points = curvePoints(evaluations);
    for (const Evaluation& e : evaluations) {
        s.configurations.push_back(e.configuration);
        s.names << shortName(names, e.configuration);
    }
    s.front = paretoFront(s.points);
    return s;
}

/// "random-seed0" is drawn as "random" is.
std::string methodOf(const std::string& selection) {
    const size_t dash = selection.find("-seed");
    return dash == std::string::npos ? selection : selection.substr(0, dash);
}

} // namespace

bool TradeoffSeries::onFront(size_t point) const {
    return std::any_of(front.begin(), front.end(), [&](const FrontPoint& p) { return p.index == point; });
}

TradeoffData tradeoffOf(const ProjectState& project, const std::string& split) {
    TradeoffData data;
    data.split = split;
    const auto networks = networksOfRuns(project.evaluations, project.runs, split);
    const auto anchors = anchorsOf(project, networks, split);
    std::vector<std::string> all;
    for (const Anchor& a : project.anchors)
        all.push_back(a.name);
    const ShortNames names(all);
    if (!anchors.empty()) data.series.push_back(seriesOf({}, tr("Anchors as they came"), anchorStyle(0), names, anchors));
    for (const RunNetworks& n : networks)
        if (!n.run.empty()) {
            const std::string method = methodOf(n.selection.empty() ? n.run : n.selection);
            data.series.push_back(seriesOf(n.run, qstr(n.run), methodStyle(method), names, n.evaluations));
            data.series.back().method = method;
        }
    std::vector<TradeoffPoint> anchorPoints;
    for (const TradeoffSeries& s : data.series)
        for (const TradeoffPoint& p : s.points)
            if (p.anchor) anchorPoints.push_back(p);
    const auto [low, high] = std::minmax_element(anchorPoints.begin(), anchorPoints.end(), [](const auto& a, const auto& b) { return a.flops < b.flops; });
    if (low != high && low->flops < high->flops) data.range = FlopsRange{double(low->flops), double(high->flops)};
    for (TradeoffSeries& s : data.series)
        if (data.range && !s.front.empty()) s.areas = curveAreas(s.front, *data.range);
    if (!anchors.empty()) data.images = anchors.front().images;
    for (const RunNetworks& n : networks)
        if (!n.evaluations.empty()) data.images = std::max(data.images, n.evaluations.front().images);
    return data;
}

std::vector<TradeoffLegendLine> tradeoffLegend(const TradeoffData& data, size_t most) {
    struct Group {
        size_t first = 0, runs = 0;
        double area = 0;
    };
    std::vector<Group> groups;
    for (size_t s = 0; s < data.series.size(); ++s) {
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& g) {
            return !data.series[s].run.empty() && data.series[g.first].method == data.series[s].method && !data.series[g.first].run.empty();
        });
        Group& group = same == groups.end() ? groups.emplace_back(Group{s, 0, 0}) : *same;
        ++group.runs;
        group.area += data.series[s].areas.staircase;
    }
    for (Group& g : groups)
        g.area /= double(g.runs);
    const auto isAnchors = [&](const Group& g) { return data.series[g.first].run.empty(); };
    std::stable_sort(groups.begin(), groups.end(), [&](const Group& a, const Group& b) {
        return isAnchors(a) != isAnchors(b) ? isAnchors(a) : a.area > b.area;
    });
    // What others are compared with: SN-Net, the method's baseline; the anchors as they came where it was not finetuned.
    auto reference = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return !isAnchors(g) && data.series[g.first].method == "snnet"; });
    if (reference == groups.end()) reference = std::find_if(groups.begin(), groups.end(), isAnchors);
    std::vector<TradeoffLegendLine> lines;
    for (auto g = groups.begin(); g != groups.end(); ++g) {
        const TradeoffSeries& s = data.series[g->first];
        QString text = g->runs > 1 ? tr("%1, %L2 runs").arg(s.style.title).arg(g->runs) : s.title;
        if (data.range) {
            text += QStringLiteral("  ") + QLocale().toString(g->area, 'f', 4);
            const bool ofAnchors = reference != groups.end() && isAnchors(*reference);
            if (reference != groups.end() && g != reference && (ofAnchors || !isAnchors(*g)))
                text += QStringLiteral(" (%1%2)").arg(g->area < reference->area ? QStringLiteral("−") : QStringLiteral("+"),
                                            QLocale().toString(std::abs(g->area - reference->area), 'f', 4));
        }
        lines.push_back({g->first, text});
    }
    if (lines.size() > most) {
        const size_t more = lines.size() - most + 1;
        lines.resize(most);
        lines.back().text = tr("and %L1 more in the table").arg(more);
    }
    return lines;
}

QString pointText(const TradeoffData& data, size_t series, size_t point) {
    const TradeoffSeries& s = data.series.at(series);
    const TradeoffPoint& p = s.points.at(point);
    QString text = qstr(p.label) + QLatin1Char('\n') + tr("%1FLOPs").arg(shortNumber(double(p.flops)));
    if (p.params) text += tr(", %1 parameters").arg(shortNumber(double(*p.params)));
    if (p.top1) text += QLatin1Char('\n') + tr("top-1 %1").arg(percent(*p.top1, 2));
    if (p.top5) text += tr(", top-5 %1").arg(percent(*p.top5, 2));
    text += QLatin1Char('\n') + s.title;
    return s.onFront(point) ? text + tr(", on its front") : text;
}

QString tradeoffTitle(const TradeoffData& data) {
    return data.split == "test" ? tr("Trade-off on %L1 test images").arg(data.images) : tr("Trade-off on %L1 validation images").arg(data.images);
}

} // namespace klas::ui
