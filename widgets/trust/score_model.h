// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/score_figures.h"

#include <QAbstractTableModel>
#include <vector>

namespace klas::ui {

/// How well every score predicts, the best within buckets first.
class ScoreModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Score, InBucket, Interval, Regret, Worst, Overall, Stitches, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setScores(std::vector<ScoreFigures> scores);
    const ScoreFigures& score(int row) const { return m_scores.at(size_t(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ScoreFigures> m_scores;
};

} // namespace klas::ui
