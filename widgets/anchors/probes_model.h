// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"

#include <QAbstractTableModel>

namespace klas::ui {

/// The linear probes of one anchor, a row for each block.
class ProbesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Block, Top1, ValidationLoss, TrainLoss, Gradient, Steps, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setProbes(const std::vector<ProbeResult>& blocks);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<ProbeResult> m_blocks;
};

} // namespace klas::ui
