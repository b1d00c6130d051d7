// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/job_about.h"

#include <algorithm>

namespace klas::ui {

bool JobAbout::holds(const Stitch& stitch) const { return std::find(stitches.begin(), stitches.end(), stitch) != stitches.end(); }

std::string runOf(const Job& job) {
    if (job.kind != JobKind::Finetune || !job.request.is_object()) return {};
    const auto run = job.request.find("run");
    return run != job.request.end() && run->is_string() ? run->get<std::string>() : std::string();
}

JobAbout aboutOf(const Job& job) {
    JobAbout about{runOf(job), {}};
    if (job.kind == JobKind::Analyze || !job.request.is_object()) return about;
    const auto stitches = job.request.find("stitches");
    if (stitches == job.request.end() || !stitches->is_array()) return about;
    for (const Json& stitch : *stitches)
        try {
            about.stitches.push_back(stitchFromJson(stitch, "The job"));
        } catch (const std::exception&) {
        }
    return about;
}

const Job* findJob(const std::vector<Job>& jobs, long id) {
    const auto at = std::find_if(jobs.begin(), jobs.end(), [&](const Job& j) { return j.id == id; });
    return at == jobs.end() ? nullptr : &*at;
}

ChosenWork workOf(const NetworkKey& network, const std::vector<Job>& jobs, const ChosenWork& now) {
    if (!network.run.empty()) {
        for (auto job = jobs.rbegin(); job != jobs.rend(); ++job)
            if (runOf(*job) == network.run) return {job->id, network.run};
        return {0, network.run};
    }
    const auto& stitch = network.configuration.stitch;
    const Job* job = findJob(jobs, now.job);
    const JobAbout about = job ? aboutOf(*job) : JobAbout{};
    if (!stitch) return about.stitches.size() == 1 ? ChosenWork{} : now;
    if (about.holds(*stitch)) return now;
    for (auto j = jobs.rbegin(); j != jobs.rend(); ++j)
        if ((j->kind == JobKind::Finetune || isOpen(j->state)) && about.stitches.size() <= 1) // who reads a joint run's curve keeps it
            if (const JobAbout its = aboutOf(*j); its.alone(*stitch)) return {j->id, its.run};
    return about.stitches.size() == 1 ? ChosenWork{} : now;
}

} // namespace klas::ui
