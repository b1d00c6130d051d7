// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/score_model.h"

#include "widgets/bridge/text.h"

#include <algorithm>

namespace klas::ui {

namespace {

QString two(const std::optional<double>& value) { return value ? QLocale().toString(*value, 'f', 2) : QStringLiteral("–"); }
QString points(double share) { return QLocale().toString(100 * share, 'f', 2); }

} // namespace

void ScoreModel::setScores(std::vector<ScoreFigures> scores) {
    beginResetModel();
    m_scores = std::move(scores);
    std::stable_sort(m_scores.begin(), m_scores.end(),
                     [](const ScoreFigures& a, const ScoreFigures& b) { return a.trust.inBucket.value_or(-2) > b.trust.inBucket.value_or(-2); });
    endResetModel();
}

int ScoreModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_scores.size()); }
int ScoreModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant ScoreModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    if (role == Qt::TextAlignmentRole) return int((index.column() == Score ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const ScoreFigures& s = score(index.row());
    switch (index.column()) {
    case Score: return qstr(s.title);
    case Stitches: return QLocale().toString(qulonglong(s.trust.stitches));
    case InBucket: return two(s.trust.inBucket);
    case Interval:
        if (s.trust.inBucketLow) return tr("%1 to %2").arg(two(s.trust.inBucketLow), two(s.trust.inBucketHigh));
        return role == Qt::ToolTipRole ? tr("Too few stitches in a bucket; %1 are needed").arg(kFewestForInterval) : QStringLiteral("–");
    case Overall: return two(s.trust.overall);
    case Regret: return points(s.trust.regret);
    case Worst: return points(s.trust.worstRegret);
    default: return {};
    }
}

QVariant ScoreModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return int((section == Score ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    const std::pair<QString, QString> texts[ColumnCount] = {
        {tr("Score"), tr("What stitches are ranked by before any is finetuned")},
        {tr("ρ"), tr("Spearman's rank correlation with top-1 after finetuning, within FLOPs buckets")},
        {tr("95 %"), tr("Interval of ρ, stitches drawn again within their buckets")},
        {tr("Regret"), tr("Mean over buckets of the best top-1 minus that of the score's pick, in points")},
        {tr("Worst"), tr("The greatest regret of a bucket")},
        {tr("ρ overall"), tr("Over all buckets at once: mostly FLOPs in disguise")},
        {tr("Stitches"), tr("Finetuned stitches with that score")}};
    if (section < 0 || section >= ColumnCount) return {};
    if (role == Qt::DisplayRole) return texts[section].first;
    if (role == Qt::ToolTipRole) return texts[section].second;
    return {};
}

} // namespace klas::ui
