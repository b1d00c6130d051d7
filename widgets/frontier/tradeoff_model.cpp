// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_model.h"

#include <algorithm>

namespace klas::ui {

void TradeoffModel::setData(const TradeoffData& data) {
    beginResetModel();
    m_data = data;
    m_rows.clear();
    for (size_t s = 0; s < data.series.size(); ++s)
        for (size_t k = 0; k < data.series[s].points.size(); ++k)
            m_rows.push_back({s, k});
    for (const CostAxis axis : {CostAxis::Flops, CostAxis::Params, CostAxis::Latency}) {
        std::vector<double> costs;
        for (const PointRef& r : m_rows)
            if (const auto cost = data.series[r.series].cost(r.point, axis)) costs.push_back(double(*cost));
        if (axis == CostAxis::Latency) m_latencies = !costs.empty();
        m_units[size_t(axis)] = ColumnUnit(std::move(costs));
    }
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](const PointRef& a, const PointRef& b) { return data.cost(a) < data.cost(b); });
    endResetModel();
}

const Configuration& TradeoffModel::configuration(int row) const {
    const PointRef& ref = m_rows.at(size_t(row));
    return m_data.series[ref.series].configurations[ref.point];
}

CostAxis TradeoffModel::axisOf(int column) const {
    return column == Flops ? CostAxis::Flops : column == Params ? CostAxis::Params : column == Latency ? CostAxis::Latency : m_data.axis;
}

bool TradeoffModel::redundant(Column column) const {
    if (column < Flops) return false;
    return axisOf(column) == m_data.axis || (column == Latency && !m_latencies);
}

int TradeoffModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size());
}

int TradeoffModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TradeoffModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const PointRef& ref = m_rows[size_t(index.row())];
    const TradeoffSeries& s = m_data.series[ref.series];
    const TradeoffPoint& p = s.points[ref.point];
    const bool text = index.column() == Network || index.column() == OnFront || index.column() == Run;
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignVCenter | (text ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole) return pointText(m_data, ref.series, ref.point);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case Network:
        return s.names.value(int(ref.point));
    case Run:
        return s.title;
    case Top1:
        return p.top1 ? percent(*p.top1, 2) : QString();
    case OnFront:
        return s.onFront(ref.point) ? tr("on it") : QString();
    default: {
        const CostAxis axis = axisOf(index.column());
        const auto cost = s.cost(ref.point, axis);
        return cost ? unitOf(axis).text(double(*cost)) : QString();
    }
    }
}

QVariant TradeoffModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case Network:
        return tr("Network");
    case Run:
        return tr("Run");
    case Top1:
        return tr("Top-1");
    case OnFront:
        return tr("Front");
    default: {
        const CostAxis axis = axisOf(section);
        return costHeader(axis, unitOf(axis).prefix());
    }
    }
}

} // namespace klas::ui
