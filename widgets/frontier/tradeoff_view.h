// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"
#include "widgets/plot/figure.h"
#include "widgets/plot/plot.h"

#include <memory>

class QLabel;

namespace klas::ui {

class TradeoffFigure;

/// Accuracy over a cost (FLOPs, parameters, latency): the front of every run, anchors starred, what is beaten dimmed.
///
///     view->setData(tradeoffOf(project, "test"));    // as often as wanted; drawn at most 30 times a second
///     connect(view, &TradeoffView::configurationActivated, ...);
///
/// Mouse: hover tells a network, elsewhere the best within that budget; a click activates. Keys: left and right go through
/// the networks by cost, Enter activates, Escape lets go.
class TradeoffView : public Plot {
    Q_OBJECT

public:
    explicit TradeoffView(QWidget* parent = nullptr);
    ~TradeoffView() override;

    void setData(TradeoffData data);
    /// While held the axes keep their ranges, so that a front grows in place.
    void holdAxes(bool held);
    const TradeoffData& data() const;
    /// What a plot without networks says: the next step.
    void setEmptyText(const QString& text);
    /// Marks the best measured point of a network; nothing unmarks.
    void mark(const std::optional<Configuration>& configuration);
    std::optional<PointRef> marked() const { return m_marked; }
    /// In this widget's coordinates, after the first paint.
    QPointF pointPosition(PointRef point);
    /// What the budget line says at a cost.
    QString budgetText(double cost) const;

    /// Throws klas::Error: nothing to draw, or the file cannot be written.
    void exportTo(const std::filesystem::path& file, const ExportFormat& format) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void configurationActivated(const klas::Configuration& configuration);

protected:
    void applyTheme(const Theme& theme) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void setMarked(std::optional<PointRef> point);
    void activate();

    std::unique_ptr<TradeoffFigure> m_figure;
    QLabel* m_emptyLabel;
    std::optional<PointRef> m_marked;
};

/// How the command line and the menu draw and write the plot; needs a QApplication. Throws klas::Error.
FigureDrawing tradeoffDrawing(const TradeoffData& data, const ExportFormat& format);
void exportTradeoff(const TradeoffData& data, const std::filesystem::path& file, const ExportFormat& format);

} // namespace klas::ui
