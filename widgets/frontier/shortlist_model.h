// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"

#include <QAbstractTableModel>

namespace klas::ui {

/// Two to five networks side by side, a column each: what they cost, reach and are made of, with the difference to the first.
class ShortlistModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Row { Top1, Top5, Loss, Flops, Params, Latency, Method, Blocks, RowCount };
    static constexpr int kMost = 5;

    using QAbstractTableModel::QAbstractTableModel;

    /// What is known of networks now; those on the list stay on it, measured or not. `data` is over FLOPs and hides nothing.
    void setData(TradeoffData data);
    /// Puts a network on the list, or takes it off; false where the list is full.
    bool toggle(const NetworkKey& network);
    void remove(int column);
    void clear();
    const std::vector<NetworkKey>& networks() const { return m_networks; }
    /// A row a network, for other programs: C locale. RFC 4180.
    std::string csv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void changed();

private:
    /// As a number, where the row is one and it was measured: shares, nats, FLOPs, parameters, nanoseconds.
    std::optional<double> value(int row, int column) const;
    QString valueText(int row, double value) const;
    QString differenceText(int row, double difference, double first) const;
    QString blocks(int column) const;
    QString name(int column) const;

    TradeoffData m_data;
    std::vector<NetworkKey> m_networks;
};

} // namespace klas::ui
