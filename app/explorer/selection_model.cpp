// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/selection_model.h"

#include "widgets/plot/theme.h"

#include <QStringList>

namespace klas::ui {

void SelectionModel::setSelection(const Selection& selection) {
    if (selection == m_selection) return;
    beginResetModel();
    m_selection = selection;
    std::vector<double> flops;
    for (const SelectedStitch& row : selection.stitches)
        flops.push_back(static_cast<double>(row.cost.flops));
    m_flopsUnit = ColumnUnit(flops);
    endResetModel();
}

void SelectionModel::setStability(const Selection& selection) {
    std::vector<SelectedStitch> bare = selection.stitches;
    for (SelectedStitch& stitch : bare)
        stitch.stability.reset();
    std::vector<SelectedStitch> own = m_selection.stitches;
    for (SelectedStitch& stitch : own)
        stitch.stability.reset();
    if (bare != own || own.empty()) return;
    m_selection = selection;
    Q_EMIT dataChanged(index(0, Stability), index(rowCount() - 1, Stability));
}

int SelectionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_selection.stitches.size());
}

int SelectionModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

/// Numbers to the right; the bucket in the middle, between them and the share that follows.
static Qt::Alignment alignment(int column) {
    const bool middle = column == SelectionModel::Bucket || column == SelectionModel::Stability; // the notes stand beside it
    return Qt::AlignVCenter | (column == SelectionModel::Notes ? Qt::AlignLeft : middle ? Qt::AlignHCenter : Qt::AlignRight);
}

static QString notes(const Selection& selection, const SelectedStitch& row) {
    QStringList notes;
    if (row.unresolved) notes.append(SelectionModel::tr("Σ unresolved"));
    const auto bucket = static_cast<size_t>(row.bucket.value_or(-1));
    if (row.bucket && bucket < selection.buckets.size() && selection.buckets[bucket].candidates == 1)
        notes.append(SelectionModel::tr("only candidate"));
    const Json& pair = selection.provenance;
    if (pair.is_object() && pair.contains("target") && pair["target"] == row.stitch.source)
        notes.append(SelectionModel::tr("%1 → %2").arg(qstr(row.stitch.source), qstr(row.stitch.target)));
    return notes.join(QStringLiteral(", "));
}

QVariant SelectionModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const SelectedStitch& row = m_selection.stitches[static_cast<size_t>(index.row())];
    if (role == Qt::TextAlignmentRole) return static_cast<int>(alignment(index.column()));
    if (role == Qt::FontRole) return tabular({});
    if (role == Qt::ToolTipRole)
        return tr("%1 blocks 1–%2, stitching layer, %3 from block %4: %L5 FLOPs, %L6 parameters")
            .arg(qstr(row.stitch.source))
            .arg(row.stitch.i)
            .arg(qstr(row.stitch.target))
            .arg(row.stitch.j + 1)
            .arg(row.cost.flops)
            .arg(row.cost.params);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case SourceBlock:
        return row.stitch.i;
    case TargetBlock:
        return row.stitch.j;
    case Flops:
        return m_flopsUnit.text(static_cast<double>(row.cost.flops));
    case Omega:
        return orDash(row.omega);
    case Sigma:
        return orDash(row.sigma);
    case Gamma:
        return orDash(row.gamma);
    case Bucket:
        return row.bucket ? QLocale().toString(*row.bucket + 1) : QStringLiteral("–");
    case Stability:
        return row.stability ? percent(*row.stability, 0) : QStringLiteral("–");
    default:
        return notes(m_selection, row);
    }
}

QVariant SelectionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::TextAlignmentRole) return static_cast<int>(alignment(section));
    const bool tip = role == Qt::ToolTipRole;
    if (!tip && role != Qt::DisplayRole) return {};
    switch (section) {
    case SourceBlock:
        return tip ? tr("Source block: the last one that runs before the stitching layer") : tr("i");
    case TargetBlock:
        return tip ? tr("Target block the stitching layer maps to; block j + 1 runs next") : tr("j");
    case Flops:
        return tip ? tr("FLOPs of one image through the stitched network")
                   : tr("%1FLOPs", "with an SI prefix").arg(m_flopsUnit.prefix());
    case Omega:
        return tip ? tr("Ω: KL between the probes of block i and block j, nats") : tr("Ω");
    case Sigma:
        return tip ? tr("Σ: KL between the probes of target blocks j and j + 1, nats") : tr("Σ");
    case Gamma:
        return tip ? tr("Γ = Ω / Σ; smaller is better") : tr("Γ");
    case Bucket:
        return tip ? tr("FLOPs bucket, counted from 1") : tr("Bucket");
    case Stability:
        return tip ? tr("Share of bootstrap draws of the validation images in which KLAS chooses this stitch")
                   : tr("Stable");
    default:
        return tip ? QVariant() : tr("Notes");
    }
}

} // namespace klas::ui
