// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/run_curves.h"
#include "widgets/bridge/project_state.h"
#include "widgets/plot/series_style.h"

#include <QStringList>
#include <vector>

namespace klas::ui {

/// One curve of the trade-off plot: the networks of a run, or the anchors as they came.
struct TradeoffSeries {
    std::string run; ///< empty: the anchors as they came
    std::string method; ///< what the run's stitches came from; runs of one method share a line of the legend
    QString title;
    SeriesStyle style;
    std::vector<TradeoffPoint> points;
    std::vector<Configuration> configurations; ///< of the points
    QStringList names;                         ///< of the points, with what all anchors' names share left out
    Front front;
    CurveAreas areas;
    bool onFront(size_t point) const;
};

/// A point of the plot: which series, and which of its points.
struct PointRef {
    size_t series = 0, point = 0;
    bool operator==(const PointRef&) const = default;
};

/// Everything the plot, its table and its export show.
struct TradeoffData {
    std::string split = "test";
    long images = 0;
    std::vector<TradeoffSeries> series;
    std::optional<FlopsRange> range; ///< of the anchors; areas are scaled to it
    bool empty() const { return series.empty(); }
};

/// What a project has measured on a split: the anchors as they came, from evaluations or from the analysis, and every run.
TradeoffData tradeoffOf(const ProjectState& project, const std::string& split);

/// "fashion_vit_tiny:3 > fashion_vit_base:2" with FLOPs, parameters, accuracy and run, a line each.
QString pointText(const TradeoffData& data, size_t series, size_t point);
/// A line of the legend: one run, or all runs of a method with their mean area.
struct TradeoffLegendLine {
    size_t series = 0; ///< the first of them
    QString text;
};
/// The anchors first, then the greatest area first; each with its difference to SN-Net's, or to the anchors' where SN-Net was
/// not finetuned. At most `most` lines; the last one then says how many more there are.
std::vector<TradeoffLegendLine> tradeoffLegend(const TradeoffData& data, size_t most = 9);
/// "Trade-off on 10,000 test images"
QString tradeoffTitle(const TradeoffData& data);

} // namespace klas::ui
