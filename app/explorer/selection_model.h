// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/selection.h"
#include "widgets/bridge/text.h"

#include <QAbstractTableModel>

namespace klas::ui {

/// The stitches of a selection, one row each, in its order.
class SelectionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { SourceBlock, TargetBlock, Flops, Omega, Sigma, Gamma, Bucket, Stability, Notes, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setSelection(const Selection& selection);
    /// The stability of the same stitches, once it is known; anything else is left aside.
    void setStability(const Selection& selection);
    const Selection& selection() const { return m_selection; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    Selection m_selection;
    ColumnUnit m_flopsUnit;
};

} // namespace klas::ui
