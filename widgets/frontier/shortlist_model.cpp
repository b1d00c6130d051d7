// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/shortlist_model.h"

#include "core/records/csv.h"

#include <algorithm>
#include <cmath>

namespace klas::ui {

void ShortlistModel::setData(TradeoffData data) {
    m_data = std::move(data);
    if (m_networks.empty()) return;
    Q_EMIT dataChanged(index(0, 0), index(RowCount - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

bool ShortlistModel::toggle(const NetworkKey& network) {
    const auto at = std::find(m_networks.begin(), m_networks.end(), network);
    if (at != m_networks.end()) {
        remove(int(at - m_networks.begin()));
        return true;
    }
    if (m_networks.size() >= size_t(kMost)) return false;
    beginInsertColumns({}, columnCount(), columnCount());
    m_networks.push_back(network);
    endInsertColumns();
    Q_EMIT changed();
    return true;
}

void ShortlistModel::remove(int column) {
    if (column < 0 || column >= columnCount()) return;
    beginRemoveColumns({}, column, column);
    m_networks.erase(m_networks.begin() + column);
    endRemoveColumns();
    if (column == 0 && columnCount() > 0) Q_EMIT dataChanged(index(0, 0), index(RowCount - 1, columnCount() - 1)); // another first
    Q_EMIT changed();
}

void ShortlistModel::clear() {
    beginResetModel();
    m_networks.clear();
    endResetModel();
    Q_EMIT changed();
}

int ShortlistModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(RowCount);
}

int ShortlistModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_networks.size());
}

std::optional<double> ShortlistModel::value(int row, int column) const {
    const auto at = m_data.find(m_networks[size_t(column)]);
    if (!at) return std::nullopt;
    const TradeoffSeries& s = m_data.series[at->series];
    const TradeoffPoint& p = s.points[at->point];
    switch (row) {
    case Top1:
        return p.top1;
    case Top5:
        return p.top5;
    case Loss:
        return s.losses[at->point];
    case Flops:
        return double(p.flops);
    case Params:
        return p.params ? std::optional(double(*p.params)) : std::nullopt;
    case Latency:
        return s.latencies[at->point] ? std::optional(double(*s.latencies[at->point])) : std::nullopt;
    default:
        return std::nullopt;
    }
}

QString ShortlistModel::valueText(int row, double value) const {
    switch (row) {
    case Top1:
    case Top5:
        return percent(value, 2);
    case Loss:
        return number(value);
    case Latency:
        return costText(CostAxis::Latency, value);
    default:
        return shortNumber(value);
    }
}

/// Accuracies differ by points, losses by nats, costs by a ratio.
QString ShortlistModel::differenceText(int row, double difference, double first) const {
    const QString sign = difference < 0 ? QStringLiteral("−") : QStringLiteral("+");
    if (row == Top1 || row == Top5) return sign + QLocale().toString(100 * std::abs(difference), 'f', 2);
    if (row == Loss) return sign + number(std::abs(difference));
    return QStringLiteral("× %1").arg(QLocale().toString((first + difference) / first, 'f', 2));
}

QString ShortlistModel::blocks(int column) const {
    const Configuration& c = m_networks[size_t(column)].configuration;
    if (c.isAnchor()) return tr("all of %1").arg(name(column));
    const auto at = m_data.find(m_networks[size_t(column)]);
    const QString both = at ? m_data.series[at->series].names.value(int(at->point)) : qstr(text(c));
    const QString source = both.section(QLatin1Char(':'), 0, 0), target = both.section(QStringLiteral(" > "), 1).section(QLatin1Char(':'), 0, 0);
    return tr("%1 to %2, %3 from %4").arg(source).arg(c.stitch->i).arg(target).arg(c.stitch->j + 1);
}

QString ShortlistModel::name(int column) const {
    const NetworkKey& key = m_networks[size_t(column)];
    const auto at = m_data.find(key);
    return at ? m_data.series[at->series].names.value(int(at->point)) : qstr(text(key.configuration));
}

QVariant ShortlistModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.column() >= columnCount() || index.row() >= RowCount) return {};
    const auto at = m_data.find(m_networks[size_t(index.column())]);
    if (role == Qt::ToolTipRole) return at ? pointText(m_data, at->series, at->point) : tr("Not measured on these images");
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    if (index.row() == Blocks) return blocks(index.column());
    if (index.row() == Method) return at && at->series < m_data.series.size() ? m_data.series[at->series].title : qstr(m_networks[size_t(index.column())].run);
    const auto own = value(index.row(), index.column()), first = value(index.row(), 0);
    if (!own) return QStringLiteral("–");
    const QString text = valueText(index.row(), *own);
    if (index.column() == 0 || !first || (*first == 0 && index.row() >= Flops)) return text;
    return QStringLiteral("%1 (%2)").arg(text, differenceText(index.row(), *own - *first, *first));
}

QVariant ShortlistModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && section < columnCount()) {
        if (role == Qt::DisplayRole) return QStringLiteral("%1 · %2").arg(section + 1).arg(name(section));
        if (role == Qt::ToolTipRole) return qstr(text(m_networks[size_t(section)].configuration));
    }
    if (orientation != Qt::Vertical || role != Qt::DisplayRole) return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case Top1:
        return tr("Top-1");
    case Top5:
        return tr("Top-5");
    case Loss:
        return tr("Loss, nats");
    case Flops:
        return tr("FLOPs");
    case Params:
        return tr("Parameters");
    case Latency:
        return tr("Latency");
    case Method:
        return tr("Run");
    case Blocks:
        return tr("Blocks");
    default:
        return {};
    }
}

std::string ShortlistModel::csv() const {
    CsvWriter csv;
    csv.row("run", "method", "network", "top1", "top5", "loss", "flops", "params", "latency_s", "split", "images");
    for (int c = 0; c < columnCount(); ++c) {
        const NetworkKey& key = m_networks[size_t(c)];
        const auto at = m_data.find(key);
        const auto ns = value(Latency, c), params = value(Params, c), flops = value(Flops, c);
        const auto whole = [](const std::optional<double>& v) { return v ? std::optional(std::llround(*v)) : std::nullopt; };
        csv.row(key.run, at ? m_data.series[at->series].method : std::string(), text(key.configuration), value(Top1, c), value(Top5, c), value(Loss, c),
                whole(flops), whole(params), ns ? std::optional(*ns * 1e-9) : std::nullopt, m_data.split, m_data.images);
    }
    return csv.text();
}

} // namespace klas::ui
