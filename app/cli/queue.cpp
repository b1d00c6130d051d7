// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "app/cli/queue_owner.h"
#include "app/cli/stitch_options.h"
#include "core/base/error.h"

#include <csignal>
#include <iostream>

namespace klas::cli {

namespace {

struct Options {
    std::string file, requestFile, run, split = "test", changes;
    std::vector<std::string> devices;
    StitchOptions stitches;
    RecipeOptions recipe;
    std::vector<std::string> measures{"kl"};
    long job = 0, before = 0, images = 2000;
    int priority = 0;
    bool watch = false;
};

/// On the project itself, or where another process holds it and works off the queue, through that.
Json command(const Options& options, const Json& command) {
    std::optional<Project> project;
    try {
        project = Project::open(options.file, Project::Access::ReadWrite);
    } catch (const Error&) {
        const Project readable = Project::open(options.file, Project::Access::ReadOnly);
        const QueueInbox inbox(readable.folder());
        if (!inbox.owner()) throw; // the window has it, or a command: their sentence
        return inbox.ask(command);
    }
    return applyQueueCommand(*project, command, {});
}

void printJobs(const std::vector<Json>& jobs, const Common& common) {
    if (common.json) {
        Json list = Json::array();
        for (const Json& job : jobs)
            list.push_back(job);
        return printJson({{"jobs", std::move(list)}});
    }
    std::vector<std::vector<std::string>> rows;
    for (const Json& job : jobs)
        rows.push_back({std::to_string(job.at("job").get<long>()), job.at("state").get<std::string>(),
                        std::to_string(job.at("priority").get<int>()), std::to_string(job.at("attempts").get<int>()),
                        job.at("title").get<std::string>(), job.at("message").get<std::string>()});
    printTable({"job", "state", "priority", "starts", "what", "why"}, rows);
}

/// In the order in which they run, then those that have ended.
void list(const Options& options, const Common& common) {
    const Project project = Project::open(options.file, Project::Access::ReadOnly);
    std::vector<Json> jobs;
    const auto all = project.jobs();
    const auto add = [&](auto&& wanted) {
        for (const Job& job : all)
            if (wanted(job)) jobs.push_back(describeJob(job));
    };
    add([](const Job& job) { return job.state == JobState::Running; });
    for (const Job& job : project.queue())
        jobs.push_back(describeJob(job));
    add([](const Job& job) { return job.state != JobState::Running && job.state != JobState::Pending; });
    printJobs(jobs, common);
}

Json requestFor(const Options& options, const std::string& kind) {
    if (!options.requestFile.empty()) return parseJson(readTextFile(options.requestFile), options.requestFile);
    const Project project = Project::open(options.file, Project::Access::ReadOnly);
    if (kind == "analyze") {
        AnalyzeRequest request = project.analyzeRequest();
        request.measures = options.measures;
        return toJson(request);
    }
    const auto tasks = chosenTasks(project, options.stitches, kind == "evaluate");
    if (kind == "preview") {
        PreviewRequest request;
        request.networks = project.networksRequest(anchorsOf(tasks));
        for (const StitchTask& t : tasks)
            request.stitches.push_back(t.stitch);
        request.images = options.images;
        return toJson(request);
    }
    if (kind == "finetune") {
        FinetuneRequest request;
        request.recipe = chosenRecipe(options.recipe);
        request.run = options.run;
        if (request.run.empty()) throw CLI::RequiredError("--run");
        request.stitches = tasks;
        request.networks = project.networksRequest(anchorsOf(tasks, &request.recipe));
        for (const std::string& selection : options.stitches.selections)
            request.selection += (request.selection.empty() ? "" : "+") + selection;
        return toJson(request);
    }
    EvaluateRequest request;
    request.run = options.run;
    request.stitches = tasks;
    if (request.stitches.empty())
        for (const FinetuneRun& run : project.runs())
            if (run.name == options.run) request.stitches = run.stitches;
    request.split = options.split;
    request.networks = project.networksRequest(anchorsOf(request.stitches));
    return toJson(request);
}

volatile bool g_stop = false;

void run(const Options& options, const Common& common) {
    Project project = Project::open(options.file, Project::Access::ReadWrite);
    struct sigaction action {};
    action.sa_handler = [](int) {
        g_stop = true;
        std::signal(SIGINT, SIG_DFL); // a second one ends the program
    };
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    QueueOwner owner(project, options.devices.empty() ? std::vector<std::string>{common.device} : options.devices, common.threads);
    const auto count = owner.run(options.watch, g_stop);
    if (common.json)
        printJson({{"done", count.done}, {"failed", count.failed}, {"stopped", count.stopped}});
    else
        std::cout << count.done << " done, " << count.failed << " failed, " << count.stopped << " stopped\n";
    if (count.failed > 0) throw Error(std::to_string(count.failed) + (count.failed == 1 ? " job" : " jobs") + " failed; klas queue FILE list says why.");
}

} // namespace

void addQueue(CLI::App& program, Common& common) {
    auto o = std::make_shared<Options>();
    CLI::App* queue = program.add_subcommand("queue", "Jobs of a project: list, add, run, pause, resume, cancel, retry, move, duplicate");
    queue->add_option("FILE", o->file, "Project, name.klas")->required();
    queue->require_subcommand(1);
    queue->add_subcommand("list", "All jobs, in the order in which they run")->callback([o, &common] { list(*o, common); });

    CLI::App* add = queue->add_subcommand("add", "Put a job at the end of the queue");
    add->require_subcommand(1);
    add->add_option("--priority", o->priority, "Higher runs first")->capture_default_str();
    add->add_option("--request", o->requestFile, "The whole request as a JSON file, as the worker takes it")->check(CLI::ExistingFile);
    for (const char* kind : {"analyze", "preview", "finetune", "evaluate"}) {
        CLI::App* one = add->add_subcommand(kind, std::string("A job that klas ") + kind + " would do");
        const std::string name = kind;
        if (name == "analyze") one->add_option("--measures", o->measures, "Comma-separated")->delimiter(',')->capture_default_str();
        if (name != "analyze") addStitchOptions(*one, o->stitches);
        if (name == "preview") one->add_option("--images", o->images, "Of the validation split, 0 = all")->capture_default_str();
        if (name == "finetune") addRecipeOptions(*one, o->recipe);
        if (name == "finetune" || name == "evaluate") one->add_option("--run", o->run, "Name of the finetuning");
        if (name == "evaluate") one->add_option("--split", o->split, "validation or test")->capture_default_str();
        one->callback([o, name, &common] {
            printJobs({command(*o, {{"command", "add"}, {"kind", name}, {"request", requestFor(*o, name)}, {"priority", o->priority}})}, common);
        });
    }
    const auto simple = [&](const char* name, const char* what) {
        CLI::App* one = queue->add_subcommand(name, what);
        one->add_option("JOB", o->job, "Its number")->required();
        one->callback([o, name = std::string(name), &common] {
            Json c{{"command", name}, {"job", o->job}};
            if (name == "move") c["before"] = o->before;
            if (name == "priority") c["priority"] = o->priority;
            if (name == "duplicate" && !o->changes.empty()) c["changes"] = parseJson(o->changes, "--changes");
            const Json job = command(*o, c);
            printJobs(job.is_null() ? std::vector<Json>() : std::vector<Json>{job}, common);
        });
        return one;
    };
    simple("cancel", "Stop a job for good; what is finished is kept");
    simple("pause", "Stop a job after its next step and checkpoint; a waiting one is passed over");
    simple("resume", "Let a paused or interrupted job go on");
    simple("retry", "Put a failed or cancelled job back into the queue; it goes on from its last checkpoint");
    simple("remove", "Take a job that does not run out of the list");
    simple("move", "Change the order")->add_option("--before", o->before, "The job it comes before; 0 = to the end of its priority");
    simple("priority", "Change the priority")->add_option("PRIORITY", o->priority, "Higher runs first")->required();
    simple("duplicate", "The same job once more, with changes")->add_option("--changes", o->changes, "JSON merge patch of the request");

    CLI::App* work = queue->add_subcommand("run", "Work the queue off, in a worker process for each device; Ctrl-C pauses what runs");
    work->add_flag("--watch", o->watch, "Wait for further jobs when the queue is empty");
    work->add_option("--devices", o->devices, "Comma-separated, one worker each, as in cuda:0,cuda:1; --device without")->delimiter(',');
    work->callback([o, &common] { run(*o, common); });
}

} // namespace klas::cli
