// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/anchors/distances_model.h"

#include "widgets/bridge/text.h"
#include "widgets/plot/theme.h"

#include <algorithm>
#include <cmath>

namespace klas::ui {

void DistancesModel::setDistances(const std::optional<AnchorDistances>& distances,
                                  const std::vector<std::string>& order) {
    beginResetModel();
    m_table = distances.value_or(AnchorDistances{});
    m_place.clear();
    m_best.reset();
    for (const std::string& name : order) {
        const auto it = std::find(m_table.anchors.begin(), m_table.anchors.end(), name);
        if (it != m_table.anchors.end()) m_place.push_back(static_cast<size_t>(it - m_table.anchors.begin()));
    }
    m_names = ShortNames(m_table.anchors);
    for (int row = 0; row < rowCount(); ++row)
        for (int column = row + 1; column < rowCount(); ++column)
            if (std::isfinite(value(row, column)) &&
                (!m_best || value(row, column) < value(m_best->y(), m_best->x())))
                m_best = QPoint(column, row);
    endResetModel();
}

std::pair<QString, QString> DistancesModel::recommended() const {
    return m_best ? pairAt(index(m_best->y(), m_best->x())) : std::pair<QString, QString>{};
}

std::pair<QString, QString> DistancesModel::pairAt(const QModelIndex& index) const {
    if (!index.isValid() || index.row() == index.column()) return {};
    const auto name = [this](int k) { return qstr(m_table.anchors[m_place[static_cast<size_t>(k)]]); };
    return {name(std::min(index.row(), index.column())), name(std::max(index.row(), index.column()))};
}

int DistancesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_place.size());
}

int DistancesModel::columnCount(const QModelIndex& parent) const {
    return rowCount(parent);
}

double DistancesModel::error(int row, int column) const {
    const size_t r = m_place[static_cast<size_t>(row)], c = m_place[static_cast<size_t>(column)];
    return r < m_table.errors.size() && c < m_table.errors[r].size() ? m_table.errors[r][c] : std::nan("");
}

QVariant DistancesModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = index.row(), column = index.column();
    const bool best = m_best && *m_best == QPoint(column, row);
    switch (role) {
    case Qt::DisplayRole:
        if (row == column) return QStringLiteral("·");
        return best ? QStringLiteral("★ ") + number(value(row, column)) : number(value(row, column));
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole: {
        QFont font = tabular({});
        font.setBold(best);
        return font;
    }
    case Qt::ToolTipRole: {
        if (row == column) return {};
        const auto [source, target] =
            std::pair(headerData(row, Qt::Vertical, Qt::ToolTipRole).toString(),
                      headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString());
        const QString text = tr("KL(%1 ‖ %2) = %3 nats over %L4 images")
                                 .arg(source, target, withError(value(row, column), error(row, column)))
                                 .arg(m_table.images);
        return best ? text + QStringLiteral("\n") + tr("The closest pair: recommended for stitching.") : text;
    }
    case Qt::AccessibleTextRole:
        return row == column ? QString() : data(index, Qt::ToolTipRole).toString();
    default:
        return {};
    }
}

QVariant DistancesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (section < 0 || section >= rowCount()) return {};
    const std::string& name = m_table.anchors[m_place[static_cast<size_t>(section)]];
    switch (role) {
    case Qt::DisplayRole:
        return m_names(name);
    case Qt::ToolTipRole:
        return qstr(name);
    case Qt::TextAlignmentRole:
        return static_cast<int>((orientation == Qt::Horizontal ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace klas::ui
