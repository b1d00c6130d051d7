// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limits.h"
#include "app/cli/stitch_jobs.h"

#include "app/cli/project_options.h"
#include "core/analysis/stitch_space.h"
#include "core/base/error.h"
#include "core/store/run_names.h"

#include <algorithm>

namespace klas::cli {

namespace {

CLI::Option* addInitImages(CLI::App& command, long& images) {
    return command.add_option("--init-images", images, "Of the train split, for least squares")
        ->check(kPositive)
        ->capture_default_str();
}

std::vector<Stitch> stitchesOf(const std::vector<StitchTask>& tasks) {
    std::vector<Stitch> stitches;
    for (const StitchTask& task : tasks)
        stitches.push_back(task.stitch);
    return stitches;
}

/// As asked, else the selections' names with the seed.
std::string runName(const FinetuneOptions& options, const FinetuneRecipe& recipe) {
    if (!options.request.run.empty()) return options.request.run;
    std::string name;
    for (const std::string& selection : options.stitches.selections)
        name += (name.empty() ? "" : "+") + selection;
    if (name.empty()) throw Error("Stitches chosen by hand have no selection to name their run after; name it with --run.");
    return name + "-" + recipe.mode + "-" + std::to_string(recipe.steps) + "-seed" +
           std::to_string(recipe.seed);
}

/// What a run trains, or what a job in the queue will let it train.
std::vector<StitchTask> stitchesOfRun(const Project& project, const std::string& name, bool queued) {
    for (const FinetuneRun& run : project.runs())
        if (run.name == name) return run.stitches;
    if (!queued)
        throw Error("The project has no run \"" + name + "\"; klas frontier FILE lists those it has.");
    for (const Job& job : project.jobs())
        if (job.kind == JobKind::Finetune && isOpen(job.state) && job.request.value("run", "") == name)
            return finetuneRequestFromJson(job.request, "Job " + std::to_string(job.id)).stitches;
    throw Error("The project has no run \"" + name +
                "\", and no job in the queue makes one; klas frontier FILE lists those it has.");
}

} // namespace

void addPreviewOptions(CLI::App& command, PreviewOptions& options) {
    addStitchOptions(command, options.stitches);
    command.add_option("--pair", options.pair, "SOURCE:TARGET: all stitches of a pair");
    command.add_option("--images", options.request.images, "Of the validation split, 0 = all")
        ->check(kNotNegative)
        ->capture_default_str();
    addInitImages(command, options.request.initImages);
}

PreviewRequest requestOf(const Project& project, const PreviewOptions& options) {
    auto tasks = chosenTasks(project, options.stitches, !options.pair.empty());
    if (!options.pair.empty()) {
        const auto [source, target] = parsePair(options.pair);
        const auto known = cards(project.anchors());
        for (const CostedStitch& s : legalStitches(cardOf(known, source), cardOf(known, target)))
            if (std::none_of(tasks.begin(), tasks.end(),
                             [&](const StitchTask& t) { return t.stitch == s.stitch; }))
                tasks.push_back({s.stitch, {}});
    }
    PreviewRequest request = options.request;
    request.networks = project.networksRequest(anchorsOf(tasks));
    request.stitches = stitchesOf(tasks);
    return previewRequestFromJson(toJson(request), "The preview"); // checked as a worker would
}

void addFinetuneOptions(CLI::App& command, FinetuneOptions& options) {
    addStitchOptions(command, options.stitches);
    addRecipeOptions(command, options.recipe);
    command.add_option("--run", options.request.run,
                       "Name of the run; with --selection made of that, steps and seed");
    command
        .add_option("--splits", options.request.splits, "Comma-separated: what is measured before and after")
        ->delimiter(',')
        ->check(CLI::IsMember({"validation", "test"}))
        ->capture_default_str();
}

FinetuneRequest requestOf(const Project& project, const FinetuneOptions& options) {
    FinetuneRequest request = options.request;
    request.recipe = chosenRecipe(options.recipe);
    request.run = runName(options, request.recipe);
    request.stitches = chosenTasks(project, options.stitches);
    request.networks = project.networksRequest(anchorsOf(request.stitches, &request.recipe));
    for (const std::string& selection : options.stitches.selections)
        request.selection += (request.selection.empty() ? "" : "+") + selection;
    request = finetuneRequestFromJson(toJson(request), "The finetuning");
    requireOwnRun(project, request);
    return request;
}

void addEvaluateOptions(CLI::App& command, EvaluateOptions& options) {
    EvaluateRequest& request = options.request;
    addStitchOptions(command, options.stitches);
    command.add_option("--run", request.run, "A finished finetuning; networks as initialised without");
    command.add_flag("--anchors,!--no-anchors", request.withAnchors, "The anchors too")
        ->capture_default_str();
    command.add_option("--split", request.split, "validation or test")
        ->check(CLI::IsMember({"validation", "test"}))
        ->capture_default_str();
    command.add_option("--images", request.images, "Of the split, 0 = all")
        ->check(kNotNegative)
        ->capture_default_str();
    addInitImages(command, request.initImages);
    command.add_flag("--speed", request.speed,
                     "Seconds of one image alone and images per second on the device too");
}

EvaluateRequest requestOf(const Project& project, const EvaluateOptions& options, bool queued) {
    EvaluateRequest request = options.request;
    std::vector<StitchTask> all;
    if (!request.run.empty()) all = stitchesOfRun(project, request.run, queued);
    request.stitches = chosenTasks(project, options.stitches, true);
    if (request.stitches.empty()) request.stitches = std::move(all);
    if (request.stitches.empty() && !request.withAnchors)
        throw CLI::RequiredError("--stitch, --selection, --run or --anchors");
    request.networks = project.networksRequest(anchorsOf(request.stitches));
    return evaluateRequestFromJson(toJson(request), "The evaluation");
}

void addExportOptions(CLI::App& command, ExportOptions& options) {
    ExportRequest& request = options.request;
    command.add_option("--run", request.run,
                       "The finished finetuning it is taken from; as initialised without");
    command
        .add_option("--format", request.formats, "Comma-separated: config (JSON), safetensors, torchscript")
        ->delimiter(',')
        ->check(CLI::IsMember({"config", "safetensors", "torchscript"}))
        ->capture_default_str();
    command.add_option("--out", request.out, "Path without ending; made of the stitch without");
    addInitImages(command, request.initImages);
}

ExportRequest requestOf(const Project& project, const ExportOptions& options, bool queued) {
    ExportRequest request = options.request;
    std::vector<Stitch> all;
    if (!request.run.empty()) all = stitchesOf(stitchesOfRun(project, request.run, queued));
    const auto tasks = chosenTasks(project, options.stitches, !all.empty());
    request.stitches = tasks.empty() ? all : stitchesOf(tasks);
    request.networks = project.networksRequest(
        anchorsOf(tasks.empty() ? stitchesOfRun(project, request.run, queued) : tasks));
    for (const Stitch& stitch : request.stitches)
        if (!request.run.empty() && std::find(all.begin(), all.end(), stitch) == all.end())
            throw Error("The run " + request.run + " does not train " + text(stitch) +
                        "; export what it trains, or leave out --run.");
    if (request.out.empty())
        request.out = request.stitches.size() == 1 ? fileStem(request.stitches.front())
                      : request.run.empty()        ? "stitch"
                                                   : request.run;
    request.out = fs::absolute(request.out).lexically_normal().string();
    request.top1 = project.knownTop1(request.stitches, request.run);
    request = exportRequestFromJson(toJson(request), "The export");
    for (const Stitch& stitch : request.stitches)
        for (const std::string& format : request.formats)
            requireWritable(exportedPath(request, stitch, format));
    return request;
}

} // namespace klas::cli
