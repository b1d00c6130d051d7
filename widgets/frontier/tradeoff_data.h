// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/run_curves.h"
#include "widgets/bridge/project_state.h"
#include "widgets/frontier/overlay.h"
#include "widgets/plot/series_style.h"

#include <QStringList>
#include <array>
#include <vector>

namespace klas::ui {

/// One curve of the trade-off plot: the networks of a run, or the anchors as they came.
struct TradeoffSeries {
    std::string run; ///< empty: the anchors as they came
    std::string method; ///< what the run's stitches came from; runs of one method share a line of the legend
    QString title;
    SeriesStyle style;
    std::vector<TradeoffPoint> points;
    std::vector<Configuration> configurations;          ///< of the points
    std::vector<std::optional<std::int64_t>> latencies; ///< of the points: nanoseconds of one image alone
    QStringList names;                                  ///< of the points, with what all anchors' names share left out
    Front front;                                        ///< over the cost that is shown, which stands in place of FLOPs
    CurveAreas areas;                                   ///< over the same
    bool onFront(size_t point) const;
    /// Nothing where it was not measured.
    std::optional<std::int64_t> cost(size_t point, CostAxis axis) const;
};

/// A point of the plot: which series, and which of its points.
struct PointRef {
    size_t series = 0, point = 0;
    bool operator==(const PointRef&) const = default;
};

/// All runs of a method, or one series alone.
struct MethodCurve {
    std::vector<size_t> series; ///< the first gives the style
    double area = 0;            ///< mean area under the staircase
    /// From each cost on, the mean top-1 (0..1) that the runs reach within it, from where all reach something; the area below is
    /// the mean of the areas. Empty of one series.
    std::vector<std::pair<double, double>> steps;
    QString title;              ///< "KLAS, 3 runs", "first"
};

/// Everything the plot, its table and its export show.
struct TradeoffData {
    std::string split = "test";
    CostAxis axis = CostAxis::Flops;
    long images = 0;
    std::vector<TradeoffSeries> series; ///< networks whose cost along the axis is known
    std::vector<PointRef> byCost;       ///< all points, ascending in cost
    std::array<ColumnUnit, 3> units;    ///< of all costs, by CostAxis
    bool hasLatencies = false;          ///< of any network
    std::vector<MethodCurve> curves;    ///< the anchors as they came, then the greatest area first
    std::optional<FlopsRange> range;    ///< of the anchors' costs along the axis; areas are scaled to it
    size_t unmeasured = 0;              ///< networks left out since their cost along the axis is not known
    std::vector<OverlayCurve> overlays; ///< beside it, and no part of curves and areas
    bool empty() const { return series.empty(); }
    /// Where the anchors lie; those that came as they are before those of runs.
    std::optional<AnchorBox> anchors() const;
    /// Along the axis.
    double cost(PointRef p) const { return double(series[p.series].cost(p.point, axis).value_or(0)); }
    const TradeoffPoint& point(PointRef p) const { return series[p.series].points[p.point]; }
    NetworkKey key(PointRef p) const { return {series[p.series].run, series[p.series].configurations[p.point]}; }
    std::optional<PointRef> find(const NetworkKey& key) const;
};

/// What a trade-off needs of a project, without what is large in it, so that another thread can work on it.
struct TradeoffInputs {
    std::vector<Anchor> anchors;
    std::vector<AnchorAccuracy> accuracies;
    std::vector<FinetuneRun> runs;       ///< name and selection alone
    std::vector<Evaluation> evaluations; ///< without hits and provenance
};
TradeoffInputs tradeoffInputs(const ProjectState& project);

/// What a project has measured on a split: the anchors as they came, from evaluations or from the analysis, and every run.
TradeoffData tradeoffOf(const TradeoffInputs& project, const std::string& split, CostAxis axis);
TradeoffData tradeoffOf(const ProjectState& project, const std::string& split, CostAxis axis = CostAxis::Flops);

/// "fashion_vit_tiny:3 > fashion_vit_base:2" with FLOPs, parameters, latency, accuracy and run, a line each.
QString pointText(const TradeoffData& data, size_t series, size_t point);
/// "Trade-off on 10,000 test images"
QString tradeoffTitle(const TradeoffData& data);
/// "2 networks have no measured latency and are not drawn."; empty where none is missing.
QString unmeasuredText(const TradeoffData& data);

} // namespace klas::ui
