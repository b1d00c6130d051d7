// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/frontier/tradeoff_data.h"

#include <QAbstractTableModel>
#include <array>

namespace klas::ui {

/// Networks side by side, a row each: what they reach and cost, with the difference to the first.
class ShortlistModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Network, Top1, Top1Difference, Flops, FlopsRatio, Params, Latency, Run, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// What is known of networks now; those on the list stay on it, measured or not. Only these are kept of `data`.
    void setData(const TradeoffData& data);
    void setNetworks(std::vector<NetworkKey> networks, const TradeoffData& data);
    const std::vector<NetworkKey>& networks() const { return m_networks; }
    /// Whether any latency is known.
    bool hasLatencies() const;
    /// The table as it is shown, tabs between its cells and a line for each row.
    QString text() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    /// What the list shows of one network.
    struct Known {
        QString name, run, all;
        std::optional<double> top1, flops, params, latency; ///< 0..1, FLOPs, parameters, nanoseconds
    };
    QString cell(size_t row, int column) const;
    void look(const TradeoffData& data);

    std::vector<NetworkKey> m_networks;
    std::vector<Known> m_known; ///< of the networks
    std::array<ColumnUnit, 3> m_units; ///< by CostAxis
};

} // namespace klas::ui
