// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/explorer/chosen.h"
#include "core/jobs/job.h"

namespace klas::ui {

/// What a job is about, as far as its request is understood: other versions may have written it.
struct JobAbout {
    std::string run; ///< of a finetuning
    std::vector<Stitch> stitches;
    bool alone(const Stitch& stitch) const { return stitches.size() == 1 && stitches.front() == stitch; }
    bool holds(const Stitch& stitch) const;
};
std::string runOf(const Job& job); ///< empty where it makes none
JobAbout aboutOf(const Job& job);

const Job* findJob(const std::vector<Job>& jobs, long id); ///< null where it is not there
/// The work that goes with a network a person has just chosen: the newest finetuning of its run; else the newest job about that
/// stitch alone that trains it or has not ended. `now` stays where it is about more than another stitch.
ChosenWork workOf(const NetworkKey& network, const std::vector<Job>& jobs, const ChosenWork& now);

} // namespace klas::ui
