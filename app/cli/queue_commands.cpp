// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/queue_commands.h"

#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/store/run_names.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>
#include <unistd.h>

namespace klas::cli {

namespace {

constexpr auto kPatience = std::chrono::seconds(20);
constexpr auto kLook = std::chrono::milliseconds(20);

void stop(Project& project, const Job& job, bool pausing, const StopRunning& stopRunning) {
    if (job.state == JobState::Running && stopRunning) return stopRunning(job.id, pausing);
    project.setJobState(job.id, pausing ? JobState::Paused : JobState::Cancelled);
}

/// Says what to do instead where a job is past what a command does to it.
void requirePossible(const std::string& command, const Job& job) {
    const auto refuse = [&](const std::string& advice) {
        throw Error("Job " + std::to_string(job.id) + " is " + text(job.state) + "; " + advice);
    };
    const auto may = [&](JobState state) { return mayBecome(job.state, state); };
    if ((command == "resume" || command == "retry") && !may(JobState::Pending)) {
        if (job.state == JobState::Pending) refuse("it waits for its turn already.");
        if (job.state == JobState::Running) refuse("there is nothing to " + command + ".");
        refuse("duplicate it to do it once more.");
    }
    if (command == "pause" && !may(JobState::Paused)) refuse("only a job that waits or runs can be paused.");
    if (command == "cancel" && !may(JobState::Cancelled))
        refuse("only a job that has not ended can be cancelled.");
}

long add(Project& project, JobKind kind, const Json& request, int priority) {
    return project.enqueue(requestFromJson(kind, request, "The request"), priority).id;
}

/// A finetuning with other networks or another recipe is another run: it gets a name of its own unless the changes name one.
long duplicate(Project& project, const Job& job, const Json& changes) {
    if (!changes.is_object())
        throw Error("The changes are no JSON object; give the fields that differ, as in {\"recipe\": {\"steps\": 4000}}.");
    Json patched = job.request;
    patched.merge_patch(changes);
    Request request = requestFromJson(job.kind, patched, "The request");
    Json taken = toJson(request); // what it does not know is not in it
    for (const auto& [field, value] : changes.items())
        if (!taken.contains(field))
            throw Error("The changes name \"" + field + "\", which is no field of a job of kind " + text(job.kind) +
                        (taken.contains("recipe") && taken["recipe"].contains(field) ? "; steps, rates and the like lie in \"recipe\"." : "."));
    auto* finetuning = std::get_if<FinetuneRequest>(&request);
    if (finetuning && !changes.contains("run")) {
        try {
            requireOwnRun(project, *finetuning);
        } catch (const Error&) {
            finetuning->run = freeRunName(project, finetuning->run);
        }
    }
    return project.enqueue(request, job.priority).id;
}

} // namespace

Json describeJob(const Job& job) {
    return {{"job", job.id},         {"kind", text(job.kind)},   {"title", job.title},     {"state", text(job.state)},
            {"priority", job.priority}, {"attempts", job.attempts}, {"message", job.message}, {"created", job.created},
            {"started", job.started}, {"finished", job.finished}, {"device", job.device},   {"process", job.process}};
}

Json applyQueueCommand(Project& project, const Json& command, const StopRunning& stopRunning) {
    const std::string what = "A command for the queue";
    const auto name = requiredField<std::string>(command, "command", what);
    if (name == "add") {
        const JobKind kind = jobKindFromText(requiredField<std::string>(command, "kind", what));
        return describeJob(project.job(add(project, kind, requiredField<Json>(command, "request", what), optionalField(command, "priority", 0, what))));
    }
    const Job job = project.job(requiredField<long>(command, "job", what));
    requirePossible(name, job);
    long shown = job.id;
    if (name == "cancel")
        stop(project, job, false, stopRunning);
    else if (name == "pause")
        stop(project, job, true, stopRunning);
    else if (name == "resume" || name == "retry")
        project.setJobState(job.id, JobState::Pending);
    else if (name == "remove") {
        project.removeJob(job.id);
        return nullptr;
    } else if (name == "move")
        project.moveJob(job.id, optionalField(command, "before", 0L, what));
    else if (name == "priority")
        project.setJobPriority(job.id, requiredField<int>(command, "priority", what));
    else if (name == "duplicate") {
        shown = duplicate(project, job, optionalField<Json>(command, "changes", Json::object(), what));
    } else
        throw Error(what + ": there is no command \"" + name + "\".");
    return describeJob(project.job(shown));
}

QueueInbox::QueueInbox(const fs::path& projectFolder)
    : m_folder(projectFolder / "queue") {}

QueueInbox::~QueueInbox() {
    std::error_code ignored;
    if (m_claimed) fs::remove(m_folder / "owner", ignored);
}

void QueueInbox::claim() {
    ensureFolder(m_folder);
    // What was left for an owner that is gone was answered by nobody: whoever asked has been told so.
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(m_folder))
        fs::remove(entry.path(), ignored);
    writeFileAtomically(m_folder / "owner", std::to_string(::getpid()));
    m_claimed = true;
}

std::optional<long> QueueInbox::owner() const {
    std::error_code error;
    if (!fs::is_regular_file(m_folder / "owner", error)) return std::nullopt;
    const std::string text = readTextFile(m_folder / "owner", 32);
    if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
    const long process = std::stol(text);
    if (::kill(pid_t(process), 0) != 0) return std::nullopt;
    return process;
}

void QueueInbox::serve(const std::function<Json(const Json&)>& apply) {
    std::vector<fs::path> commands;
    for (const auto& entry : fs::directory_iterator(m_folder))
        if (entry.path().extension() == ".command") commands.push_back(entry.path());
    std::sort(commands.begin(), commands.end());
    for (const fs::path& file : commands) {
        Json answer;
        try {
            answer = {{"job", apply(parseJson(readTextFile(file, 64u << 20), "A command for the queue"))}};
        } catch (const std::exception& e) {
            answer = {{"error", e.what()}};
        }
        std::error_code ignored;
        fs::remove(file, ignored); // first: done once, whatever happens to the answer
        fs::path reply = file;
        reply.replace_extension(".answer");
        try {
            writeFileAtomically(reply, answer.dump());
        } catch (const Error& e) {
            spdlog::warn("{}", e.what());
        }
    }
}

Json QueueInbox::ask(const Json& command) const {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    char name[64];
    std::snprintf(name, sizeof name, "%020lld-%ld", static_cast<long long>(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()),
                  static_cast<long>(::getpid()));
    const fs::path file = m_folder / (std::string(name) + ".command"), reply = m_folder / (std::string(name) + ".answer");
    writeFileAtomically(file, command.dump());
    const auto until = std::chrono::steady_clock::now() + kPatience;
    std::error_code ignored;
    while (!fs::exists(reply, ignored)) {
        if (std::chrono::steady_clock::now() > until) {
            fs::remove(file, ignored);
            throw Error("The process that works off the queue does not answer; nothing was changed. Try again, or end that process.");
        }
        std::this_thread::sleep_for(kLook);
    }
    const Json answer = parseJson(readTextFile(reply), "The answer of the queue");
    fs::remove(reply, ignored);
    if (answer.contains("error")) throw Error(answer.at("error").get<std::string>());
    return answer.at("job");
}

Json sendQueueCommand(const std::string& file, const Json& command) {
    std::optional<Project> project;
    try {
        project = Project::open(file, Project::Access::ReadWrite);
    } catch (const Error&) {
        const Project readable = Project::open(file, Project::Access::ReadOnly);
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
                        std::to_string(job.at("priority").get<int>()),
                        std::to_string(job.at("attempts").get<int>()), job.at("title").get<std::string>(),
                        job.at("message").get<std::string>()});
    printTable({"job", "state", "priority", "starts", "what", "why"}, rows);
}

} // namespace klas::cli
