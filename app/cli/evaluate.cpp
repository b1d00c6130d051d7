// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/evaluate.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/output.h"
#include "app/cli/project_job.h"
#include "app/cli/stitch_jobs.h"
#include "core/base/error.h"

#include <algorithm>

namespace klas::cli {

namespace {

struct Options {
    std::string file;
    EvaluateOptions evaluate;
};

/// Those on as many images as were asked for; 0, or more than there are: the most.
void keepAsked(std::vector<Evaluation>& results, long images) {
    long most = 0;
    for (const Evaluation& e : results)
        most = std::max(most, e.images);
    const long wanted = images > 0 ? std::min(images, most) : most;
    std::erase_if(results, [&](const Evaluation& e) { return e.images != wanted; });
}

void evaluateNetworks(const Options& options, const Common& common) {
    const std::string device = startCompute(common.device, common.threads);
    Project project = Project::open(options.file, Project::Access::ReadWrite);
    EvaluateRequest request = requestOf(project, options.evaluate, false);
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
    keepAsked(results, request.images);
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
    CLI::App* command = program.add_subcommand("evaluate", "Measure networks of a run, or as initialised, in one sweep");
    command->add_option("FILE", options->file, "Project, name.klas")->required();
    addEvaluateOptions(*command, options->evaluate);
    command->callback([options, &common] { evaluateNetworks(*options, common); });
}

} // namespace klas::cli
