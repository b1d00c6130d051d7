// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QPointer>
#include <QString>
#include <vector>

class QAction;
class QMenuBar;

namespace klas::ui {

/// An entry of a menu: "File ▸ Export Heatmap…".
struct MenuEntry {
    QPointer<QAction> action;
    QString place; ///< menus on the way, "View ▸ Theme"; empty for none
    QString text;  ///< without accelerator marks
};

/// Everything that the menus hold, in their order; separators and menus themselves left out.
std::vector<MenuEntry> menuEntries(const QMenuBar& bar);

/// How well letters typed one after another fit a text: 0 where one is missing, in any case; higher for runs and for
/// letters that begin a word. An empty pattern fits all alike.
int fuzzyScore(const QString& pattern, const QString& text);

/// Menu entries as a table: what, where, keys. A filter keeps what fits, the best first.
class ActionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { What, Where, Keys, ColumnCount };

    ActionModel(std::vector<MenuEntry> entries, QObject* parent = nullptr);

    void setFilter(const QString& pattern);
    QAction* action(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<MenuEntry> m_entries;
    std::vector<size_t> m_shown; ///< indices into m_entries
};

} // namespace klas::ui
