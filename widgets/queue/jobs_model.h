// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/jobs/job.h"

#include <QAbstractTableModel>
#include <QString>
#include <optional>
#include <vector>

namespace klas::ui {

/// The project's jobs: what runs, what waits in its order, what has ended, newest first.
class JobsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, What, State, Progress, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setJobs(const std::vector<Job>& jobs);
    /// Of the job that runs now.
    void setProgress(const ProgressReport& report);
    const Job& job(int row) const { return m_jobs.at(size_t(row)); }
    int rowOf(long id) const; ///< -1 when it is not there

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString progressText(const Job& job) const;

    std::vector<Job> m_jobs;
    std::optional<ProgressReport> m_progress;
};

/// "running", "done", ... for people.
QString stateText(JobState state);

} // namespace klas::ui
