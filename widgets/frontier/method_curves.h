// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"

namespace klas::ui {

/// One line of the plot: a run, or the mean of all runs of a method.
struct MethodCurve {
    std::vector<size_t> series; ///< into TradeoffData::series, the first one gives the style
    /// Steps: from each cost on, this top-1 (0..1). Of several runs: the mean of what each reaches within the cost, from where
    /// all reach something, so that the area below is the mean of the areas.
    std::vector<std::pair<double, double>> steps;
    double area = 0; ///< mean staircase area
};
std::vector<MethodCurve> methodCurves(const TradeoffData& data);

/// "KLAS, 3 runs", "first", "Anchors as they came"
QString curveTitle(const TradeoffData& data, const MethodCurve& curve);

/// A line of the legend: title, area, and its difference to that of the anchors as they came.
struct TradeoffLegendLine {
    size_t series = 0; ///< the first of its curve
    QString text;
};
/// At most `most` lines; the last one then says how many more there are.
std::vector<TradeoffLegendLine> tradeoffLegend(const TradeoffData& data, size_t most = 9);

/// The best network of a curve within a budget.
struct WithinBudget {
    PointRef point;
    double top1 = 0;            ///< 0..1, its own
    std::optional<double> mean; ///< of all runs of the curve, where there are several
    QString title;              ///< of the curve
};
/// One for every curve that has something so cheap, best first.
std::vector<WithinBudget> bestWithin(const TradeoffData& data, double cost);
/// "Best under 1.90 GFLOPs" and a line a method: "KLAS: tiny:3 > base:2, 84.10 %". At most `most` methods; empty where nothing
/// costs so little.
QString budgetText(const TradeoffData& data, double cost, size_t most = 6);

} // namespace klas::ui
