// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/jobs_model.h"

#include "widgets/bridge/text.h"

#include <QCoreApplication>
#include <QMimeData>
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
    std::erase_if(m_progress, [&](const auto& entry) {
        const int row = rowOf(entry.first);
        return row < 0 || job(row).state != JobState::Running;
    });
    endResetModel();
}

void JobsModel::setProgress(qlonglong id, const ProgressReport& report) {
    const int row = rowOf(long(id));
    if (row < 0 || job(row).state != JobState::Running) return;
    m_progress[long(id)] = report;
    Q_EMIT dataChanged(index(row, Progress), index(row, Progress));
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
        const auto found = m_progress.find(job.id);
        if (found == m_progress.end()) return tr("starting");
        const ProgressReport& report = found->second;
        QString text = percent(report.fraction, 0) + QStringLiteral("  ") + qstr(report.step);
        if (report.total > 0) text += tr(", %L1 of %L2").arg(report.done).arg(report.total);
        const QString left = timeLeft(report.secondsLeft);
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

Qt::ItemFlags JobsModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid()) return m_writable ? flags | Qt::ItemIsDropEnabled : flags;
    if (m_writable && job(index.row()).state == JobState::Pending) flags |= Qt::ItemIsDragEnabled;
    return flags;
}

QMimeData* JobsModel::mimeData(const QModelIndexList& indexes) const {
    if (indexes.isEmpty()) return nullptr;
    auto* data = new QMimeData;
    data->setData(QLatin1String(kMimeType), origin() + QByteArray::number(qlonglong(job(indexes.first().row()).id)));
    return data;
}

QByteArray JobsModel::origin() const {
    return QByteArray::number(QCoreApplication::applicationPid()) + ' ' + QByteArray::number(quintptr(this)) + ' ';
}

bool JobsModel::waits(int row, int priority) const {
    return row >= 0 && row < rowCount() && job(row).state == JobState::Pending && job(row).priority == priority;
}

/// A gap between rows is named by the row below it.
std::optional<JobsModel::Move> JobsModel::moveOf(const QMimeData* data, int row, const QModelIndex& parent) const {
    if (!m_writable || !data || !data->hasFormat(QLatin1String(kMimeType))) return std::nullopt;
    const QByteArray text = data->data(QLatin1String(kMimeType));
    bool ok = text.startsWith(origin());
    const long id = ok ? text.mid(origin().size()).toLong(&ok) : 0;
    const int from = ok ? rowOf(id) : -1;
    if (from < 0 || job(from).state != JobState::Pending) return std::nullopt;
    const int to = parent.isValid() ? parent.row() : row < 0 ? rowCount() : row;
    if (to == from || to == from + 1) return std::nullopt; // it is there already
    const int priority = job(from).priority;
    if (waits(to, priority)) return Move{id, job(to).id};
    if (waits(to - 1, priority)) return Move{id, 0};
    return std::nullopt;
}

bool JobsModel::canDropMimeData(const QMimeData* data, Qt::DropAction, int row, int, const QModelIndex& parent) const {
    return moveOf(data, row, parent).has_value();
}

bool JobsModel::dropMimeData(const QMimeData* data, Qt::DropAction, int row, int, const QModelIndex& parent) {
    if (const auto move = moveOf(data, row, parent)) Q_EMIT moveWanted(move->job, move->before);
    return false; // the view need not take the row away: the next list has it in its new place
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
