// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/text.h"
#include "widgets/frontier/tradeoff_data.h"

#include <QAbstractTableModel>

namespace klas::ui {

/// The trade-off plot as a table: every network, ascending in FLOPs.
class TradeoffModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Network, Flops, Top1, OnFront, Params, Run, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setData(const TradeoffData& data);
    const Configuration& configuration(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    TradeoffData m_data;
    std::vector<PointRef> m_rows;
    ColumnUnit m_flops, m_params;
};

} // namespace klas::ui
