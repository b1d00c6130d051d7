// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_state.h"
#include "widgets/bridge/short_names.h"
#include "widgets/bridge/text.h"

#include <QAbstractTableModel>
#include <QString>
#include <vector>

namespace klas::ui {

/// The anchors of a project, smallest first: one row each, a snapshot of its state.
class AnchorsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Parameters, Flops, Top1, State, ColumnCount };
    enum Role { SortRole = Qt::UserRole, StyleIndexRole }; ///< the raw number; the k of anchorStyle(k)

    using QAbstractTableModel::QAbstractTableModel;

    void setProject(const ProjectState& state);
    QString name(int row) const; ///< in full

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        QString name;
        double params = 0, flops = 0, top1 = -1; ///< top1 -1: not measured
        long images = 0;
        QString split, state, details;
        int style = 0;
    };
    QString text(const Row& row, int column) const;
    QString toolTip(const Row& row, int column) const;

    std::vector<Row> m_rows;
    ShortNames m_names;
    ColumnUnit m_paramsUnit, m_flopsUnit;
};

} // namespace klas::ui
