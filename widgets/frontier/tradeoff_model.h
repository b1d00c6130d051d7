// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/text.h"
#include "widgets/frontier/tradeoff_data.h"

#include <QAbstractTableModel>

namespace klas::ui {

/// The trade-off plot as a table: every network that is shown, ascending in the cost that is shown.
class TradeoffModel : public QAbstractTableModel {
    Q_OBJECT

public:
    /// Cost is that of the plot's axis; the same column among the last three need not be shown twice.
    enum Column { Network, Cost, Top1, OnFront, Run, Flops, Params, Latency, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setData(const TradeoffData& data);
    PointRef point(int row) const { return m_rows.at(size_t(row)); }
    const Configuration& configuration(int row) const;
    /// Says no more than Cost does, or nothing at all.
    bool redundant(Column column) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    CostAxis axisOf(int column) const;
    const ColumnUnit& unitOf(CostAxis axis) const { return m_units[size_t(axis)]; }

    TradeoffData m_data;
    std::vector<PointRef> m_rows;
    ColumnUnit m_units[3]; ///< by CostAxis
    bool m_latencies = false;
};

} // namespace klas::ui
