// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <set>
#include <vector>

class QTableView;

namespace klas::ui {

/// Keeps a table within its width: one column takes what the others leave, and of these the least needed are hidden while there
/// is no room for them and for what stands in the first. What is too long for its column is elided.
///
///     m_fit = new ColumnFit(table, Network, {Run, Params, Latency});   // Latency goes first
///     m_fit->fit({Latency});                         // after new data; of these columns nothing is known
class ColumnFit : public QObject {
    Q_OBJECT

public:
    ColumnFit(QTableView* table, int stretched, std::vector<int> droppable);

    /// Other columns go first from now on.
    void setDroppable(std::vector<int> columns) { m_droppable = std::move(columns); }
    void fit(std::set<int> never);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fit();
    int widthOf(int column) const;

    QTableView* m_table;
    int m_stretched;
    std::vector<int> m_droppable;
    std::set<int> m_never;
};

} // namespace klas::ui
