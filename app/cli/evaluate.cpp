// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/evaluate.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/output.h"
#include "app/cli/project_job.h"
#include "app/cli/stitch_options.h"
#include "core/base/error.h"

#include <algorithm>

namespace klas::cli {

namespace {

struct Options {
    std::string file;
    StitchOptions stitches;
    EvaluateRequest request;
};

void evaluateNetworks(Options& options, const Common& common) {
    const std::string device = startCompute(common.device, common.threads);
    EvaluateRequest& request = options.request;
    Project project = Project::open(options.file, Project::Access::ReadWrite);
    const auto runs = project.runs();
    const auto run = std::find_if(runs.begin(), runs.end(), [&](const FinetuneRun& r) { return r.name == request.run; });
    if (!request.run.empty() && run == runs.end()) throw Error("The project has no run \"" + request.run + "\"; klas frontier FILE lists those it has.");
    request.stitches = chosenTasks(project, options.stitches, true);
    if (request.stitches.empty() && run != runs.end()) request.stitches = run->stitches;
    if (request.stitches.empty() && !request.withAnchors) throw CLI::RequiredError("--stitch, --selection, --run or --anchors");
    request.networks = project.networksRequest(anchorsOf(request.stitches));
    request.networks.device = common.device;
    request.networks.threads = common.threads;
    runAsJob(project, JobKind::Evaluate, toJson(request), device, [&](const RecordSink& sink, Progress progress) {
        engine::evaluate(request, sink, std::move(progress));
    });
    std::vector<Evaluation> results;
    for (const Evaluation& e : project.evaluations()) {
        const auto isOurs = [&](const StitchTask& t) { return e.configuration == Configuration::of(t.stitch); };
        const bool asked = e.configuration.isAnchor() ? request.withAnchors : std::any_of(request.stitches.begin(), request.stitches.end(), isOurs);
        if (asked && e.run == request.run && e.split == request.split) results.push_back(e);
    }
    if (!common.json) return printEvaluations(results);
    Json list = Json::array();
    for (const Evaluation& e : results) {
        list.push_back(toJson(e));
        list.back().erase("hits");
    }
    printJson({{"evaluations", std::move(list)}});
}

} // namespace

void addEvaluate(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    EvaluateRequest& request = options->request;
    CLI::App* command = program.add_subcommand("evaluate", "Measure networks of a run, or as initialised, in one sweep");
    command->add_option("FILE", options->file, "Project, name.klas")->required();
    addStitchOptions(*command, options->stitches);
    command->add_option("--run", request.run, "A finished finetuning; networks as initialised without");
    command->add_flag("--anchors,!--no-anchors", request.withAnchors, "The anchors too")->capture_default_str();
    command->add_option("--split", request.split, "validation or test")->check(CLI::IsMember({"validation", "test"}))->capture_default_str();
    command->add_option("--images", request.images, "Of the split, 0 = all")->check(CLI::NonNegativeNumber)->capture_default_str();
    command->add_option("--init-images", request.initImages, "Of the train split, for least squares")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_flag("--speed", request.speed, "Seconds of one image alone and images per second on the device too");
    command->callback([options, &common] { evaluateNetworks(*options, common); });
}

} // namespace klas::cli
