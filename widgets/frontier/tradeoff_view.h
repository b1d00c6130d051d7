// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"
#include "widgets/plot/figure.h"
#include "widgets/plot/plot.h"

#include <memory>

class QLabel;
class QMenu;

namespace klas::ui {

class StackList;
class TradeoffFigure;

/// Accuracy over a cost (FLOPs, parameters, latency): the front of every run, anchors starred, what is beaten dimmed.
///
///     view->setData(tradeoffOf(project, "test"));    // as often as wanted; drawn at most 30 times a second
///     connect(view, &TradeoffView::configurationActivated, ...);
///
/// Mouse: hover tells a network, lists those that lie on one another, elsewhere names the best within that budget; a click
/// activates a network and pins a budget. Keys: left and right go through the networks by cost, down opens the list of what
/// lies there, Enter activates, S puts on the shortlist; B pins the budget, left and right with Shift move it; Escape lets go, of the budget first.
class TradeoffView : public Plot {
    Q_OBJECT

public:
    explicit TradeoffView(QWidget* parent = nullptr);
    ~TradeoffView() override;

    void setData(std::shared_ptr<const TradeoffData> data);
    void setData(TradeoffData data) { setData(std::make_shared<const TradeoffData>(std::move(data))); }
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
    /// Numbered in the plot.
    void setShortlist(const std::vector<NetworkKey>& networks);
    /// Rings all networks of a run, whenever they come; empty: none.
    void highlightRun(const std::string& run);
    const std::string& highlightedRun() const { return m_run; }
    /// Marks one network of one run, where it is drawn.
    void markNetwork(const NetworkKey& network);
    /// A budget that stays, with the best network of every method within it; nothing takes it away. In the axis' unit.
    void pinBudget(std::optional<double> cost);
    std::optional<double> pinnedBudget() const { return m_pinned; }
    /// Where the line follows the mouse.
    std::optional<double> hoveredBudget() const { return m_hovered; }
    /// The list of networks that lie at one place; hidden while it is closed.
    StackList& stackList() const { return *m_stackList; }
    /// 1e9 where the axis shows GFLOPs.
    double costUnit() const;

    /// Throws klas::Error: nothing to draw, or the file cannot be written.
    void exportTo(const std::filesystem::path& file, const ExportFormat& format) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void configurationActivated(const klas::Configuration& configuration);
    /// On the shortlist, or off it where it is on it.
    void shortlistWanted(const klas::NetworkKey& network);
    void budgetPinned(std::optional<double> cost);
    /// A menu is about to open, for whoever has entries for it.
    void menuOpening(QMenu* menu);

protected:
    void applyTheme(const Theme& theme) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    void describe();
    void replotChoice();
    void setMarked(std::optional<PointRef> point);
    void activate();
    QString stackRow(PointRef point) const;
    void followStack(const std::vector<NetworkKey>& networks, bool otherPlace);
    void openStack(std::vector<PointRef> stack, bool withKeys);
    void showBudget();
    void moveBudget(int steps);
    void step(int direction);

    std::unique_ptr<TradeoffFigure> m_figure;
    bool m_drawn = false; ///< layers can be drawn alone only after all were
    QLabel* m_emptyLabel;
    StackList* m_stackList;
    std::vector<PointRef> m_stack; ///< what the list shows, the best first
    std::optional<PointRef> m_marked;
    std::vector<NetworkKey> m_shortlist;
    std::string m_run; ///< highlighted
    std::optional<double> m_pinned, m_hovered;
};

/// How the command line and the menu draw and write the plot; needs a QApplication. Throws klas::Error.
FigureDrawing tradeoffDrawing(const TradeoffData& data, const ExportFormat& format);
void exportTradeoff(const TradeoffData& data, const std::filesystem::path& file, const ExportFormat& format);

} // namespace klas::ui
