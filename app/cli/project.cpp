// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/data_options.h"
#include "app/cli/output.h"
#include "app/cli/project_options.h"
#include "core/base/error.h"
#include "core/store/demo.h"

#include <iostream>
#include <map>

namespace klas::cli {

namespace {

struct Options {
    std::string file, name;
    bool demo = false;
    std::vector<std::string> anchors, configs;
    DataOptions data;
};

/// Reads everything before the project is touched, so that a bad file leaves it as it was.
std::vector<Anchor> anchorsOf(const Options& options, std::vector<std::string>& notes) {
    std::map<std::string, std::string> configs; // "" = for anchors without their own
    for (const std::string& text : options.configs) {
        if (text.find('=') == std::string::npos)
            configs[""] = text;
        else
            configs.insert(parseAssignment("--config", text));
    }
    std::vector<Anchor> anchors = options.demo ? demoAnchors() : std::vector<Anchor>{};
    for (const std::string& text : options.anchors) {
        const auto [name, weights] = parseAssignment("--anchor", text);
        std::string note;
        anchors.push_back(readAnchor(name, weights, configs.count(name) ? configs[name] : configs[""], &note));
        if (!note.empty()) notes.push_back(note);
    }
    return anchors;
}

Json describe(const Project& project) {
    Json anchors = Json::array(), matrices = Json::array(), selections = Json::array(), jobs = Json::array();
    const auto accuracies = project.accuracies();
    for (const Anchor& a : project.anchors()) {
        const NetCard card = netCard(a.arch);
        const Cost cost = card.total();
        Json anchor = toJson(a);
        anchor["depth"] = card.depth();
        anchor["params"] = cost.params;
        anchor["flops"] = cost.flops;
        anchor["accuracy"] = Json::array();
        for (const AnchorAccuracy& accuracy : accuracies)
            if (accuracy.anchor == a.name) anchor["accuracy"].push_back(toJson(accuracy));
        anchors.push_back(std::move(anchor));
    }
    for (const ScoreMatrix& m : project.matrices())
        matrices.push_back({{"source", m.source},
                            {"target", m.target},
                            {"measure", m.measure},
                            {"rows", m.rows()},
                            {"columns", m.columns()},
                            {"images", m.images}});
    for (const Selection& s : project.selections())
        selections.push_back({{"name", s.name}, {"method", s.method}, {"stitches", s.stitches.size()}});
    for (const Job& job : project.jobs())
        jobs.push_back({{"id", job.id},
                        {"kind", text(job.kind)},
                        {"title", job.title},
                        {"state", text(job.state)},
                        {"message", job.message},
                        {"created", job.created},
                        {"started", job.started},
                        {"finished", job.finished},
                        {"device", job.device}});
    Json probes = Json::array();
    for (const ProbeReport& report : project.probeReports())
        probes.push_back(toJson(report));
    const auto data = project.data();
    const auto distances = project.anchorDistances();
    return {{"file", project.file().string()},
            {"flops_unit", "1 multiply-add = 1 FLOP"},
            {"anchors", std::move(anchors)},
            {"data", data ? toJson(*data) : Json()},
            {"probe_options", toJson(project.probeOptions())},
            {"probes", std::move(probes)},
            {"anchor_distances", distances ? toJson(*distances) : Json()},
            {"matrices", std::move(matrices)},
            {"selections", std::move(selections)},
            {"jobs", std::move(jobs)}};
}

void printText(const Json& json) {
    std::cout << json["file"].get<std::string>() << '\n';
    if (const Json& data = json["data"]; !data.is_null())
        std::cout << "images: " << data["name"].get<std::string>() << " in "
                  << data["path"].get<std::string>() << '\n';
    std::cout << '\n';
    std::vector<std::vector<std::string>> rows;
    for (const Json& a : json["anchors"]) {
        std::string top1;
        for (const Json& accuracy : a["accuracy"])
            top1 += (top1.empty() ? "" : ", ") + fixed(100 * accuracy["top1"].get<double>(), 2) + " % on " +
                    accuracy["split"].get<std::string>();
        rows.push_back({a["name"], std::to_string(a["depth"].get<int>()),
                        shortNumber(a["params"].get<double>()), shortNumber(a["flops"].get<double>()),
                        top1.empty() ? "-" : top1, a["weights"]});
    }
    printTable({"anchor", "blocks", "parameters", "FLOPs", "top-1", "weights"}, rows);
    rows.clear();
    for (const Json& m : json["matrices"])
        rows.push_back({m["source"], m["target"], m["measure"], std::to_string(m["images"].get<long>())});
    if (!rows.empty()) {
        std::cout << '\n';
        printTable({"source", "target", "measure", "images"}, rows);
    }
    rows.clear();
    for (const Json& s : json["selections"])
        rows.push_back({s["name"], s["method"], std::to_string(s["stitches"].get<size_t>())});
    if (!rows.empty()) {
        std::cout << '\n';
        printTable({"selection", "method", "stitches"}, rows);
    }
    rows.clear();
    for (const Json& job : json["jobs"])
        rows.push_back({std::to_string(job["id"].get<long>()),
                        job["title"] == "" ? job["kind"] : job["title"], job["state"], job["created"],
                        job["message"]});
    if (!rows.empty()) {
        std::cout << '\n';
        printTable({"job", "what", "state", "created", "message"}, rows);
    }
}

void show(const Project& project, const Common& common, const std::vector<std::string>& notes = {}) {
    Json json = describe(project);
    if (!notes.empty()) json["notes"] = notes;
    if (common.json) return printJson(json);
    printText(json);
    if (!notes.empty()) std::cout << '\n';
    for (const std::string& note : notes)
        std::cout << oneLine(note) << '\n';
}

void create(const Options& options, const Common& common) {
    std::vector<std::string> notes;
    const std::vector<Anchor> anchors = anchorsOf(options, notes);
    DataSpec data = options.data.spec(anchors.empty() ? nullptr : &anchors.front().arch);
    Project project = Project::create(options.file);
    try {
        if (data.path != DataSpec{}.path) data.name = fs::path(data.path).filename().string();
        data.path = fs::absolute(data.path).string();
        project.setData(data);
        for (const Anchor& a : anchors)
            project.addAnchor(a);
    } catch (...) {
        // Half a project helps nobody, and would be in the way of the next try.
        const fs::path file = project.file(), folder = project.folder();
        { const Project closed = std::move(project); }
        std::error_code ignored;
        fs::remove(file, ignored);
        fs::remove(folder / "lock", ignored);
        fs::remove(folder, ignored);
        throw;
    }
    show(project, common, notes);
}

void addAnchorOptions(CLI::App& command, Options& options) {
    command.add_flag("--demo", options.demo, "Add the bundled family of anchors");
    command.add_option("--anchor", options.anchors, "NAME=FILE, safetensors or .pth; repeat for more")
        ->allow_extra_args(false)
        ->take_all();
    command
        .add_option(
            "--config", options.configs,
            "Architecture as JSON, NAME=FILE or FILE for all; without it what the weights say or show")
        ->allow_extra_args(false)
        ->take_all();
}

} // namespace

void addProject(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    CLI::App* project = program.add_subcommand("project", "Make, fill and show a project file");
    project->require_subcommand(1);
    const auto command = [&](const char* name, const char* help) {
        CLI::App* sub = project->add_subcommand(name, help);
        sub->add_option("FILE", options->file, "Project, name.klas")->required();
        return sub;
    };

    CLI::App* make = command("new", "Create a project");
    addAnchorOptions(*make, *options);
    addDataOptions(*make, options->data);
    addSplitOptions(*make, options->data);
    make->callback([options, &common] { create(*options, common); });

    command("show", "What a project holds")->callback([options, &common] {
        show(Project::open(options->file, Project::Access::ReadOnly), common);
    });

    CLI::App* add = command("add", "Add anchors");
    addAnchorOptions(*add, *options);
    add->callback([options, &common] {
        if (!options->demo && options->anchors.empty()) throw CLI::RequiredError("--anchor or --demo");
        std::vector<std::string> notes;
        const std::vector<Anchor> anchors = anchorsOf(*options, notes);
        Project opened = Project::open(options->file, Project::Access::ReadWrite);
        for (const Anchor& a : anchors)
            opened.addAnchor(a);
        show(opened, common, notes);
    });

    CLI::App* remove = command("remove", "Remove an anchor and all that was computed with it");
    remove->add_option("NAME", options->name, "Anchor")->required();
    remove->callback([options, &common] {
        Project opened = Project::open(options->file, Project::Access::ReadWrite);
        opened.removeAnchor(options->name);
        show(opened, common);
    });
}

} // namespace klas::cli
