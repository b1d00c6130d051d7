// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_model.h"
#include "widgets/frontier/tradeoff_view.h"

class QTableView;

namespace klas::ui {

class SplitBox;

/// The trade-off plot with its table twin, on test or validation images.
class TradeoffPanel : public QWidget {
    Q_OBJECT

public:
    explicit TradeoffPanel(QWidget* parent = nullptr);

    void setProject(const ProjectState& project);
    /// Marks a network in plot and table; nothing unmarks.
    void mark(const std::optional<Configuration>& configuration);
    TradeoffView& view() const { return *m_view; }
    QTableView& table() const { return *m_table; }

Q_SIGNALS:
    void configurationActivated(const klas::Configuration& configuration);
    void refreshed();

private:
    void refresh();

    ProjectState m_project;
    TradeoffView* m_view;
    TradeoffModel* m_model;
    QTableView* m_table;
    SplitBox* m_split;
};

} // namespace klas::ui
