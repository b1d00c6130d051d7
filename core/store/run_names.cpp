// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_names.h"

#include <algorithm>
#include <set>

namespace klas {

namespace {

bool equal(const FinetuneRequest& request, const std::vector<StitchTask>& stitches, FinetuneRecipe recipe) {
    FinetuneRecipe asked = request.recipe;
    // A run that is done knows its teacher's name, which nobody has to give.
    if (asked.distillation.teacher.empty() && asked.distillation.teacherWeights.empty())
        asked.distillation.teacher = recipe.distillation.teacher;
    else if (recipe.distillation.teacher.empty() && recipe.distillation.teacherWeights.empty())
        recipe.distillation.teacher = asked.distillation.teacher;
    return asked == recipe && (request.recipe.mode != "joint" || request.stitches == stitches); // alone, others may join
}

/// The finetunings that wait or work, as far as they can be read.
std::vector<FinetuneRequest> openFinetunings(const Project& project) {
    std::vector<FinetuneRequest> open;
    for (const Job& job : project.jobs())
        if (job.kind == JobKind::Finetune && isOpen(job.state)) {
            try {
                open.push_back(finetuneRequestFromJson(job.request, "Job " + std::to_string(job.id)));
            } catch (const Error&) { // it will fail with that sentence when its turn comes
            }
        }
    return open;
}

} // namespace

void requireOwnRun(const Project& project, const FinetuneRequest& request) {
    const auto refuse = [&](const std::string& what) {
        throw Error(what + " \"" + request.run + "\" trains other networks or by another recipe; choose another name for the run.");
    };
    for (const FinetuneRun& run : project.runs())
        if (run.name == request.run && !equal(request, run.stitches, run.recipe)) refuse("The run");
    for (const FinetuneRequest& open : openFinetunings(project))
        if (open.run == request.run && !equal(request, open.stitches, open.recipe)) refuse("A job in the queue for the run");
}

std::string freeRunName(const Project& project, const std::string& wanted) {
    std::set<std::string> taken;
    for (const FinetuneRun& run : project.runs())
        taken.insert(run.name);
    for (const FinetuneRequest& open : openFinetunings(project))
        taken.insert(open.run);
    std::string name = wanted;
    for (int k = 2; taken.contains(name); ++k)
        name = wanted + "-" + std::to_string(k);
    return name;
}

} // namespace klas
