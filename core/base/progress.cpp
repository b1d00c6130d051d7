// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/progress.h"

#include "core/base/error.h"

#include <algorithm>
#include <atomic>

namespace klas {

using Clock = std::chrono::steady_clock;

struct Progress::Root {
    Listener listener;
    std::atomic<bool> cancelled{false};
    Clock::time_point start = Clock::now();
    Clock::time_point lastReport{};
    std::string lastStep;
    bool finished = false;
};

Progress::Progress() : Progress(Listener{}) {}

Progress::Progress(Listener listener) : m_root(std::make_shared<Root>()), m_used(std::make_shared<double>(0))
{
    m_root->listener = std::move(listener);
}

Progress Progress::share(double fraction, std::string step)
{
    Progress child(*this);
    const double width = std::clamp(fraction, 0.0, 1.0 - *m_used);
    child.m_begin = m_begin + m_width * *m_used;
    child.m_width = m_width * width;
    child.m_used = std::make_shared<double>(0);
    child.m_step = std::move(step);
    *m_used += width;
    return child;
}

void Progress::set(double fraction)
{
    count(static_cast<long>(std::clamp(fraction, 0.0, 1.0) * 1000), 1000);
}

void Progress::count(long done, long total)
{
    throwIfCancelled();
    if (!m_root->listener || m_root->finished) return;
    const double own = total > 0 ? std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0) : 0;
    ProgressReport report;
    report.fraction = std::min(1.0, m_begin + m_width * own);
    report.step = m_step;
    report.done = done;
    report.total = total;
    const auto now = Clock::now();
    const bool whole = report.fraction >= 1.0;
    const bool due = now - m_root->lastReport >= std::chrono::milliseconds(50) || m_step != m_root->lastStep;
    if (!whole && !due) return;
    const double elapsed = std::chrono::duration<double>(now - m_root->start).count();
    if (whole) report.secondsLeft = 0;
    else if (report.fraction > 0.02 && elapsed > 1) // before, it would be a guess
        report.secondsLeft = elapsed * (1 - report.fraction) / report.fraction;
    m_root->lastReport = now;
    m_root->lastStep = m_step;
    m_root->finished = whole;
    m_root->listener(report);
}

void Progress::cancel()
{
    m_root->cancelled = true;
}

bool Progress::cancelled() const
{
    return m_root->cancelled;
}

void Progress::throwIfCancelled() const
{
    if (cancelled()) throw Cancelled();
}

} // namespace klas
