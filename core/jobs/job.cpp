// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job.h"

#include <array>
#include <utility>

namespace klas {

namespace {

constexpr std::array<std::pair<JobState, const char*>, 7> kStates{{{JobState::Pending, "pending"},
                                                                   {JobState::Running, "running"},
                                                                   {JobState::Paused, "paused"},
                                                                   {JobState::Interrupted, "interrupted"},
                                                                   {JobState::Cancelled, "cancelled"},
                                                                   {JobState::Failed, "failed"},
                                                                   {JobState::Done, "done"}}};

constexpr std::array<std::pair<JobKind, const char*>, 5> kKinds{{{JobKind::Analyze, "analyze"},
                                                                 {JobKind::Preview, "preview"},
                                                                 {JobKind::Finetune, "finetune"},
                                                                 {JobKind::Evaluate, "evaluate"},
                                                                 {JobKind::Export, "export"}}};

} // namespace

std::string text(JobKind kind) {
    for (const auto& [k, name] : kKinds)
        if (k == kind) return name;
    throw Error("There is no job of kind " + std::to_string(static_cast<int>(kind)) + ".");
}

std::string text(JobState state) {
    for (const auto& [s, name] : kStates)
        if (s == state) return name;
    throw Error("There is no job state " + std::to_string(static_cast<int>(state)) + ".");
}

JobKind jobKindFromText(const std::string& text) {
    std::string known;
    for (const auto& [kind, name] : kKinds) {
        if (text == name) return kind;
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    throw Error("There is no job of kind \"" + text + "\"; use one of " + known + ".");
}

JobState jobStateFromText(const std::string& text) {
    std::string known;
    for (const auto& [state, name] : kStates) {
        if (text == name) return state;
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    throw Error("There is no job state \"" + text + "\"; use one of " + known + ".");
}

bool isOpen(JobState state) {
    return state == JobState::Pending || state == JobState::Running || state == JobState::Paused || state == JobState::Interrupted;
}

bool mayBecome(JobState from, JobState to) {
    switch (from) {
    case JobState::Pending:
        return to == JobState::Running || to == JobState::Cancelled || to == JobState::Paused;
    case JobState::Running:
        return to == JobState::Done || to == JobState::Failed || to == JobState::Cancelled ||
               to == JobState::Interrupted || to == JobState::Paused;
    case JobState::Paused:
    case JobState::Interrupted:
    case JobState::Cancelled:
    case JobState::Failed:
        // Resumed at once, put back into the queue, or (unless it is already) given up.
        return to == JobState::Running || to == JobState::Pending ||
               (to == JobState::Cancelled && (from == JobState::Interrupted || from == JobState::Paused));
    case JobState::Done:
        return false;
    }
    return false;
}

} // namespace klas
