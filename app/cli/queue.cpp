// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/output.h"
#include "app/cli/queue_add.h"
#include "app/cli/queue_owner.h"
#include "core/base/error.h"

#include <csignal>
#include <iostream>

namespace klas::cli {

namespace {

struct Options {
    std::string file, changes;
    std::vector<std::string> devices;
    long job = 0, before = 0;
    int priority = 0;
    bool watch = false;
};

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

volatile bool g_stop = false;

void run(const Options& options, const Common& common) {
    for (const std::string& device : options.devices)
        startCompute(device, common.threads); // one that is not there is no fault of a job
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

    addQueueAdd(*queue, std::shared_ptr<std::string>(o, &o->file), common);
    const auto simple = [&](const char* name, const char* what) {
        CLI::App* one = queue->add_subcommand(name, what);
        one->add_option("JOB", o->job, "Its number")->required();
        one->callback([o, name = std::string(name), &common] {
            Json c{{"command", name}, {"job", o->job}};
            if (name == "move") c["before"] = o->before;
            if (name == "priority") c["priority"] = o->priority;
            if (name == "duplicate" && !o->changes.empty()) c["changes"] = parseJson(o->changes, "--changes");
            const Json job = sendQueueCommand(o->file, c);
            if (!job.is_null() || common.json)
                printJobs(job.is_null() ? std::vector<Json>() : std::vector<Json>{job}, common);
            else
                std::cout << "job " << o->job << " removed\n";
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
