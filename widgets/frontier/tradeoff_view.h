// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"
#include "widgets/plot/figure.h"
#include "widgets/plot/plot.h"

#include <memory>

class QLabel;
class QMenu;

namespace klas::ui {

class TradeoffFigure;

/// Accuracy over cost: a front for every method, anchors starred, what is beaten dimmed.
///
///     view->setData(tradeoffOf(project, "test"));    // as often as wanted; drawn at most 30 times a second
///     connect(view, &TradeoffView::configurationActivated, ...);
///
/// Mouse: hover tells a network and what lies on it; a click activates it, further clicks go through the stack; the context menu
/// lists it. Keys: left and right go through the networks by cost, Enter activates, S puts on the shortlist, Escape lets go.
/// With the cross-hair (B): hover or left and right move a budget, a click or Enter pins it, Escape removes it.
class TradeoffView : public Plot {
    Q_OBJECT

public:
    explicit TradeoffView(QWidget* parent = nullptr);
    ~TradeoffView() override;

    void setData(TradeoffData data);
    const TradeoffData& data() const;
    /// What a plot without networks says: the next step.
    void setEmptyText(const QString& text);
    /// Marks the best measured point of a network; nothing unmarks.
    void mark(const std::optional<Configuration>& configuration);
    std::optional<PointRef> marked() const { return m_marked; }
    /// Numbered in the plot; points of data().
    void setShortlist(std::vector<PointRef> points);

    void setCrossHair(bool on);
    bool crossHair() const { return m_crossHair; }
    /// Where the budget line is, in the axis' unit, and whether it stays there.
    std::optional<double> budget() const { return m_budget; }
    bool pinned() const { return m_pinned; }

    /// In this widget's coordinates, after the first paint.
    QPointF pointPosition(PointRef point);
    /// What is drawn at the same place as this point, itself first.
    std::vector<PointRef> stackOf(PointRef point);
    /// What the tooltip says of a stack; `current` is the one that a click has chosen.
    QString stackText(const std::vector<PointRef>& stack) const;
    /// Networks that were measured but lie below the axis.
    size_t below() const;

    /// Throws klas::Error: nothing to draw, or the file cannot be written.
    void exportTo(const std::filesystem::path& file, const ExportFormat& format) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void configurationActivated(const klas::Configuration& configuration);
    /// On the shortlist, or off it where it is on it.
    void shortlistWanted(const klas::ui::NetworkKey& network);
    void crossHairChanged(bool on);

protected:
    void applyTheme(const Theme& theme) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void setMarked(std::optional<PointRef> point);
    void choose(PointRef point);
    void choose(const NetworkKey& network);
    void setBudget(std::optional<double> cost, bool pinned = false);
    void step(int direction);
    void stepBudget(int direction, bool far);
    void letGo();
    QMenu* menuOf(const std::vector<PointRef>& stack);

    std::unique_ptr<TradeoffFigure> m_figure;
    QLabel* m_emptyLabel;
    std::optional<PointRef> m_marked;
    std::vector<PointRef> m_shortlist;
    bool m_crossHair = false, m_pinned = false;
    std::optional<double> m_budget;
};

/// How the command line and the menu draw and write the plot; needs a QApplication. Throws klas::Error.
FigureDrawing tradeoffDrawing(const TradeoffData& data, const ExportFormat& format);
void exportTradeoff(const TradeoffData& data, const std::filesystem::path& file, const ExportFormat& format);

} // namespace klas::ui
