// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <string>

namespace klas {

enum class JobKind { Analyze, Preview, Finetune, Evaluate, Export };
inline constexpr JobKind kJobKinds[] = {JobKind::Analyze, JobKind::Preview, JobKind::Finetune,
                                        JobKind::Evaluate, JobKind::Export}; ///< as in Request
enum class JobState { Pending, Running, Paused, Interrupted, Cancelled, Failed, Done };

/// A piece of long work as the project remembers it.
struct Job {
    long id = 0;
    JobKind kind = JobKind::Analyze;
    JobState state = JobState::Pending;
    Json request;
    std::string title;                      ///< for people
    int priority = 0;                       ///< higher first
    double place = 0;                       ///< order among jobs of the same priority, ascending
    int attempts = 0;                       ///< times it was started
    std::string message;                    ///< why it failed, a sentence
    std::string created, started, finished; ///< ISO 8601 UTC, empty where it has not happened
    std::string device;
    long process = 0; ///< of the worker while running
    bool operator==(const Job&) const = default;
};

std::string text(JobKind kind);
std::string text(JobState state);
JobKind jobKindFromText(const std::string& text);
JobState jobStateFromText(const std::string& text);

/// Whether it waits or works: not at an end that only a person can change.
bool isOpen(JobState state);

/// Whether a job may go from one state to another; Project refuses the rest.
bool mayBecome(JobState from, JobState to);

} // namespace klas
