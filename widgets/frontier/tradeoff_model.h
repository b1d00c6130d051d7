// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/text.h"
#include "widgets/frontier/tradeoff_data.h"

#include <QAbstractTableModel>
#include <memory>

namespace klas::ui {

/// The trade-off plot as a table: every network, ascending in the cost that is shown.
class TradeoffModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Network, Flops, Top1, OnFront, Params, Latency, Run, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setData(std::shared_ptr<const TradeoffData> data);
    const Configuration& configuration(int row) const;
    PointRef point(int row) const { return m_data->byCost.at(size_t(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const TradeoffData> m_data = std::make_shared<TradeoffData>();
};

} // namespace klas::ui
