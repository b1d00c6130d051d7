// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/anchor.h"
#include "widgets/bridge/short_names.h"

#include <QAbstractTableModel>
#include <QPoint>
#include <optional>

namespace klas::ui {

/// Mean KL between the anchors' own heads: row P, column Q, KL(P ‖ Q) in nats; the pair with the smallest is
/// recommended (KLAS, arXiv 2605.29259).
class DistancesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    /// `order`: names in the order to show them, smallest anchor first; pairs run from a smaller to a larger
    /// one.
    void setDistances(const std::optional<AnchorDistances>& distances, const std::vector<std::string>& order);
    /// Source and target of the recommended pair; empty names while nothing is measured.
    std::pair<QString, QString> recommended() const;
    /// Source and target a cell stands for, the smaller anchor first; empty on the diagonal.
    std::pair<QString, QString> pairAt(const QModelIndex& index) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    double value(int row, int column) const {
        return m_table.kl[m_place[static_cast<size_t>(row)]][m_place[static_cast<size_t>(column)]];
    }
    double error(int row, int column) const;

    AnchorDistances m_table;
    ShortNames m_names;
    std::vector<size_t> m_place;  ///< row shown -> row of the table
    std::optional<QPoint> m_best; ///< x = column, y = row
};

} // namespace klas::ui
