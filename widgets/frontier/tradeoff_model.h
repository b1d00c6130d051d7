// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/text.h"
#include "widgets/frontier/tradeoff_data.h"

#include <QAbstractTableModel>
#include <array>

namespace klas::ui {

/// The trade-off plot as a table: every network, ascending in the cost that is shown.
class TradeoffModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Network, Flops, Top1, OnFront, Params, Latency, Run, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setData(const TradeoffData& data);
    const Configuration& configuration(int row) const;
    PointRef point(int row) const { return m_rows.at(size_t(row)); }
    /// Whether any network's latency is known.
    bool hasLatencies() const { return m_hasLatencies; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    TradeoffData m_data;
    std::vector<PointRef> m_rows;
    std::array<ColumnUnit, 3> m_units; ///< by CostAxis
    bool m_hasLatencies = false;
};

} // namespace klas::ui
