// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/job_log.h"

#include "widgets/bridge/text.h"
#include "widgets/queue/jobs_model.h"

namespace klas::ui {

void JobLog::add(Entry& entry, const QDateTime& now, const QString& text) {
    entry.lines.push_back(now.toString(QStringLiteral("HH:mm:ss")) + QStringLiteral("  ") + text);
    if (entry.lines.size() > kLines) entry.lines.pop_front();
}

void JobLog::setJobs(const std::vector<Job>& jobs, const QDateTime& now) {
    std::map<long, Entry> next;
    const size_t first = jobs.size() > kJobs ? jobs.size() - kJobs : 0;
    for (size_t k = first; k < jobs.size(); ++k) { // oldest first
        const Job& job = jobs[k];
        const auto before = m_jobs.find(job.id);
        Entry entry = before == m_jobs.end() ? Entry{} : std::move(before->second);
        const bool fresh = before == m_jobs.end() && (job.state == JobState::Pending || job.state == JobState::Running); // else as it was found
        if (m_found && (before == m_jobs.end() ? fresh : entry.state != job.state)) {
            QString text = stateText(job.state);
            if (!job.device.empty() && job.state == JobState::Running) text += QStringLiteral(", ") + qstr(job.device);
            if (!job.message.empty()) text += QStringLiteral(": ") + qstr(job.message);
            add(entry, now, text);
            entry.step.clear();
        }
        entry.state = job.state;
        next.emplace(job.id, std::move(entry));
    }
    m_jobs = std::move(next);
    m_found = true;
}

void JobLog::progressed(long job, const ProgressReport& report, const QDateTime& now) {
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end() || report.step.empty() || found->second.step == report.step) return;
    found->second.step = report.step;
    add(found->second, now, qstr(report.step));
}

std::vector<QString> JobLog::lines(long job) const {
    const auto found = m_jobs.find(job);
    if (found == m_jobs.end()) return {};
    return {found->second.lines.begin(), found->second.lines.end()};
}

} // namespace klas::ui
