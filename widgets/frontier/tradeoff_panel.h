// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/overlay_choice.h"
#include "widgets/frontier/shortlist_panel.h"
#include "widgets/frontier/tradeoff_model.h"
#include "widgets/frontier/tradeoff_view.h"

class QAction;
class QComboBox;
class QLabel;
class QMenu;
class QSplitter;
class QTabWidget;
class QTableView;
class QToolButton;

namespace klas::ui {

/// The trade-off plot with its table twin and the shortlist: which images, which cost, which methods, which overlays.
class TradeoffPanel : public QWidget {
    Q_OBJECT

public:
    explicit TradeoffPanel(QWidget* parent = nullptr);

    /// At once after a rest, else within a 30th of a second: results come faster than people look.
    void setProject(const ProjectState& project);
    /// Marks a network in plot and table; nothing unmarks.
    void mark(const std::optional<Configuration>& configuration);
    TradeoffView& view() const { return *m_view; }
    QTableView& table() const { return *m_table; }
    ShortlistPanel& shortlist() const { return *m_shortlist; }
    OverlayChoice& overlays() { return m_overlays; }
    /// What the button "Show" opens, made anew: methods and overlays, checkable.
    QMenu* showMenu();
    void setAxis(CostAxis axis);

    /// Where the splitter is.
    QByteArray layoutState() const;
    void setLayoutState(const QByteArray& state);

Q_SIGNALS:
    void configurationActivated(const klas::Configuration& configuration);
    void exported(const QString& file);
    void problem(const QString& sentence);

private:
    QWidget* controls();
    QWidget* plotSide();
    void setUpTable();
    void refresh();
    void refreshTable(const TradeoffData& data);
    void refreshShortlist();
    void toggleShortlisted(const NetworkKey& network);
    TradeoffQuery query() const;
    QString note() const;

    ProjectState m_project;
    TradeoffData m_all; ///< over FLOPs, nothing hidden
    std::set<std::string> m_hidden;
    OverlayChoice m_overlays;
    Coalescer m_refreshes;
    TradeoffView* m_view;
    TradeoffModel* m_model;
    QTableView* m_table;
    ShortlistPanel* m_shortlist;
    QComboBox *m_split, *m_axis;
    QToolButton *m_show, *m_budget;
    QMenu* m_showMenu;
    QLabel* m_note;
    QSplitter* m_splitter;
    QTabWidget* m_tabs;
};

} // namespace klas::ui
