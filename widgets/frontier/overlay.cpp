// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/overlay.h"

#include "core/analysis/frontier.h"
#include "widgets/bridge/text.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <limits>

namespace klas::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("frontier", text);
}

std::optional<AnchorBox> boxOf(const std::vector<TradeoffPoint>& points) {
    const bool marked = std::any_of(points.begin(), points.end(), [](const TradeoffPoint& p) { return p.anchor; });
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    AnchorBox box{kInfinity, -kInfinity, kInfinity, -kInfinity};
    for (const TradeoffPoint& p : points) {
        if ((marked && !p.anchor) || !p.top1) continue;
        box.lowCost = std::min(box.lowCost, double(p.flops));
        box.highCost = std::max(box.highCost, double(p.flops));
        box.lowTop1 = std::min(box.lowTop1, *p.top1);
        box.highTop1 = std::max(box.highTop1, *p.top1);
    }
    if (!(box.lowCost < box.highCost && box.lowTop1 < box.highTop1)) return std::nullopt;
    return box;
}

/// Most of the curve lies among the project's own networks.
bool comparable(const AnchorBox& curve, const AnchorBox& own) {
    const double cost = std::min(curve.highCost, own.highCost) - std::max(curve.lowCost, own.lowCost);
    const double top1 = std::min(curve.highTop1, own.highTop1) - std::max(curve.lowTop1, own.lowTop1);
    return cost >= 0.5 * (curve.highCost - curve.lowCost) && top1 > 0;
}

} // namespace

std::optional<OverlayCurve> expectedOverlay(const ExpectedFront& expected, CostAxis axis) {
    if (axis == CostAxis::Latency || expected.networks.empty()) return std::nullopt;
    std::vector<TradeoffPoint> points;
    for (const auto& [cost, top1] : expected.networks) {
        TradeoffPoint& point = points.emplace_back();
        point.flops = axis == CostAxis::Flops ? cost.flops : cost.params;
        point.top1 = top1;
    }
    OverlayCurve curve{QStringLiteral("expected"), expected.title, {}};
    for (const FrontPoint& p : paretoFront(points))
        curve.points.emplace_back(p.flops, p.top1);
    return curve;
}

OverlayCurve cascadeOverlay(const std::vector<CascadePoint>& points, const QString& title) {
    OverlayCurve overlay{QStringLiteral("cascade"), title, {}};
    for (const FrontPoint& p : cascadeFront(points))
        overlay.points.emplace_back(p.flops, p.top1);
    return overlay;
}

std::optional<OverlayCurve> referenceOverlay(const ReferenceCurve& curve, CostAxis axis, const AnchorBox& anchors) {
    if (axis == CostAxis::Latency) return std::nullopt;
    std::vector<TradeoffPoint> points = curve.points;
    if (axis == CostAxis::Params) {
        std::erase_if(points, [](const TradeoffPoint& p) { return !p.params || *p.params <= 0; });
        for (TradeoffPoint& p : points)
            p.flops = *p.params;
    }
    const auto box = boxOf(points);
    if (!box) return std::nullopt;
    const bool asItIs = comparable(*box, anchors);
    if (!asItIs && !(anchors.lowCost < anchors.highCost && anchors.lowTop1 < anchors.highTop1)) return std::nullopt;

    const QString name = qstr(curve.title.empty() ? curve.name : curve.title);
    OverlayCurve overlay{QStringLiteral("reference:") + qstr(curve.name), asItIs ? name : tr("%1, scaled to these anchors").arg(name), {}};
    for (const FrontPoint& p : paretoFront(points)) {
        const double cost = (p.flops - box->lowCost) / (box->highCost - box->lowCost), top1 = (p.top1 - box->lowTop1) / (box->highTop1 - box->lowTop1);
        if (asItIs)
            overlay.points.emplace_back(p.flops, p.top1);
        else
            overlay.points.emplace_back(std::lerp(anchors.lowCost, anchors.highCost, cost), std::lerp(anchors.lowTop1, anchors.highTop1, top1));
    }
    return overlay;
}

} // namespace klas::ui
