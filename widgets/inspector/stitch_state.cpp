// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector/stitch_state.h"

#include "core/analysis/buckets.h"
#include "core/base/error.h"
#include "widgets/bridge/text.h"
#include "widgets/queue/jobs_model.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>

namespace klas::ui {

static QString tr(const char* text) { return QCoreApplication::translate("card", text); }

CellState stateOf(const ProjectState& project, const Stitch& s, int rows, int columns) {
    return statesOf(project.jobs, project.evaluations, s.source, s.target, rows, columns).at(s.i, s.j);
}

const Evaluation* bestResult(const ProjectState& project, const Stitch& stitch) {
    std::map<std::string, const Evaluation*> last; // of each run
    const auto later = [](const Evaluation& a, const Evaluation& b) {
        return (a.split == "test") != (b.split == "test") ? a.split == "test" : a.step >= b.step;
    };
    for (const Evaluation& e : project.evaluations) {
        if (e.run.empty() || e.step < 1 || e.configuration.stitch != stitch) continue;
        const Evaluation*& own = last[e.run];
        if (!own || later(e, *own)) own = &e;
    }
    const Evaluation* best = nullptr;
    for (const auto& [run, e] : last)
        if (!best || std::pair(e->split == "test", e->top1) > std::pair(best->split == "test", best->top1)) best = e;
    return best;
}

QString stateSentence(const CellState& state, const ProjectState& project, const Stitch& stitch, const std::optional<ProgressReport>& progress) {
    const auto at = std::find_if(project.jobs.begin(), project.jobs.end(), [&](const Job& j) { return j.id == state.job; });
    const QString why = at == project.jobs.end() ? QString() : qstr(at->message);
    switch (state.state) {
    case StitchState::None:
        return tr("not run");
    case StitchState::Queued:
        return state.jobState == JobState::Pending ? tr("queued: job %1").arg(state.job) : tr("queued: job %1, %2").arg(state.job).arg(stateText(state.jobState));
    case StitchState::Running: {
        QString text = tr("running: job %1").arg(state.job);
        if (!progress) return text;
        text += QStringLiteral(", ") + percent(progress->fraction, 0);
        const QString left = timeLeft(progress->secondsLeft);
        return left.isEmpty() ? text : text + QStringLiteral(", ") + left;
    }
    case StitchState::Failed:
        return why.isEmpty() ? tr("failed: job %1").arg(state.job) : tr("failed: job %1, %2").arg(state.job).arg(why);
    case StitchState::Done:
        break;
    }
    const Evaluation* best = bestResult(project, stitch);
    if (!best) return tr("done");
    return best->split == "test" ? tr("done: %1 in %2").arg(percent(best->top1, 2), qstr(best->run))
                                 : tr("done: %1 on validation images in %2").arg(percent(best->top1, 2), qstr(best->run));
}

QString bucketText(const NetCard& source, const NetCard& target, const Stitch& stitch, int count) {
    try {
        const Bucketed all = bucketsOf(source, target, CostProfile::Default, count);
        const auto own = std::find_if(all.candidates.begin(), all.candidates.end(), [&](const Candidate& c) { return c.i == stitch.i && c.j == stitch.j; });
        return own == all.candidates.end() ? tr("in no FLOPs bucket") : tr("bucket %L1 of %L2").arg(own->bucket + 1).arg(all.buckets.size());
    } catch (const Error&) { // no legal stitch at all, other classes
        return {};
    }
}

} // namespace klas::ui
