// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_data.h"

#include "core/analysis/arch.h"
#include "core/analysis/cost.h"
#include "core/analysis/select.h"
#include "widgets/bridge/short_names.h"
#include "widgets/bridge/text.h"
#include "widgets/frontier/method_curves.h"

#include <QCoreApplication>
#include <algorithm>
#include <cctype>

namespace klas::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("frontier", text); }

/// Anchors that a finetuning has not measured yet, as the analysis found them.
std::vector<Evaluation> anchorsOf(const TradeoffInputs& project, const std::vector<RunNetworks>& networks, const std::string& split) {
    std::vector<Evaluation> all;
    for (const RunNetworks& n : networks)
        if (n.run.empty())
            for (const Evaluation& e : n.evaluations)
                if (e.configuration.isAnchor()) all.push_back(e);
    for (const AnchorAccuracy& a : project.accuracies) {
        const auto anchor = std::find_if(project.anchors.begin(), project.anchors.end(), [&](const Anchor& x) { return x.name == a.anchor; });
        const bool known = std::any_of(all.begin(), all.end(), [&](const Evaluation& e) { return e.configuration.anchor == a.anchor; });
        if (a.split != split || anchor == project.anchors.end() || known) continue;
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

/// Networks without a cost along the axis are counted and left out.
TradeoffSeries seriesOf(const std::string& run, const QString& title, SeriesStyle style, const ShortNames& names,
                        const std::vector<Evaluation>& evaluations, CostAxis axis, size_t& unmeasured) {
    TradeoffSeries s;
    s.run = run;
    s.title = title;
    s.style = std::move(style);
    std::vector<TradeoffPoint> points = curvePoints(evaluations);
    for (size_t k = 0; k < points.size(); ++k) {
        const auto latency = nanoseconds(evaluations[k].latency);
        const bool measured = axis == CostAxis::Flops || (axis == CostAxis::Params ? points[k].params.has_value() : latency.has_value());
        if (!measured) {
            ++unmeasured;
            continue;
        }
        s.points.push_back(std::move(points[k]));
        s.configurations.push_back(evaluations[k].configuration);
        s.latencies.push_back(latency);
        s.names << shortName(names, evaluations[k].configuration);
    }
    // A front is of costs and accuracies, whatever the costs are.
    points = s.points;
    for (size_t k = 0; k < points.size(); ++k)
        points[k].flops = *s.cost(k, axis);
    s.front = paretoFront(points);
    return s;
}

/// "random-seed0" is drawn as "random" is.
/// Lower case, letters and digits only: "SN-Net" and "snnet" are one.
std::string plain(const std::string& name) {
    std::string letters;
    for (const char c : name)
        if (std::isalnum(static_cast<unsigned char>(c))) letters.push_back(char(std::tolower(static_cast<unsigned char>(c))));
    return letters;
}

/// The method a selection was named after, whatever follows its name: "klas-seed0", "KLAS", "SN-Net of tiny", "klas:tiny-base".
std::string methodOf(const std::string& selection) {
    const std::string name = selection.substr(0, std::min(selection.find("-seed"), selection.find_first_of(": ")));
    for (const SelectionMethod& method : selectionMethods())
        if (plain(method.id) == plain(name)) return method.id;
    return name;
}

} // namespace

bool TradeoffSeries::onFront(size_t point) const {
    return std::any_of(front.begin(), front.end(), [&](const FrontPoint& p) { return p.index == point; });
}

std::optional<std::int64_t> TradeoffSeries::cost(size_t point, CostAxis axis) const {
    if (axis == CostAxis::Flops) return points[point].flops;
    return axis == CostAxis::Params ? points[point].params : latencies[point];
}

std::optional<PointRef> TradeoffData::find(const NetworkKey& key) const {
    for (size_t s = 0; s < series.size(); ++s)
        for (size_t k = 0; series[s].run == key.run && k < series[s].points.size(); ++k)
            if (series[s].configurations[k] == key.configuration) return PointRef{s, k};
    return std::nullopt;
}

std::optional<AnchorBox> TradeoffData::anchors() const {
    std::optional<AnchorBox> box;
    for (size_t s = 0; s < series.size(); ++s) {
        if (box && series.front().run.empty()) break;
        for (size_t k = 0; k < series[s].points.size(); ++k) {
            const TradeoffPoint& p = series[s].points[k];
            if (!p.anchor || !p.top1) continue;
            const double at = cost({s, k}), top1 = *p.top1;
            if (!box) box = AnchorBox{at, at, top1, top1};
            box->lowCost = std::min(box->lowCost, at), box->highCost = std::max(box->highCost, at);
            box->lowTop1 = std::min(box->lowTop1, top1), box->highTop1 = std::max(box->highTop1, top1);
        }
    }
    return box;
}

TradeoffInputs tradeoffInputs(const ProjectState& project) {
    TradeoffInputs inputs;
    inputs.anchors = project.anchors;
    inputs.accuracies = project.accuracies;
    inputs.runs.resize(project.runs.size());
    for (size_t k = 0; k < project.runs.size(); ++k) {
        inputs.runs[k].name = project.runs[k].name;
        inputs.runs[k].selection = project.runs[k].selection;
    }
    inputs.evaluations.resize(project.evaluations.size());
    for (size_t k = 0; k < project.evaluations.size(); ++k) {
        const Evaluation& from = project.evaluations[k];
        Evaluation& to = inputs.evaluations[k];
        to.configuration = from.configuration;
        to.run = from.run;
        to.step = from.step;
        to.split = from.split;
        to.images = from.images;
        to.top1 = from.top1;
        to.top5 = from.top5;
        to.cost = from.cost;
        to.latency = from.latency;
    }
    return inputs;
}

TradeoffData tradeoffOf(const ProjectState& project, const std::string& split, CostAxis axis) {
    return tradeoffOf(tradeoffInputs(project), split, axis);
}

/// Order and units of the table, so that the window need not sort.
static void tabulate(TradeoffData& data) {
    for (size_t s = 0; s < data.series.size(); ++s)
        for (size_t k = 0; k < data.series[s].points.size(); ++k)
            data.byCost.push_back({s, k});
    for (const CostAxis axis : {CostAxis::Flops, CostAxis::Params, CostAxis::Latency}) {
        std::vector<double> costs;
        for (const PointRef& r : data.byCost)
            if (const auto cost = data.series[r.series].cost(r.point, axis)) costs.push_back(double(*cost));
        if (axis == CostAxis::Latency) data.hasLatencies = !costs.empty();
        data.units[size_t(axis)] = ColumnUnit(std::move(costs));
    }
    std::stable_sort(data.byCost.begin(), data.byCost.end(), [&](const PointRef& a, const PointRef& b) { return data.cost(a) < data.cost(b); });
}

TradeoffData tradeoffOf(const TradeoffInputs& project, const std::string& split, CostAxis axis) {
    TradeoffData data;
    data.split = split;
    data.axis = axis;
    const auto networks = networksOfRuns(project.evaluations, project.runs, split);
    const auto anchors = anchorsOf(project, networks, split);
    std::vector<std::string> all;
    for (const Anchor& a : project.anchors)
        all.push_back(a.name);
    const ShortNames names(all);
    const auto add = [&](const std::string& run, const QString& title, const SeriesStyle& style, const std::vector<Evaluation>& evaluations) -> TradeoffSeries* {
        TradeoffSeries s = seriesOf(run, title, style, names, evaluations, axis, data.unmeasured);
        return s.points.empty() ? nullptr : &data.series.emplace_back(std::move(s));
    };
    add({}, tr("Anchors as they came"), anchorStyle(0), anchors);
    for (const RunNetworks& n : networks)
        if (!n.run.empty()) {
            const std::string method = methodOf(n.selection.empty() ? n.run : n.selection);
            if (TradeoffSeries* s = add(n.run, qstr(n.run), methodStyle(method), n.evaluations)) s->method = method;
        }
    std::vector<std::int64_t> costs;
    for (const TradeoffSeries& s : data.series)
        for (size_t k = 0; k < s.points.size(); ++k)
            if (s.points[k].anchor) costs.push_back(*s.cost(k, axis));
    const auto [low, high] = std::minmax_element(costs.begin(), costs.end());
    if (low != high && *low < *high) data.range = FlopsRange{double(*low), double(*high)};
    for (TradeoffSeries& s : data.series)
        if (data.range && !s.front.empty()) s.areas = curveAreas(s.front, *data.range);
    data.curves = methodCurves(data.series);
    tabulate(data);
    if (!anchors.empty()) data.images = anchors.front().images;
    for (const RunNetworks& n : networks)
        if (!n.evaluations.empty()) data.images = std::max(data.images, n.evaluations.front().images);
    return data;
}

QString pointText(const TradeoffData& data, size_t series, size_t point) {
    const TradeoffSeries& s = data.series.at(series);
    const TradeoffPoint& p = s.points.at(point);
    QString text = qstr(p.label) + QLatin1Char('\n') + costText(CostAxis::Flops, double(p.flops));
    if (p.params) text += QStringLiteral(", ") + costText(CostAxis::Params, double(*p.params));
    if (s.latencies[point]) text += QStringLiteral(", ") + costText(CostAxis::Latency, double(*s.latencies[point]));
    if (p.top1) text += QLatin1Char('\n') + tr("top-1 %1").arg(percent(*p.top1, 2));
    if (p.top5) text += tr(", top-5 %1").arg(percent(*p.top5, 2));
    text += QLatin1Char('\n') + s.title;
    return s.onFront(point) ? text + tr(", on its front") : text;
}

QString tradeoffTitle(const TradeoffData& data) {
    return data.split == "test" ? tr("Trade-off on %L1 test images").arg(data.images) : tr("Trade-off on %L1 validation images").arg(data.images);
}

QString unmeasuredText(const TradeoffData& data) {
    if (data.unmeasured == 0) return {};
    const QString what = axisName(data.axis).toLower();
    return data.unmeasured == 1 ? tr("One network has no measured %1 and is not drawn.").arg(what)
                                : tr("%L1 networks have no measured %2 and are not drawn.").arg(data.unmeasured).arg(what);
}

} // namespace klas::ui
