// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/overlay_choice.h"
#include "widgets/frontier/shortlist_panel.h"
#include "widgets/frontier/tradeoff_model.h"
#include "widgets/frontier/tradeoff_source.h"
#include "widgets/frontier/tradeoff_view.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QTableView;
class QTabWidget;
class QToolButton;

namespace klas::ui {

class ColumnFit;
class SplitBox;

/// The trade-off plot with its table twin, on test or validation images and over a cost of choice.
class TradeoffPanel : public QWidget {
    Q_OBJECT

public:
    explicit TradeoffPanel(QWidget* parent = nullptr);

    /// As often as wanted: what is shown follows, made in another thread, at most 30 times a second; refreshed() says when.
    void setProject(const ProjectState& project);
    /// Marks a network in plot and table, once it is there; nothing unmarks.
    void mark(const std::optional<Configuration>& configuration);
    /// The same of one network of one run; where it has no point of its own, of its best one.
    void markNetwork(const std::optional<NetworkKey>& network);
    TradeoffView& view() const { return *m_view; }
    QTableView& table() const { return *m_table; }
    OverlayChoice& overlays() { return m_overlays; }
    QToolButton& overlayButton() const { return *m_overlayButton; }
    QLineEdit& budgetField() const { return *m_budget; }
    ShortlistPanel& shortlist() const { return *m_shortlist; }
    /// Everything below the plot: the tables.
    QTabWidget& tables() const { return *m_tables; }
    QComboBox& axisBox() const { return *m_axis; }
    /// What is not in the plot, and why.
    QString note() const;

Q_SIGNALS:
    void configurationActivated(const klas::Configuration& configuration);
    void networkActivated(const klas::NetworkKey& network); ///< the same, with its run
    void shortlistChanged(const std::vector<klas::NetworkKey>& networks);
    void refreshed();

private:
    void ask();
    void display(const TradeoffAnswer& answer);
    void showOverlays();
    CostAxis axis() const;
    QWidget* controls();
    void addTables();
    void setShortlist(std::vector<NetworkKey> networks);
    void activated(const NetworkKey& network);
    void toggleShortlisted(const NetworkKey& network);
    void select(const std::optional<PointRef>& point, bool scroll = true);
    void fitTable();
    void fillOverlayMenu();
    void typeBudget();
    void showBudget();
    void writeNote(const TradeoffData& data);

    std::string m_file;
    size_t m_anchors = 0;
    TradeoffSource m_source;
    TradeoffAnswer m_shown{std::make_shared<TradeoffData>(), std::make_shared<TradeoffData>()};
    std::optional<NetworkKey> m_awaited; ///< to be marked as soon as it is there
    TradeoffView* m_view;
    TradeoffModel* m_model;
    QTableView* m_table;
    ColumnFit* m_fit;
    ShortlistPanel* m_shortlist;
    QTabWidget* m_tables;
    SplitBox* m_split;
    QComboBox* m_axis;
    OverlayChoice m_overlays;
    QToolButton* m_overlayButton;
    QLineEdit* m_budget;
    QString m_budgetProblem;
    QLabel* m_note;
};

} // namespace klas::ui
