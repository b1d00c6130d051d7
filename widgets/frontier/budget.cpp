// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/budget.h"

#include <QCoreApplication>
#include <algorithm>

namespace klas::ui {

namespace {

QString tr(const char* text) { return QCoreApplication::translate("frontier", text); }

/// A front ascends in cost and accuracy: the last of its networks that is cheap enough.
std::optional<PointRef> bestOf(const TradeoffData& data, size_t series, double cost) {
    const Front& front = data.series[series].front;
    const auto beyond = std::upper_bound(front.begin(), front.end(), cost, [](double c, const FrontPoint& p) { return c < p.flops; });
    return beyond == front.begin() ? std::nullopt : std::optional(PointRef{series, (beyond - 1)->index});
}

QString networkText(const TradeoffData& data, PointRef p) {
    return QStringLiteral("%1 %2").arg(data.series[p.series].names.value(qsizetype(p.point)), percent(*data.point(p).top1, 2));
}

} // namespace

std::vector<WithinBudget> bestWithin(const TradeoffData& data, double cost) {
    std::vector<WithinBudget> all;
    const auto top1 = [&](const PointRef& p) { return *data.point(p).top1; };
    for (const MethodCurve& curve : data.curves) {
        std::optional<PointRef> best;
        for (const size_t s : curve.series)
            if (const auto own = bestOf(data, s, cost); own && (!best || top1(*own) > top1(*best))) best = own;
        if (best) all.push_back({*best, curve.title});
    }
    std::stable_sort(all.begin(), all.end(), [&](const WithinBudget& a, const WithinBudget& b) { return top1(a.point) > top1(b.point); });
    return all;
}

QString budgetLine(const TradeoffData& data, double cost) {
    const auto all = bestWithin(data, cost);
    return all.empty() ? QString() : tr("best under %1: %2").arg(costText(data.axis, cost), networkText(data, all.front().point));
}

QString budgetList(const TradeoffData& data, double cost, size_t most) {
    const auto all = bestWithin(data, cost);
    if (all.empty()) return tr("Nothing costs less than %1").arg(costText(data.axis, cost));
    QString text = tr("Best under %1").arg(costText(data.axis, cost));
    for (size_t k = 0; k < std::min(most, all.size()); ++k)
        text += QLatin1Char('\n') + tr("%1: %2").arg(all[k].title, networkText(data, all[k].point));
    return all.size() > most ? text + QLatin1Char('\n') + tr("and %L1 more").arg(all.size() - most) : text;
}

} // namespace klas::ui
