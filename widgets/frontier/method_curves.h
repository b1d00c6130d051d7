// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"

namespace klas::ui {

/// The series by method: the anchors as they came first, then the greatest mean area first.
std::vector<MethodCurve> methodCurves(const std::vector<TradeoffSeries>& series);

/// A line of the legend: one run, or all runs of a method with their mean area.
struct TradeoffLegendLine {
    size_t series = 0; ///< the first of them
    QString text;
    bool more = false; ///< not a method: how many others there are
};
/// In the order of data.curves; each with its difference to SN-Net's, or to the anchors' where SN-Net was not finetuned. At
/// most `most` lines; the last one then says how many more there are. The anchors, KLAS and SN-Net are the last to go.
std::vector<TradeoffLegendLine> tradeoffLegend(const TradeoffData& data, size_t most = 9);

} // namespace klas::ui
