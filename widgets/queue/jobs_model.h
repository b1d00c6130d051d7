// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/jobs/job.h"

#include <QAbstractTableModel>
#include <QString>
#include <map>
#include <optional>
#include <vector>

namespace klas::ui {

/// The project's jobs: what runs, what waits in its order, what has ended, newest first.
class JobsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, What, State, Progress, ColumnCount };
    static constexpr const char* kMimeType = "application/x-klas-job"; ///< whose job, and its number

    using QAbstractTableModel::QAbstractTableModel;

    void setJobs(const std::vector<Job>& jobs);
    /// Of a job that runs now.
    void setProgress(qlonglong job, const ProgressReport& report);
    const Job& job(int row) const { return m_jobs.at(size_t(row)); }
    int rowOf(long id) const; ///< -1 when it is not there

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Waiting jobs can be dragged between waiting jobs of their priority; nothing moves before the project says so.
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override { return {QLatin1String(kMimeType)}; }
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) override;
    void setWritable(bool writable) { m_writable = writable; }

Q_SIGNALS:
    /// `before` is the job it is to run before; 0 = after all of its priority.
    void moveWanted(qlonglong job, qlonglong before);

private:
    struct Move {
        long job = 0, before = 0;
    };
    std::optional<Move> moveOf(const QMimeData* data, int row, const QModelIndex& parent) const;
    bool waits(int row, int priority) const;
    QByteArray origin() const; ///< what no other window's model calls itself

    QString progressText(const Job& job) const;

    std::vector<Job> m_jobs;
    bool m_writable = false;
    std::map<long, ProgressReport> m_progress; ///< by job
};

/// "running", "done", ... for people.
QString stateText(JobState state);

} // namespace klas::ui
