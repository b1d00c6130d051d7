// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/exports/export_stitch.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/output.h"
#include "app/cli/results_file.h"
#include "app/cli/stitch_jobs.h"
#include "core/analysis/run_curves.h"
#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>
#include <iostream>

namespace klas::cli {

namespace {

struct StitchExport {
    std::string file, stitch;
    ExportOptions options;
};

/// The project is only read, so that it may be open in the window, and what an earlier export has left is not
/// relied on.
void exportOne(StitchExport& command, const Common& common) {
    startCompute(common.device, common.threads);
    const Project project = Project::open(command.file, Project::Access::ReadOnly);
    command.options.stitches.stitches = {command.stitch};
    ExportRequest request = requestOf(project, command.options, false);
    request.networks.device = common.device;
    request.networks.threads = common.threads;
    request.networks.knownKeys.clear();
    const auto report = engine::exportStitches(
                            request, [](const Record&) {}, terminalProgress())
                            .front();
    Json written = Json::array();
    long images = 0;
    double difference = 0;
    for (const ExportedFile& file : report.files) {
        written.push_back(file.path);
        images = std::max(images, file.images);
        difference = std::max(difference, file.difference);
    }
    if (common.json)
        return printJson({{"stitch", toJson(report.config.stitch)},
                          {"files", written},
                          {"images", images},
                          {"greatest_difference", difference},
                          {"config", toJson(report.config)}});
    for (const Json& file : written)
        std::cout << file.get<std::string>() << '\n';
    if (images > 0)
        std::cout << "read back and compared on " << images << " images: logits differ by "
                  << Json(difference).dump() << " at most\n";
}

struct ResultsExport {
    std::string file, out, format = "csv", split = "test";
    std::vector<std::string> runs;
};

void exportResults(const ResultsExport& options, const Common& common) {
    const Project project = Project::open(options.file, Project::Access::ReadOnly);
    auto all = networksOfRuns(project.evaluations(), project.runs(), options.split);
    if (!options.runs.empty())
        std::erase_if(all, [&](const RunNetworks& n) { return std::find(options.runs.begin(), options.runs.end(), n.run) == options.runs.end(); });
    if (all.empty()) throw Error("There are no results of these runs on the " + options.split + " split; run klas evaluate or klas finetune first.");
    const std::string text = resultsText(all, options.format);
    if (options.out.empty()) {
        std::cout << text;
        return;
    }
    writeFileAtomically(options.out, text);
    if (common.json) return printJson({{"file", options.out}, {"runs", all.size()}});
    std::cout << options.out << '\n';
}

} // namespace

void addExport(CLI::App& program, Common& common) {
    CLI::App* command = program.add_subcommand("export", "Stitched networks and results as files");
    command->require_subcommand(1);

    auto stitch = std::make_shared<StitchExport>();
    CLI::App* one = command->add_subcommand("stitch", "One stitched network, read back and compared before it counts");
    one->add_option("FILE", stitch->file, "Project, name.klas")->required();
    one->add_option("STITCH", stitch->stitch, "SOURCE:i/TARGET:j")->required();
    addExportOptions(*one, stitch->options);
    one->callback([stitch, &common] { exportOne(*stitch, common); });

    auto results = std::make_shared<ResultsExport>();
    CLI::App* table = command->add_subcommand("results", "Every measured network with cost and accuracy");
    table->add_option("FILE", results->file, "Project, name.klas")->required();
    table->add_option("--format", results->format, "csv, json, or snnet: SN-Net's JSON lines, which klas import reads")
        ->check(CLI::IsMember({"csv", "json", "snnet"}))
        ->capture_default_str();
    table->add_option("--split", results->split, "validation or test")->check(CLI::IsMember({"validation", "test"}))->capture_default_str();
    table->add_option("--run", results->runs, "Only this run; repeat for more")->allow_extra_args(false)->take_all();
    table->add_option("--out", results->out, "File; stdout without");
    table->callback([results, &common] { exportResults(*results, common); });
}

} // namespace klas::cli
