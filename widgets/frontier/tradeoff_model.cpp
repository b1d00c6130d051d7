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
        if (axis == CostAxis::Latency) m_hasLatencies = !costs.empty();
        m_units[size_t(axis)] = ColumnUnit(std::move(costs));
    }
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](const PointRef& a, const PointRef& b) { return data.cost(a) < data.cost(b); });
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
    const PointRef& ref = m_rows.at(size_t(row));
    return m_data.series[ref.series].configurations[ref.point];
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
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (index.column() == Top1 || axisOf(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole) return pointText(m_data, ref.series, ref.point);
    if (role != Qt::DisplayRole) return {};
    if (const auto axis = axisOf(index.column())) {
        const auto cost = s.cost(ref.point, *axis);
        return cost ? m_units[size_t(*axis)].text(double(*cost)) : QString();
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
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return QAbstractTableModel::headerData(section, orientation, role);
    if (const auto axis = axisOf(section)) return costHeader(*axis, m_units[size_t(*axis)].prefix());
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
