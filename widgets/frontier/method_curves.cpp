// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/method_curves.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace klas::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("frontier", text);
}

std::vector<std::pair<double, double>> meanSteps(const TradeoffData& data, const std::vector<size_t>& series) {
    std::set<double> costs;
    for (const size_t s : series)
        for (const FrontPoint& p : data.series[s].front)
            costs.insert(p.flops);
    std::vector<std::pair<double, double>> steps;
    for (const double cost : costs) {
        double sum = 0;
        bool all = true;
        for (const size_t s : series) {
            const auto top1 = top1Within(data.series[s].front, cost);
            sum += top1.value_or(0);
            all = all && top1;
        }
        if (all) steps.emplace_back(cost, sum / double(series.size()));
    }
    return steps;
}

std::optional<PointRef> bestPoint(const TradeoffData& data, size_t s, double cost) {
    std::optional<PointRef> best;
    for (const FrontPoint& p : data.series[s].front) // ascending in top-1
        if (p.flops <= cost) best = PointRef{s, p.index};
    return best;
}

} // namespace

std::vector<MethodCurve> methodCurves(const TradeoffData& data) {
    std::vector<MethodCurve> curves;
    for (size_t s = 0; s < data.series.size(); ++s) {
        const auto same = std::find_if(curves.begin(), curves.end(), [&](const MethodCurve& c) {
            const TradeoffSeries& first = data.series[c.series.front()];
            return !data.series[s].run.empty() && !first.run.empty() && first.method == data.series[s].method;
        });
        MethodCurve& curve = same == curves.end() ? curves.emplace_back() : *same;
        curve.series.push_back(s);
        curve.area += data.series[s].areas.staircase;
    }
    for (MethodCurve& c : curves) {
        c.area /= double(c.series.size());
        c.steps = meanSteps(data, c.series);
    }
    return curves;
}

QString curveTitle(const TradeoffData& data, const MethodCurve& curve) {
    const TradeoffSeries& s = data.series[curve.series.front()];
    return curve.series.size() > 1 ? tr("%1, %L2 runs").arg(s.style.title).arg(curve.series.size()) : s.title;
}

std::vector<TradeoffLegendLine> tradeoffLegend(const TradeoffData& data, size_t most) {
    std::vector<TradeoffLegendLine> lines;
    std::optional<double> anchors;
    for (const MethodCurve& c : methodCurves(data)) {
        QString text = curveTitle(data, c);
        if (data.range) {
            text += tr("  AUC %1").arg(QLocale().toString(c.area, 'f', 4));
            if (data.series[c.series.front()].run.empty())
                anchors = c.area;
            else if (anchors)
                text += tr(" (Δ %1%2)").arg(c.area < *anchors ? QStringLiteral("−") : QStringLiteral("+"),
                                            QLocale().toString(std::abs(c.area - *anchors), 'f', 4));
        }
        lines.push_back({c.series.front(), text});
    }
    if (lines.size() > most) {
        const size_t more = lines.size() - most + 1;
        lines.resize(most);
        lines.back().text = tr("and %L1 more in the table").arg(more);
    }
    return lines;
}

std::vector<WithinBudget> bestWithin(const TradeoffData& data, double cost) {
    std::vector<WithinBudget> all;
    for (const MethodCurve& c : methodCurves(data)) {
        std::optional<WithinBudget> best;
        double sum = 0;
        size_t runs = 0;
        for (const size_t s : c.series) {
            const auto point = bestPoint(data, s, cost);
            if (!point) continue;
            const double top1 = *data.series[s].points[point->point].top1;
            sum += top1;
            ++runs;
            if (!best || top1 > best->top1) best = WithinBudget{*point, top1, {}, curveTitle(data, c)};
        }
        if (!best) continue;
        if (runs == c.series.size() && runs > 1) best->mean = sum / double(runs);
        all.push_back(*best);
    }
    std::stable_sort(all.begin(), all.end(), [](const WithinBudget& a, const WithinBudget& b) { return a.mean.value_or(a.top1) > b.mean.value_or(b.top1); });
    return all;
}

QString budgetText(const TradeoffData& data, double cost, size_t most) {
    const auto all = bestWithin(data, cost);
    if (all.empty()) return {};
    QString text = tr("Best under %1").arg(costText(data.axis, cost));
    for (size_t k = 0; k < std::min(most, all.size()); ++k) {
        const WithinBudget& b = all[k];
        text += QLatin1Char('\n') + tr("%1: %2, %3").arg(b.title, data.series[b.point.series].names.value(int(b.point.point)), percent(b.top1, 2));
        if (b.mean) text += tr(" (mean %1)").arg(percent(*b.mean, 2));
    }
    return all.size() > most ? text + QLatin1Char('\n') + tr("and %L1 more").arg(all.size() - most) : text;
}

} // namespace klas::ui
