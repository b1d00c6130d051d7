// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/shortlist_model.h"

#include <QKeySequence>
#include <QWidget>
#include <functional>
#include <optional>

class QAction;
class QLabel;
class QPushButton;
class QTableView;

namespace klas::ui {

class ColumnFit;

/// The shortlist as a table, with what can be done to it: choose a network, take it off, copy the table, empty it.
class ShortlistPanel : public QWidget {
    Q_OBJECT

public:
    explicit ShortlistPanel(QWidget* parent = nullptr);

    const std::vector<NetworkKey>& networks() const { return m_model->networks(); }
    void setNetworks(std::vector<NetworkKey> networks, const TradeoffData& data);
    void setData(const TradeoffData& data);
    /// Selects the row of a network where there is one; says nothing.
    void choose(const std::optional<NetworkKey>& network);
    ShortlistModel& model() const { return *m_model; }
    QTableView& table() const { return *m_table; }

Q_SIGNALS:
    void activated(const klas::NetworkKey& network);
    void removeWanted(const klas::NetworkKey& network);
    void clearWanted();

private:
    void refresh();
    QAction* action(const QString& text, const QKeySequence& key, std::function<void()> run);

    ShortlistModel* m_model;
    QTableView* m_table;
    ColumnFit* m_fit;
    QLabel* m_hint;
    QPushButton *m_remove, *m_copy, *m_clear;
};

} // namespace klas::ui
