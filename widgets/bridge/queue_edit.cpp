// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/queue_edit.h"

#include "core/base/error.h"

#include <QCoreApplication>
#include <algorithm>

namespace klas::ui {

namespace {

const Job* find(const std::vector<Job>& jobs, long id) {
    const auto at = std::find_if(jobs.begin(), jobs.end(), [&](const Job& j) { return j.id == id; });
    return at == jobs.end() ? nullptr : &*at;
}

bool onlyMoved(const Job& a, Job b) {
    b.place = a.place;
    return a == b;
}

Error goneOn(long id) {
    return Error(QCoreApplication::translate("queue", "Job %1 has gone on since then, so that can no longer be taken back.").arg(id).toStdString());
}

} // namespace

QueueEdit QueueEdit::between(const std::vector<Job>& before, const std::vector<Job>& after) {
    QueueEdit edit;
    for (const Job& job : before)
        if (const Job* now = find(after, job.id); !now || *now != job) edit.before.push_back(job);
    for (const Job& job : after)
        if (const Job* was = find(before, job.id); !was || *was != job) edit.after.push_back(job);
    return edit;
}

void QueueEdit::apply(Project& project) const {
    const std::vector<Job> now = project.jobs();
    std::vector<long> remove;
    std::vector<Job> put;
    for (const Job& was : before) {
        const Job *is = find(now, was.id), *wanted = find(after, was.id);
        if (!wanted) {
            if (!is || *is != was) throw goneOn(was.id);
            remove.push_back(was.id);
        } else if (is && *is == was) {
            put.push_back(*wanted);
        } else if (!onlyMoved(was, *wanted)) {
            throw goneOn(was.id);
        }
    }
    for (const Job& wanted : after) {
        if (find(before, wanted.id)) continue;
        if (find(now, wanted.id)) throw goneOn(wanted.id);
        put.push_back(wanted);
    }
    project.restoreJobs(remove, put);
}

} // namespace klas::ui
