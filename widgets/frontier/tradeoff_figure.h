// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/choice_layer.h"

#include <memory>

class QCPTextElement;

namespace klas::ui {

class MarkerLegend;

/// The trade-off plot as a drawing on a canvas, the same for the window and for files: fronts, points, axes, legend with
/// areas.
class TradeoffFigure {
public:
    /// Clears `canvas`, which must outlive the figure.
    explicit TradeoffFigure(QCustomPlot& canvas);

    void setData(std::shared_ptr<const TradeoffData> data);
    /// While held the axes keep their ranges, whatever data come: a front then grows in place.
    void holdAxes(bool held) { m_held = held; }
    void setTheme(const Theme& theme);
    /// Adds title and provenance, for files.
    void showCaptions();
    /// Call before each replot.
    void fitTo(const QSize& size);
    void setMarked(std::optional<PointRef> point);
    /// Numbers these networks; those that are not drawn are passed over.
    void setShortlist(const std::vector<NetworkKey>& networks);
    /// Dots rings around all networks of a run; empty none.
    void setHighlightedRun(const std::string& run);
    /// A vertical line at a budget with the best network within it, or, pinned, the best of every method; nothing takes it away.
    void setBudget(std::optional<double> cost, bool pinned = false);

    const TradeoffData& data() const { return *m_data; }
    QPointF pixel(PointRef point) const;
    /// The nearest point within `reach` pixels first, then what is drawn so close to it that the two cannot be told apart.
    std::vector<PointRef> stackAt(QPointF pixel, double reach) const;
    double markerRadius() const { return m_layer->markerRadius(); }
    /// The cost below a pixel inside the axes.
    std::optional<double> budgetAt(QPointF pixel) const;
    /// Draws mark, shortlist and budget anew, and nothing below them.
    void replotChoice();
    QCPRange costs() const { return m_x->range(); }
    /// What one step of the prefix on the cost axis is: 1e9 of "GFLOPs".
    double costUnit() const { return m_costUnit; }

private:
    void rescale();
    void placeBudget();
    size_t budgetLines() const;
    void labelAxes(const QSize& size);
    /// Few lines where there is little room: the plot comes first.
    void paintLegend(size_t lines);

    QCustomPlot& m_canvas;
    std::shared_ptr<const TradeoffData> m_data = std::make_shared<TradeoffData>();
    Theme m_theme;
    size_t m_legendLines = 9;
    int m_legendWidth = QWIDGETSIZE_MAX;
    bool m_held = false, m_pinned = false;
    double m_costUnit = 1;
    std::optional<double> m_budgetCost;
    std::vector<NetworkKey> m_shortlist;
    std::string m_run; ///< highlighted
    QCPAxisRect* m_rect; // all owned by the canvas
    QCPAxis *m_x, *m_y;
    SeriesLayer* m_layer;
    ChoiceLayer* m_choice;
    MarkerLegend* m_legend;
    QCPItemLine* m_budget;
    QCPItemText* m_budgetText;
    QCPTextElement *m_title = nullptr, *m_provenance = nullptr;
};

} // namespace klas::ui
