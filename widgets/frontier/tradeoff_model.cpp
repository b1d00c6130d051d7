// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_model.h"

namespace klas::ui {

void TradeoffModel::setData(std::shared_ptr<const TradeoffData> data) {
    beginResetModel();
    m_data = std::move(data);
    endResetModel();
}

static std::optional<CostAxis> axisOf(int column) {
    switch (column) {
    case TradeoffModel::Flops:
        return CostAxis::Flops;
    case TradeoffModel::Params:
        return CostAxis::Params;
    case TradeoffModel::Latency:
        return CostAxis::Latency;
    default:
        return std::nullopt;
    }
}

const Configuration& TradeoffModel::configuration(int row) const {
    const PointRef ref = point(row);
    return m_data->series[ref.series].configurations[ref.point];
}

int TradeoffModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_data->byCost.size());
}

int TradeoffModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TradeoffModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const PointRef ref = point(index.row());
    const TradeoffSeries& s = m_data->series[ref.series];
    const TradeoffPoint& p = s.points[ref.point];
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (index.column() == Top1 || axisOf(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole) return pointText(*m_data, ref.series, ref.point);
    if (role != Qt::DisplayRole) return {};
    if (const auto axis = axisOf(index.column())) {
        const auto cost = s.cost(ref.point, *axis);
        return cost ? m_data->units[size_t(*axis)].text(double(*cost)) : QString();
    }
    switch (index.column()) {
    case Network:
        return s.names.value(int(ref.point));
    case Run:
        return s.title;
    case Top1:
        return p.top1 ? percent(*p.top1, 2) : QString();
    case OnFront:
        return s.onFront(ref.point) ? tr("on it") : QString();
    default:
        return {};
    }
}

QVariant TradeoffModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole && axisOf(section)) return axisName(*axisOf(section));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return QAbstractTableModel::headerData(section, orientation, role);
    if (const auto axis = axisOf(section)) return costHeader(*axis, m_data->units[size_t(*axis)].prefix());
    switch (section) {
    case Network:
        return tr("Network");
    case Run:
        return tr("Run");
    case Top1:
        return tr("Top-1");
    case OnFront:
        return tr("Front");
    default:
        return {};
    }
}

} // namespace klas::ui
