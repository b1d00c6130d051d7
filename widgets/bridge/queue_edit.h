// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/project.h"

#include <vector>

namespace klas::ui {

/// What a person did to the queue, as the rows it changed: enough to take it back and to do it again.
///
///     const QueueEdit edit = QueueEdit::between(before, project.jobs());
///     edit.reversed().apply(project); // undone
struct QueueEdit {
    std::vector<Job> before, after; ///< a job that is missing on one side was added or removed

    /// Both lists ascending in id.
    static QueueEdit between(const std::vector<Job>& before, const std::vector<Job>& after);
    QueueEdit reversed() const { return {after, before}; }
    bool empty() const { return before.empty() && after.empty(); }

    /// Throws Error, and changes nothing, where a job has gone on since: what runs or ran is not undone. A job that only had
    /// to make room for another one is left alone then.
    void apply(Project& project) const;
};

} // namespace klas::ui
