// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/jobs_model.h"

#include "widgets/bridge/text.h"

#include <QCoreApplication>
#include <algorithm>

namespace klas::ui {

QString stateText(JobState state) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("queue", text); };
    switch (state) {
    case JobState::Pending:
        return tr("waiting");
    case JobState::Running:
        return tr("running");
    case JobState::Paused:
        return tr("paused");
    case JobState::Interrupted:
        return tr("interrupted");
    case JobState::Cancelled:
        return tr("cancelled");
    case JobState::Failed:
        return tr("failed");
    case JobState::Done:
        return tr("done");
    }
    return {};
}

void JobsModel::setJobs(const std::vector<Job>& jobs) {
    const auto rank = [](const Job& j) { return j.state == JobState::Running ? 0 : j.state == JobState::Pending ? 1 : isOpen(j.state) ? 2 : 3; };
    beginResetModel();
    m_jobs = jobs;
    std::stable_sort(m_jobs.begin(), m_jobs.end(), [&](const Job& a, const Job& b) {
        if (rank(a) != rank(b)) return rank(a) < rank(b);
        if (rank(a) > 1) return a.id > b.id;
        return a.priority != b.priority ? a.priority > b.priority : a.place != b.place ? a.place < b.place : a.id < b.id;
    });
    if (m_jobs.empty() || m_jobs.front().state != JobState::Running) m_progress.reset();
    endResetModel();
}

void JobsModel::setProgress(const ProgressReport& report) {
    m_progress = report;
    if (!m_jobs.empty() && m_jobs.front().state == JobState::Running) Q_EMIT dataChanged(index(0, Progress), index(0, Progress));
}

int JobsModel::rowOf(long id) const {
    for (size_t k = 0; k < m_jobs.size(); ++k)
        if (m_jobs[k].id == id) return int(k);
    return -1;
}

int JobsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_jobs.size());
}

int JobsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString JobsModel::progressText(const Job& job) const {
    if (job.state == JobState::Running) {
        if (!m_progress) return tr("starting");
        QString text = percent(m_progress->fraction, 0) + QStringLiteral("  ") + qstr(m_progress->step);
        if (m_progress->total > 0) text += tr(", %L1 of %L2").arg(m_progress->done).arg(m_progress->total);
        const QString left = timeLeft(m_progress->secondsLeft);
        return left.isEmpty() ? text : text + QStringLiteral(", ") + left;
    }
    return qstr(job.message);
}

QVariant JobsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const Job& job = m_jobs[size_t(index.row())];
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignVCenter | (index.column() == Number ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole && !job.message.empty()) return qstr(job.message);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case Number:
        return QString::number(job.id);
    case What:
        return qstr(job.title.empty() ? text(job.kind) : job.title);
    case State:
        return stateText(job.state);
    case Progress:
        return progressText(job);
    default:
        return {};
    }
}

QVariant JobsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case Number:
        return tr("Job");
    case What:
        return tr("What");
    case State:
        return tr("State");
    default:
        return tr("Progress");
    }
}

} // namespace klas::ui
