// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/tradeoff_model.h"

#include <algorithm>

namespace klas::ui {

void TradeoffModel::setData(const TradeoffData& data) {
    beginResetModel();
    m_data = data;
    m_rows.clear();
    std::vector<double> flops, params;
    for (size_t s = 0; s < data.series.size(); ++s)
        for (size_t k = 0; k < data.series[s].points.size(); ++k) {
            m_rows.push_back({s, k});
            flops.push_back(double(data.series[s].points[k].flops));
            params.push_back(double(data.series[s].points[k].params.value_or(0)));
        }
    m_flops = ColumnUnit(std::move(flops));
    m_params = ColumnUnit(std::move(params));
    std::stable_sort(m_rows.begin(), m_rows.end(), [&](const PointRef& a, const PointRef& b) {
        return data.series[a.series].points[a.point].flops < data.series[b.series].points[b.point].flops;
    });
    endResetModel();
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
        return int(Qt::AlignVCenter | (index.column() == Flops || index.column() == Top1 || index.column() == Params ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole) return pointText(m_data, ref.series, ref.point);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case Network:
        return s.names.value(int(ref.point));
    case Run:
        return s.title;
    case Flops:
        return m_flops.text(double(p.flops));
    case Params:
        return p.params ? m_params.text(double(*p.params)) : QString();
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
    switch (section) {
    case Network:
        return tr("Network");
    case Run:
        return tr("Run");
    case Flops:
        return tr("%1FLOPs").arg(m_flops.prefix());
    case Params:
        return m_params.prefix().isEmpty() ? tr("Parameters") : tr("Parameters, %1").arg(m_params.prefix());
    case Top1:
        return tr("Top-1");
    case OnFront:
        return tr("Front");
    default:
        return {};
    }
}

} // namespace klas::ui
