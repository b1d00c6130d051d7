// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/queue_add.h"

#include "app/cli/queue_commands.h"
#include "app/cli/stitch_jobs.h"
#include "core/base/error.h"

namespace klas::cli {

namespace {

struct Options {
    std::string requestFile;
    int priority = 0;
    std::vector<std::string> measures{"kl"};
    PreviewOptions preview;
    FinetuneOptions finetune;
    EvaluateOptions evaluate;
    ExportOptions exported;
};

Request requestFor(const Project& project, const Options& options, JobKind kind) {
    if (!options.requestFile.empty())
        return requestFromJson(kind, parseJson(readTextFile(options.requestFile), options.requestFile),
                               options.requestFile);
    switch (kind) {
    case JobKind::Analyze: {
        AnalyzeRequest request = project.analyzeRequest();
        request.measures = options.measures;
        return analyzeRequestFromJson(toJson(request), "The analysis");
    }
    case JobKind::Preview:
        return requestOf(project, options.preview);
    case JobKind::Finetune:
        return requestOf(project, options.finetune);
    case JobKind::Evaluate:
        return requestOf(project, options.evaluate, true);
    case JobKind::Export:
        return requestOf(project, options.exported, true);
    }
    throw Error("There is no such kind of job.");
}

void addOptions(CLI::App& command, Options& options, JobKind kind) {
    switch (kind) {
    case JobKind::Analyze:
        command.add_option("--measures", options.measures, "Comma-separated")
            ->delimiter(',')
            ->capture_default_str();
        break;
    case JobKind::Preview:
        addPreviewOptions(command, options.preview);
        break;
    case JobKind::Finetune:
        addFinetuneOptions(command, options.finetune);
        break;
    case JobKind::Evaluate:
        addEvaluateOptions(command, options.evaluate);
        break;
    case JobKind::Export:
        addStitchOptions(command, options.exported.stitches);
        addExportOptions(command, options.exported);
        break;
    }
}

} // namespace

void addQueueAdd(CLI::App& queue, const std::shared_ptr<std::string>& file, Common& common) {
    const auto options = std::make_shared<Options>();
    CLI::App* add = queue.add_subcommand("add", "Put a job at the end of the queue");
    add->require_subcommand(1);
    add->add_option("--priority", options->priority, "Higher runs first")->capture_default_str();
    add->add_option("--request", options->requestFile,
                    "The whole request as a JSON file, as the worker takes it")
        ->check(CLI::ExistingFile);
    for (const JobKind kind : kJobKinds) {
        const std::string name = text(kind);
        const std::string what =
            kind == JobKind::Export ? "Stitched networks of a run as files, as klas export stitch writes them"
                                    : "A job that klas " + name + " would do";
        CLI::App* one = add->add_subcommand(name, what);
        addOptions(*one, *options, kind);
        one->callback([=, &common] {
            const Request request =
                requestFor(Project::open(*file, Project::Access::ReadOnly), *options, kind);
            printJobs({sendQueueCommand(*file, {{"command", "add"},
                                                {"kind", name},
                                                {"request", toJson(request)},
                                                {"priority", options->priority}})},
                      common);
        });
    }
}

} // namespace klas::cli
