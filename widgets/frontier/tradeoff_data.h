// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/run_curves.h"
#include "widgets/bridge/project_state.h"
#include "widgets/frontier/overlay.h"

#include <QStringList>
#include <set>
#include <vector>

namespace klas::ui {

/// One curve of the trade-off plot: the networks of a run, or the anchors as they came.
struct TradeoffSeries {
    std::string run; ///< empty: the anchors as they came
    std::string method; ///< what the run's stitches came from; runs of one method share a line of the plot and its legend
    QString title;
    SeriesStyle style;
    std::vector<TradeoffPoint> points;
    std::vector<Configuration> configurations;          ///< of the points
    std::vector<std::optional<double>> losses;          ///< of the points: mean cross-entropy, nats
    std::vector<std::optional<std::int64_t>> latencies; ///< of the points: nanoseconds of one image alone
    QStringList names;                                  ///< of the points, with what all anchors' names share left out
    Front front;                                        ///< over the cost that is shown, in place of FLOPs
    CurveAreas areas;
    bool onFront(size_t point) const;
    /// Nothing where it was not measured.
    std::optional<std::int64_t> cost(size_t point, CostAxis axis) const;
};

/// A point of the plot: which series, and which of its points.
struct PointRef {
    size_t series = 0, point = 0;
    bool operator==(const PointRef&) const = default;
};

/// A network whatever the order of what is shown: of a run (empty: as it came).
struct NetworkKey {
    std::string run;
    Configuration configuration;
    bool operator==(const NetworkKey&) const = default;
};

/// Everything the plot, its table and its export show.
struct TradeoffData {
    std::string split = "test";
    CostAxis axis = CostAxis::Flops;
    long images = 0;
    std::vector<TradeoffSeries> series;
    std::optional<FlopsRange> range; ///< of the anchors' costs; areas are scaled to it
    size_t unmeasured = 0;           ///< networks left out since this cost of them is not known
    std::vector<OverlayCurve> overlays;

    bool empty() const { return series.empty(); }
    /// Of a point that is shown.
    double cost(PointRef p) const { return double(series[p.series].cost(p.point, axis).value_or(0)); }
    std::optional<AnchorBox> anchors() const;
    NetworkKey key(PointRef p) const { return {series[p.series].run, series[p.series].configurations[p.point]}; }
    std::optional<PointRef> find(const NetworkKey& key) const;
};

/// What a person wants to see.
struct TradeoffQuery {
    std::string split = "test";
    CostAxis axis = CostAxis::Flops;
    std::set<std::string> hidden; ///< methods left out; the anchors as they came always stay
};

/// What a project has measured: the anchors as they came, from evaluations or from the analysis, and every run. Networks whose
/// cost is not known are left out and counted; areas and the axis' range are those of all networks, hidden or not.
TradeoffData tradeoffOf(const ProjectState& project, const TradeoffQuery& query);
/// Everything over FLOPs.
TradeoffData tradeoffOf(const ProjectState& project, const std::string& split);

/// "fashion_vit_tiny:3 > fashion_vit_base:2" with FLOPs, parameters, accuracy and run, a line each.
QString pointText(const TradeoffData& data, size_t series, size_t point);
/// "Trade-off on 10,000 test images"
QString tradeoffTitle(const TradeoffData& data);

} // namespace klas::ui
