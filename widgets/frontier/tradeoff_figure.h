// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/series_layer.h"

class QCPTextElement;

namespace klas::ui {

class MarkerLegend;

/// The trade-off plot as a drawing on a canvas, the same for the window and for files: fronts, points, axes, legend with
/// areas.
class TradeoffFigure {
public:
    /// Clears `canvas`, which must outlive the figure.
    explicit TradeoffFigure(QCustomPlot& canvas);

    void setData(TradeoffData data);
    void setTheme(const Theme& theme);
    /// Adds title and provenance, for files.
    void showCaptions();
    /// Call before each replot.
    void fitTo(const QSize& size);
    void setMarked(std::optional<PointRef> point);
    void setShortlist(std::vector<PointRef> points);
    /// A vertical line at a budget with the best networks within it, solid where it is pinned; nothing takes it away.
    void setBudget(std::optional<double> cost, bool pinned = false);

    const TradeoffData& data() const { return m_data; }
    QPointF pixel(PointRef point) const;
    /// Networks within `reach` pixels, nearest first: the nearest one and what is drawn within a few pixels of it.
    std::vector<PointRef> stackAt(QPointF pixel, double reach) const;
    /// The cost below a pixel inside the axes.
    std::optional<double> costAt(QPointF pixel) const;
    QCPRange costs() const;
    /// Networks that were measured but lie below the axis.
    size_t below() const { return m_below; }

private:
    void rescale();
    void labelAxes(const QSize& size);
    /// Few lines where there is little room: the plot comes first.
    void paintLegend(size_t lines, int width);
    void placeBudget();

    QCustomPlot& m_canvas;
    TradeoffData m_data;
    Theme m_theme;
    size_t m_legendLines = 9, m_below = 0;
    int m_legendWidth = QWIDGETSIZE_MAX;
    std::optional<double> m_budgetCost;
    QCPAxisRect* m_rect; // all owned by the canvas
    QCPAxis *m_x, *m_y;
    SeriesLayer* m_layer;
    MarkerLegend* m_legend;
    QCPItemLine* m_budget;
    QCPItemText* m_budgetText;
    QCPTextElement *m_title = nullptr, *m_provenance = nullptr;
};

} // namespace klas::ui
