// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/cost/ledger_model.h"

#include "widgets/cost/ledger_data.h"

#include <QFont>
#include <utility>

namespace klas::ui {

static QString partTip(const std::string& part) {
    if (part == "features") return LedgerModel::tr("One pass of an anchor over the images of its probes and of the similarity");
    if (part == "matrices") return LedgerModel::tr("Products of the probes' outputs for every cell; measures on features are counted with the features");
    if (part == "previews") return LedgerModel::tr("Accuracy as the anchors came and right after least squares");
    if (part == "finetuning") return LedgerModel::tr("Three forward passes for every image of training, by what the runs' stitches came from");
    if (part == "evaluation") return LedgerModel::tr("Networks of runs over the images they were measured on");
    if (part == "exports") return LedgerModel::tr("Networks written as files, read back and compared");
    return {};
}

void LedgerModel::setRows(std::vector<LedgerRow> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    std::vector<double> counted;
    m_flops = 0;
    for (const LedgerRow& row : m_rows) {
        m_flops += row.flops;
        if (row.flops > 0) counted.push_back(row.flops);
    }
    m_unit = ColumnUnit(std::move(counted));
    endResetModel();
}

int LedgerModel::rowCount(const QModelIndex& parent) const { return parent.isValid() || m_rows.empty() ? 0 : int(m_rows.size()) + 1; }
int LedgerModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString LedgerModel::cell(const LedgerRow& row, int column) const {
    switch (column) {
    case Part:
        return partTitle(row.part);
    case What:
        return whatTitle(row.what);
    case Items:
        return QLocale().toString(qlonglong(row.items));
    case Flops:
        return row.flops > 0 ? m_unit.text(row.flops) : orDash({});
    case Seconds:
        return row.seconds ? QLocale().toString(*row.seconds, 'f', 1) : orDash({});
    default:
        return {};
    }
}

QVariant LedgerModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const bool sum = size_t(index.row()) == m_rows.size();
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignVCenter | (index.column() <= What ? Qt::AlignLeft : Qt::AlignRight));
    if (role == Qt::ToolTipRole && !sum) return partTip(m_rows[size_t(index.row())].part);
    if (role == Qt::FontRole && sum) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    if (role != Qt::DisplayRole) return {};
    if (!sum) return cell(m_rows[size_t(index.row())], index.column());
    return index.column() == Part ? tr("All") : index.column() == Flops ? m_unit.text(m_flops) : QString(); // seconds of jobs hold those of what they did
}

QVariant LedgerModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return QAbstractTableModel::headerData(section, orientation, role);
    if (role == Qt::ToolTipRole && section == Flops) return tr("One multiply-add = one FLOP; in closed form from what is stored");
    if (role == Qt::ToolTipRole && section == Seconds) return tr("As recorded; a job's hold those of what it did");
    if (role != Qt::DisplayRole) return {};
    switch (section) {
    case Part:
        return tr("Part");
    case What:
        return tr("Of what");
    case Items:
        return tr("Items");
    case Flops:
        return tr("%1FLOPs").arg(m_unit.prefix());
    default:
        return tr("Seconds");
    }
}

} // namespace klas::ui
