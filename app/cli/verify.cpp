// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/limits.h"
#include "app/cli/output.h"
#include "app/cli/score_report.h"
#include "app/cli/project_job.h"
#include "app/cli/project_options.h"
#include "app/cli/selection_format.h"
#include "app/cli/stitch_options.h"
#include "core/base/error.h"
#include "core/engine/jobs/finetune.h"
#include "core/engine/jobs/preview.h"

#include <algorithm>
#include <iostream>
#include <optional>

namespace klas::cli {

namespace {

constexpr size_t kPerBucket = 3; ///< fewer have no order worth a correlation

struct Options {
    std::string file, pair;
    std::optional<size_t> stitches;
    long steps = 400;
    RecipeOptions recipe;
};

FinetuneRecipe recipeFor(const Options& options) {
    RecipeOptions chosen = options.recipe;
    chosen.changes.insert(chosen.changes.begin(), {"mode=single", "steps=" + std::to_string(options.steps)});
    FinetuneRecipe recipe = chosenRecipe(chosen);
    if (recipe.mode == "joint") throw Error("Scores are held against stitches finetuned one by one; leave the recipe's mode at single.");
    return recipe;
}

/// What the run ends with on test images, whichever run measured it, in the order of its stitches.
std::vector<Evaluation> resultsOf(const Project& project, const FinetuneRequest& request) {
    const auto all = project.evaluations();
    std::vector<Evaluation> results;
    for (const StitchTask& task : request.stitches) {
        const auto found = std::find_if(all.rbegin(), all.rend(), [&](const Evaluation& e) {
            return e.configuration == Configuration::of(task.stitch) && e.split == "test" &&
                   e.run == request.run;
        });
        if (found != all.rend()) results.push_back(*found);
    }
    return results;
}

std::vector<std::string> runWarnings(const Project& project, const std::string& name) {
    for (const FinetuneRun& run : project.runs())
        if (run.name == name) return run.warnings;
    return {};
}

/// A run for each sample and recipe: steps, stitches and seed by their numbers, whatever else is unusual by
/// its sum.
std::string runName(const FinetuneRequest& request, const std::string& pair) {
    Options plain;
    plain.steps = request.recipe.steps;
    FinetuneRecipe usual = recipeFor(plain);
    usual.seed = request.recipe.seed;
    const std::string name = "verify " + pair + " " + std::to_string(request.recipe.steps) + " steps, " +
                             std::to_string(request.stitches.size()) + " stitches, seed " +
                             std::to_string(request.recipe.seed);
    return request.recipe == usual ? name
                                   : name + ", recipe " + sha256(toJson(request.recipe).dump()).substr(0, 8);
}

void verify(const Options& options, const Common& common) {
    const std::string device = startCompute(common.device, common.threads);
    Project project = Project::open(options.file, Project::Access::ReadWrite);
    const auto [source, target] = parsePair(options.pair);
    const PairInputs scores(project, source, target);
    if (!scores.kl() || !scores.targetSelf())
        throw Error("The pair " + options.pair + " has no scores yet; run klas analyze " + options.file + " first.");
    FinetuneRequest request;
    request.recipe = recipeFor(options);
    const Bucketed bucketed = bucketsOf(scores.source(), scores.target(), CostProfile::Default, 0);
    size_t count = options.stitches.value_or(kPerBucket * bucketed.buckets.size());
    if (count == 0) count = bucketed.candidates.size();
    for (const size_t k : sampleAcross(bucketed, count, request.recipe.seed))
        request.stitches.push_back({{source, bucketed.candidates[k].i, target, bucketed.candidates[k].j}, {}});
    request.networks = project.networksRequest({source, target});
    request.networks.device = common.device;
    request.networks.threads = common.threads;
    request.splits = {"test"};
    request.run = runName(request, source + " " + target);
    request = finetuneRequestFromJson(toJson(request), "The verification");

    PreviewRequest preview; // what the scores as initialised come from
    preview.networks = request.networks;
    for (const Candidate& c : bucketed.candidates)
        preview.stitches.push_back({source, c.i, target, c.j});
    preview.initImages = request.recipe.initImages;
    preview.images = 0;
    const std::string title = "verify " + source + ":" + target + ": ";
    runAsJob(
        project, JobKind::Preview, toJson(preview), device,
        [&](const RecordSink& sink, Progress progress) {
            engine::preview(preview, sink, std::move(progress));
        },
        title + "all " + std::to_string(preview.stitches.size()) + " stitches as initialised");
    runAsJob(
        project, JobKind::Finetune, toJson(request), device,
        [&](const RecordSink& sink, Progress progress) {
            engine::finetune(request, sink, std::move(progress));
        },
        title + "finetune " + std::to_string(request.stitches.size()) + " of them alone, " +
            std::to_string(request.recipe.steps) + " steps each");

    const PairInputs inputs(project, source, target);
    const auto after = resultsOf(project, request);
    const auto figures = scoreFigures(project, inputs, after);
    if (common.json) {
        Json stitches = Json::array();
        for (const Evaluation& e : after) {
            stitches.push_back(toJson(*e.configuration.stitch));
            stitches.back()["top1"] = e.top1;
        }
        return printJson({{"run", request.run},
                          {"recipe", toJson(request.recipe)},
                          {"stitches", std::move(stitches)},
                          {"scores", toJson(figures)},
                          {"warnings", inputs.warnings()},
                          {"run_warnings", runWarnings(project, request.run)}});
    }
    std::cout << after.size() << " of " << bucketed.candidates.size() << " stitches, " << request.recipe.steps
              << " steps each. In FLOPs buckets: rank correlation with top-1 on test images, and what the score's pick loses, in points.\n\n";
    printTable(scoreHeader(), scoreRows(figures));
    std::cout << "\nrho: over the buckets with three of these stitches or more (" << (figures.empty() ? 0 : figures.front().trust.buckets)
              << "); regret: over all that have one, and 0 where it is alone.\n";
    if (std::any_of(figures.begin(), figures.end(), [](const ScoreFigures& f) { return f.trust.inBucket && !f.trust.inBucketLow; }))
        std::cout << "\nNo interval: a bucket has fewer than " << kFewestForInterval << " stitches; give a larger --stitches, or 0 for all.\n";
    printWarnings(inputs.warnings());
    printWarnings(runWarnings(project, request.run));
}

} // namespace

void addVerify(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    CLI::App* command = program.add_subcommand("verify", "Finetune a sample of a pair's stitches briefly: can the scores be trusted here?");
    command->add_option("FILE", options->file, "Project, name.klas, analysed")->required();
    command->add_option("--pair", options->pair, "SOURCE:TARGET")->required();
    command->add_option("--stitches", options->stitches, "Drawn evenly from the FLOPs buckets: three of each unless told otherwise, 0 = all");
    command->add_option("--steps", options->steps, "Of each stitch")->check(kPositive)->capture_default_str();
    addRecipeOptions(*command, options->recipe);
    command->callback([options, &common] { verify(*options, common); });
}

} // namespace klas::cli
