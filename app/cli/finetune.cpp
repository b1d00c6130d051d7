// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/finetune.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/output.h"
#include "app/cli/project_job.h"
#include "app/cli/selection_format.h"
#include "app/cli/stitch_options.h"

#include <algorithm>
#include <iostream>

namespace klas::cli {

namespace {

struct Options {
    std::string file, run;
    StitchOptions stitches;
    RecipeOptions recipe;
    std::vector<std::string> splits{"validation", "test"};
};

/// As asked, else the selections' names with the seed.
std::string runName(const Options& options, const FinetuneRecipe& recipe) {
    if (!options.run.empty()) return options.run;
    std::string name;
    for (const std::string& selection : options.stitches.selections)
        name += (name.empty() ? "" : "+") + selection;
    if (name.empty()) throw CLI::RequiredError("--run");
    return name + "-" + recipe.mode + "-" + std::to_string(recipe.steps) + "-seed" + std::to_string(recipe.seed);
}

void finetuneStitches(const Options& options, const Common& common) {
    const std::string device = startCompute(common.device, common.threads);
    FinetuneRequest request;
    request.recipe = chosenRecipe(options.recipe);
    request.run = runName(options, request.recipe);
    Project project = Project::open(options.file, Project::Access::ReadWrite);
    request.stitches = chosenTasks(project, options.stitches);
    request.networks = project.networksRequest(anchorsOf(request.stitches, &request.recipe));
    request.networks.device = common.device;
    request.networks.threads = common.threads;
    for (const std::string& selection : options.stitches.selections)
        request.selection += (request.selection.empty() ? "" : "+") + selection;
    request.splits = options.splits;
    // The same checks as a worker makes of what it is sent.
    request = finetuneRequestFromJson(toJson(request), "The finetuning");
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
    addStitchOptions(*command, options->stitches);
    addRecipeOptions(*command, options->recipe);
    command->add_option("--run", options->run, "Name of the run; made of selection, steps and seed without");
    command->add_option("--splits", options->splits, "Comma-separated: what is measured before and after")
        ->delimiter(',')
        ->check(CLI::IsMember({"validation", "test"}))
        ->capture_default_str();
    command->callback([options, &common] { finetuneStitches(*options, common); });
}

} // namespace klas::cli
