// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/jobs/job.h"

#include <QDateTime>
#include <QString>
#include <deque>
#include <map>
#include <vector>

namespace klas::ui {

/// What happened to the jobs since the window was opened, one line an event: a new state, or the next step of the work. Of each
/// job the newest kLines are kept, of the newest kJobs.
class JobLog {
public:
    static constexpr size_t kLines = 500, kJobs = 200;

    /// Notes what changed since the call before; the first call, and jobs that have ended when they are first seen, note nothing:
    /// that is how things were found.
    void setJobs(const std::vector<Job>& jobs, const QDateTime& now = QDateTime::currentDateTime());
    /// Notes a step that differs from the one before.
    void progressed(long job, const ProgressReport& report, const QDateTime& now = QDateTime::currentDateTime());
    /// Oldest first, each "14:02:11  training the probes of tiny".
    std::vector<QString> lines(long job) const;

private:
    struct Entry {
        JobState state = JobState::Pending;
        std::string step;
        std::deque<QString> lines;
    };
    void add(Entry& entry, const QDateTime& now, const QString& text);

    std::map<long, Entry> m_jobs;
    bool m_found = false;
};

} // namespace klas::ui
