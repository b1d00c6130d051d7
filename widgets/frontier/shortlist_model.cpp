// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/shortlist_model.h"

#include <algorithm>
#include <cmath>

namespace klas::ui {

static QString dash() { return QStringLiteral("–"); }

void ShortlistModel::setData(const TradeoffData& data) {
    look(data);
    if (m_networks.empty()) return;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

void ShortlistModel::setNetworks(std::vector<NetworkKey> networks, const TradeoffData& data) {
    beginResetModel();
    m_networks = std::move(networks);
    look(data);
    endResetModel();
}

void ShortlistModel::look(const TradeoffData& data) {
    m_known.clear();
    std::array<std::vector<double>, 3> costs;
    const auto take = [&](CostAxis axis, const std::optional<std::int64_t>& cost) {
        if (cost) costs[size_t(axis)].push_back(double(*cost));
        return cost ? std::optional(double(*cost)) : std::nullopt;
    };
    for (const NetworkKey& key : m_networks) {
        Known& known = m_known.emplace_back();
        known.name = qstr(klas::text(key.configuration));
        known.run = key.run.empty() ? tr("as it came") : qstr(key.run);
        const auto at = data.find(key);
        if (!at) continue;
        const TradeoffSeries& s = data.series[at->series];
        known.name = s.names.value(qsizetype(at->point));
        known.all = pointText(data, at->series, at->point);
        known.top1 = s.points[at->point].top1;
        known.flops = take(CostAxis::Flops, s.cost(at->point, CostAxis::Flops));
        known.params = take(CostAxis::Params, s.cost(at->point, CostAxis::Params));
        known.latency = take(CostAxis::Latency, s.cost(at->point, CostAxis::Latency));
    }
    for (size_t k = 0; k < costs.size(); ++k)
        m_units[k] = ColumnUnit(std::move(costs[k]));
}

bool ShortlistModel::hasLatencies() const {
    return std::any_of(m_known.begin(), m_known.end(), [](const Known& k) { return k.latency.has_value(); });
}

QString ShortlistModel::text() const {
    QStringList lines, cells;
    for (int column = Network; column < ColumnCount; ++column)
        cells << headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    lines << cells.join(QLatin1Char('\t'));
    for (size_t row = 0; row < m_networks.size(); ++row) {
        cells.clear();
        for (int column = Network; column < ColumnCount; ++column)
            cells << cell(row, column);
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

int ShortlistModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_networks.size());
}

int ShortlistModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString ShortlistModel::cell(size_t row, int column) const {
    const Known &own = m_known[row], &first = m_known.front();
    const auto cost = [&](CostAxis axis, const std::optional<double>& value) { return value ? m_units[size_t(axis)].text(*value) : dash(); };
    switch (column) {
    case Number:
        return QLocale().toString(qulonglong(row + 1));
    case Network:
        return own.name;
    case Top1:
        return own.top1 ? percent(*own.top1, 2) : dash();
    case Top1Difference: { // points of top-1
        if (row == 0 || !own.top1 || !first.top1) return {};
        const double points = 100 * (*own.top1 - *first.top1);
        return (points < 0 ? QStringLiteral("−") : QStringLiteral("+")) + QLocale().toString(std::abs(points), 'f', 2);
    }
    case Flops:
        return cost(CostAxis::Flops, own.flops);
    case FlopsRatio:
        return row > 0 && own.flops && first.flops ? QStringLiteral("× ") + QLocale().toString(*own.flops / *first.flops, 'f', 2) : QString();
    case Params:
        return cost(CostAxis::Params, own.params);
    case Latency:
        return cost(CostAxis::Latency, own.latency);
    case Run:
        return own.run;
    default:
        return {};
    }
}

QVariant ShortlistModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const size_t row = size_t(index.row());
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignVCenter | (index.column() == Network || index.column() == Run ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole) return m_known[row].all.isEmpty() ? tr("Not measured on these images") : m_known[row].all;
    return role == Qt::DisplayRole ? cell(row, index.column()) : QVariant();
}

QVariant ShortlistModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::ToolTipRole) {
        if (section == Top1Difference) return tr("Points of top-1 more or less than the first network");
        if (section == Params) return axisName(CostAxis::Params);
        if (section == FlopsRatio) return tr("FLOPs as a multiple of the first network's");
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case Number:
        return QStringLiteral("#");
    case Network:
        return tr("Network");
    case Top1:
        return tr("Top-1");
    case Top1Difference:
        return tr("Δ top-1");
    case Flops:
        return costHeader(CostAxis::Flops, m_units[0].prefix());
    case FlopsRatio:
        return tr("FLOPs ×");
    case Params:
        return costHeader(CostAxis::Params, m_units[1].prefix());
    case Latency:
        return costHeader(CostAxis::Latency, m_units[2].prefix());
    case Run:
        return tr("Run");
    default:
        return {};
    }
}

} // namespace klas::ui
