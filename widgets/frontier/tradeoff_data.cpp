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
        e.loss = a.loss;
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
        s.losses.push_back(e.loss > 0 ? std::optional(e.loss) : std::nullopt);
        s.latencies.push_back(nanoseconds(e.latency));
        s.names << shortName(names, e.configuration);
    }
    return s;
}

/// Leaves out what has no such cost; how many that were.
size_t keepMeasured(TradeoffSeries& s, CostAxis axis) {
    const TradeoffSeries all = s;
    s.points.clear(), s.configurations.clear(), s.losses.clear(), s.latencies.clear(), s.names.clear();
    for (size_t k = 0; k < all.points.size(); ++k) {
        if (!all.cost(k, axis)) continue;
        s.points.push_back(all.points[k]);
        s.configurations.push_back(all.configurations[k]);
        s.losses.push_back(all.losses[k]);
        s.latencies.push_back(all.latencies[k]);
        s.names << all.names[int(k)];
    }
    return all.points.size() - s.points.size();
}

/// The front over the cost that is shown.
Front frontOver(const TradeoffSeries& s, CostAxis axis) {
    std::vector<TradeoffPoint> points = s.points;
    for (size_t k = 0; k < points.size(); ++k)
        points[k].flops = s.cost(k, axis).value_or(0);
    return paretoFront(points);
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

std::optional<std::int64_t> TradeoffSeries::cost(size_t point, CostAxis axis) const {
    if (axis == CostAxis::Flops) return points[point].flops;
    return axis == CostAxis::Params ? points[point].params : latencies[point];
}

std::optional<AnchorBox> TradeoffData::anchors() const {
    std::optional<AnchorBox> box;
    for (const TradeoffSeries& s : series)
        for (size_t k = 0; k < s.points.size(); ++k) {
            if (!s.points[k].anchor || !s.points[k].top1 || (box && !s.run.empty() && series.front().run.empty())) continue;
            const double at = double(s.cost(k, axis).value_or(0)), top1 = *s.points[k].top1;
            if (!box) box = AnchorBox{at, at, top1, top1};
            box->lowCost = std::min(box->lowCost, at), box->highCost = std::max(box->highCost, at);
            box->lowTop1 = std::min(box->lowTop1, top1), box->highTop1 = std::max(box->highTop1, top1);
        }
    return box;
}

std::optional<PointRef> TradeoffData::find(const NetworkKey& key) const {
    for (size_t s = 0; s < series.size(); ++s)
        for (size_t k = 0; series[s].run == key.run && k < series[s].points.size(); ++k)
            if (series[s].configurations[k] == key.configuration) return PointRef{s, k};
    return std::nullopt;
}

TradeoffData tradeoffOf(const ProjectState& project, const std::string& split) {
    return tradeoffOf(project, TradeoffQuery{split, CostAxis::Flops, {}});
}

TradeoffData tradeoffOf(const ProjectState& project, const TradeoffQuery& query) {
    TradeoffData data;
    data.split = query.split;
    data.axis = query.axis;
    const auto networks = networksOfRuns(project.evaluations, project.runs, query.split);
    const auto anchors = anchorsOf(project, networks, query.split);
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
    std::vector<double> costs;
    for (TradeoffSeries& s : data.series) {
        data.unmeasured += keepMeasured(s, query.axis);
        s.front = frontOver(s, query.axis);
        for (size_t k = 0; k < s.points.size(); ++k)
            if (s.points[k].anchor) costs.push_back(double(*s.cost(k, query.axis)));
    }
    std::erase_if(data.series, [&](const TradeoffSeries& s) { return s.points.empty() || (!s.run.empty() && query.hidden.contains(s.method)); });
    const auto [low, high] = std::minmax_element(costs.begin(), costs.end());
    if (low != high && *low < *high) data.range = FlopsRange{*low, *high};
    for (TradeoffSeries& s : data.series)
        if (data.range && !s.front.empty()) s.areas = curveAreas(s.front, *data.range);
    if (!anchors.empty()) data.images = anchors.front().images;
    for (const RunNetworks& n : networks)
        if (!n.evaluations.empty()) data.images = std::max(data.images, n.evaluations.front().images);
    return data;
}

QString pointText(const TradeoffData& data, size_t series, size_t point) {
    const TradeoffSeries& s = data.series.at(series);
    const TradeoffPoint& p = s.points.at(point);
    QString text = qstr(p.label) + QLatin1Char('\n') + tr("%1FLOPs").arg(shortNumber(double(p.flops)));
    if (const auto ns = s.latencies[point]) text += tr(", %1").arg(costText(CostAxis::Latency, double(*ns)));
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
