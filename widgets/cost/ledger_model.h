// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/cost_ledger.h"
#include "widgets/bridge/text.h"

#include <QAbstractTableModel>

namespace klas::ui {

/// The parts of a study with what each has cost, and a row of their sum below.
class LedgerModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Part, What, Items, Flops, Seconds, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<LedgerRow> rows);
    const std::vector<LedgerRow>& rows() const { return m_rows; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString cell(const LedgerRow& row, int column) const;

    std::vector<LedgerRow> m_rows;
    double m_flops = 0; ///< of all
    ColumnUnit m_unit;
};

} // namespace klas::ui
