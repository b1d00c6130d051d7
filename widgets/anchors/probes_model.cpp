// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/anchors/probes_model.h"

#include "widgets/bridge/text.h"
#include "widgets/plot/theme.h"

namespace klas::ui {

void ProbesModel::setProbes(const std::vector<ProbeResult>& blocks) {
    if (blocks == m_blocks) return;
    beginResetModel();
    m_blocks = blocks;
    endResetModel();
}

int ProbesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_blocks.size());
}

int ProbesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ProbesModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::FontRole) return tabular({});
    if (role != Qt::DisplayRole) return {};
    const ProbeResult& probe = m_blocks[static_cast<size_t>(index.row())];
    switch (index.column()) {
    case Block:
        return probe.block;
    case Top1:
        return percent(probe.accuracy);
    case ValidationLoss:
        return number(probe.validationLoss);
    case TrainLoss:
        return number(probe.trainLoss);
    case Gradient:
        return QLocale().toString(probe.gradientNorm, 'e', 0);
    default:
        return QLocale().toString(static_cast<qlonglong>(probe.steps));
    }
}

QVariant ProbesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    if (role == Qt::TextAlignmentRole) return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    const bool tip = role == Qt::ToolTipRole;
    if (!tip && role != Qt::DisplayRole) return {};
    switch (section) {
    case Block:
        return tip ? tr("The probe reads the pooled output of this block") : tr("Block");
    case Top1:
        return tip ? tr("Accuracy of the probe on the validation images") : tr("Top-1");
    case ValidationLoss:
        return tip ? tr("Mean cross-entropy on the validation images, nats") : tr("Loss");
    case TrainLoss:
        return tip ? tr("Mean cross-entropy on the training images, nats") : tr("Train loss");
    case Gradient:
        return tip ? tr("Norm of the training objective's gradient at the end: small when it has converged")
                   : tr("Gradient");
    default:
        return tip ? tr("Steps of L-BFGS") : tr("Steps");
    }
}

} // namespace klas::ui
