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

namespace klas::cli {

namespace {

struct Options {
    std::string file;
    FinetuneOptions finetune;
};

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
    std::cout << "\nrun " << run->name << ": " << run->step << " of " << run->steps << " steps, " << fixed(run->seconds, 1) << " s, "
              << shortNumber(run->flops) << "FLOPs of training\n";
    printWarnings(run->warnings);
    long last = 0;
    for (const Evaluation& e : results)
        if (e.run == run->name) last = std::max(last, e.step);
    if (run->complete() && last > 0 && last < run->recipe.steps) std::cout << "no step after " << last << " made it better: stopped early (patience " << run->recipe.patience << ")\n";
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
