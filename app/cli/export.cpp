// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/exports/export_stitch.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/output.h"
#include "app/cli/results_file.h"
#include "app/cli/stitch_options.h"
#include "core/analysis/run_curves.h"
#include "core/base/error.h"
#include "core/base/files.h"

#include <algorithm>
#include <iostream>

namespace klas::cli {

namespace {

struct StitchExport {
    std::string file, stitch, run, out;
    std::vector<std::string> formats{"config", "safetensors", "torchscript"};
    long initImages = 512;
};

std::optional<double> measuredTop1(const Project& project, const Stitch& stitch, const std::string& run) {
    std::optional<double> top1;
    for (const Evaluation& e : project.evaluations())
        if (e.run == run && e.split == "test" && e.configuration == Configuration::of(stitch)) top1 = e.top1;
    return top1;
}

void exportOne(const StitchExport& options, const Common& common) {
    startCompute(common.device, common.threads);
    const Project project = Project::open(options.file, Project::Access::ReadOnly);
    const Stitch stitch = parseStitch(options.stitch);
    NetworksRequest networks = project.networksRequest({stitch.source, stitch.target});
    networks.device = common.device;
    networks.threads = common.threads;
    const std::string base = !options.out.empty() ? options.out
                                                  : stitch.source + "-" + std::to_string(stitch.i) + "_" + stitch.target + "-" + std::to_string(stitch.j);
    const auto has = [&](const char* format) { return std::find(options.formats.begin(), options.formats.end(), format) != options.formats.end(); };
    engine::ExportFiles files;
    if (has("config")) files.config = base + ".json";
    if (has("safetensors")) files.safetensors = base + ".safetensors";
    if (has("torchscript")) files.torchscript = base + ".pt";
    const auto report = engine::exportStitch(networks, stitch, options.run, options.initImages, measuredTop1(project, stitch, options.run), files,
                                             terminalProgress());
    Json written = Json::array();
    for (const fs::path* file : {&files.config, &files.safetensors, &files.torchscript})
        if (!file->empty()) written.push_back(file->string());
    if (common.json)
        return printJson({{"stitch", toJson(stitch)}, {"files", written}, {"images", report.images}, {"greatest_difference", report.difference},
                          {"config", toJson(report.config)}});
    for (const Json& file : written)
        std::cout << file.get<std::string>() << '\n';
    std::cout << "read back and compared on " << report.images << " images: logits differ by " << Json(report.difference).dump() << " at most\n";
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
    one->add_option("--run", stitch->run, "The finished finetuning it is taken from; as initialised without");
    one->add_option("--format", stitch->formats, "Comma-separated: config (JSON), safetensors, torchscript")
        ->delimiter(',')
        ->check(CLI::IsMember({"config", "safetensors", "torchscript"}))
        ->capture_default_str();
    one->add_option("--out", stitch->out, "Path without ending; made of the stitch without");
    one->add_option("--init-images", stitch->initImages, "Of the train split, for least squares")->check(CLI::PositiveNumber)->capture_default_str();
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
