// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_order.h"

#include <algorithm>

namespace klas {

namespace {

/// Requests are as people and other versions wrote them: what is not there is empty.
const Json& field(const Json& request, const char* name) {
    static const Json nothing;
    const auto found = request.is_object() ? request.find(name) : request.end();
    return request.is_object() && found != request.end() ? *found : nothing;
}

bool sameRun(const Job& a, const Job& b) {
    const Json& run = field(a.request, "run");
    return run.is_string() && run != "" && run == field(b.request, "run");
}

bool trainTheSame(const Job& a, const Job& b) {
    const Json &mine = field(a.request, "stitches"), &theirs = field(b.request, "stitches");
    const Json& recipe = field(a.request, "recipe");
    if (recipe != field(b.request, "recipe") || !mine.is_array() || !theirs.is_array()) return false;
    if (field(recipe, "mode") == "joint") return mine == theirs; // one network of several: another set is other work
    return std::any_of(mine.begin(), mine.end(), [&](const Json& stitch) {
        return std::find(theirs.begin(), theirs.end(), stitch) != theirs.end();
    });
}

} // namespace

std::optional<Job> waitsFor(const Job& job, const std::vector<Job>& all) {
    const bool usesRun = job.kind == JobKind::Evaluate || job.kind == JobKind::Export;
    for (const Job& other : all) {
        if (other.id == job.id || other.kind != JobKind::Finetune) continue;
        if (usesRun && isOpen(other.state) && sameRun(job, other)) return other;
        if (job.kind == JobKind::Finetune && other.state == JobState::Running &&
            (sameRun(job, other) || trainTheSame(job, other)))
            return other;
    }
    return std::nullopt;
}

} // namespace klas
