// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/finetune.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/output.h"
#include "app/cli/project_job.h"
#include "app/cli/selection_format.h"
#include "app/cli/stitch_jobs.h"

#include <algorithm>
#include <iostream>
#include <map>

namespace klas::cli {

namespace {

struct Options {
    std::string file;
    FinetuneOptions finetune;
};

/// How the training of one network ended, or (without name) of all networks of a joint run.
struct End {
    long last = 0, best = 0; ///< steps: the last one, and the one of the best validation
    double bestTop1 = -1;    ///< summed over networks
    bool credited = false;
};

std::map<std::string, End> endsOf(const FinetuneRun& run, const std::vector<Evaluation>& results) {
    std::map<std::string, End> ends;
    std::map<std::pair<std::string, long>, double> validated;
    const bool joint = run.recipe.mode == "joint";
    for (const Evaluation& e : results) {
        const std::string network = joint ? std::string() : text(e.configuration);
        End& end = ends[network];
        end.last = std::max(end.last, e.step);
        end.credited = end.credited || e.key.ends_with(" as " + run.name);
        const bool between = run.recipe.evaluateImages == 0 || e.images == run.recipe.evaluateImages; // else at the end, on all
        if (e.split == "validation" && between) validated[{network, e.step}] += e.top1;
    }
    for (const auto& [at, top1] : validated) { // by step: of equal ones the first
        End& end = ends[at.first];
        if (top1 <= end.bestTop1) continue;
        end.bestTop1 = top1;
        end.best = at.second;
    }
    return ends;
}

void finetuneStitches(const Options& options, const Common& common) {
    const std::string device = startCompute(common.device, common.threads);
    Project project = Project::open(options.file, Project::Access::ReadWrite);
    FinetuneRequest request = requestOf(project, options.finetune);
    request.networks.device = common.device;
    request.networks.threads = common.threads;
    runAsJob(project, JobKind::Finetune, toJson(request), device,
             [&](const RecordSink& sink, Progress progress) { engine::finetune(request, sink, std::move(progress)); });
    std::vector<Evaluation> results;
    for (const Evaluation& e : project.evaluations())
        if (e.run == request.run) results.push_back(e);
    const auto runs = project.runs();
    const auto run = std::find_if(runs.begin(), runs.end(), [&](const FinetuneRun& r) { return r.name == request.run; });
    if (common.json) {
        Json list = Json::array();
        for (const Evaluation& e : results) {
            list.push_back(toJson(e));
            list.back().erase("hits");
        }
        return printJson({{"run", run == runs.end() ? Json() : toJson(*run)}, {"evaluations", std::move(list)}});
    }
    printEvaluations(results);
    if (run == runs.end()) return;
    const auto ends = endsOf(*run, results);
    long steps = 0, credited = 0;
    for (const auto& [network, end] : ends) {
        steps += end.last;
        credited += end.credited;
    }
    std::cout << "\nrun " << run->name << ": " << (run->complete() && steps > 0 ? steps : run->step) << " of " << run->steps << " steps, "
              << fixed(run->seconds, 1) << " s, " << flopsText(run->flops) << " of training\n";
    if (credited > 0)
        std::cout << "credited, since another run had trained the same: " << credited << " of " << ends.size() << (ends.size() == 1 ? " network\n" : " networks\n");
    printWarnings(run->warnings);
    for (const auto& [network, end] : ends)
        if (run->complete() && end.last > 0 && end.last < run->recipe.steps)
            std::cout << network << (network.empty() ? "" : ": ") << "stopped early at step " << end.last << ": no validation after step " << end.best
                      << " was better (patience " << run->recipe.patience << ")\n";
}

} // namespace

void addFinetune(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    CLI::App* command = program.add_subcommand("finetune", "Train stitches, together or each alone; resumable");
    command->add_option("FILE", options->file, "Project, name.klas")->required();
    addFinetuneOptions(*command, options->finetune);
    command->callback([options, &common] { finetuneStitches(*options, common); });
}

} // namespace klas::cli
