// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/analyze.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/limits.h"
#include "app/cli/output.h"
#include "app/cli/project_job.h"
#include "app/cli/project_options.h"

#include <algorithm>
#include <cmath>
#include <iostream>

namespace klas::cli {

namespace {

struct Options {
    std::string file;
    std::vector<std::string> measures{"kl"}, pairs;
    long probeImages = -1;
    std::string pooling;
    long batch = 0;
    double temperature = 2;
};

AnalyzeRequest requestFor(Project& project, const Options& options, const Common& common) {
    AnalyzeRequest request = project.analyzeRequest();
    request.measures = options.measures;
    for (const std::string& measure : request.measures)
        measureInfo(measure);
    const auto anchors = cards(request.anchors);
    const auto addPair = [&](const std::string& source, const std::string& target) {
        cardOf(anchors, source);
        cardOf(anchors, target);
        const std::pair pair(source, target);
        if (std::find(request.pairs.begin(), request.pairs.end(), pair) == request.pairs.end())
            request.pairs.push_back(pair);
    };
    for (const std::string& text : options.pairs) {
        const auto [source, target] = parsePair(text);
        addPair(source, target);
        addPair(target, target); // Σ needs the target with itself
    }
    request.temperature = options.temperature;
    request.batch = options.batch;
    request.device = common.device;
    request.threads = common.threads;
    return request;
}

Json summary(const Project& project, long job, const std::string& device) {
    Json accuracies = Json::array(), probes = Json::array(), matrices = Json::array();
    for (const AnchorAccuracy& a : project.accuracies())
        accuracies.push_back(toJson(a));
    for (const ProbeReport& report : project.probeReports())
        probes.push_back(toJson(report));
    for (const ScoreMatrix& m : project.matrices())
        matrices.push_back(toJson(m));
    const auto distances = project.anchorDistances();
    return {{"project", project.file().string()},
            {"job", job},
            {"device", device},
            {"accuracies", std::move(accuracies)},
            {"probes", std::move(probes)},
            {"anchor_distances", distances ? toJson(*distances) : Json()},
            {"matrices", std::move(matrices)}};
}

void printText(const Project& project) {
    std::vector<std::vector<std::string>> rows;
    for (const ProbeReport& report : project.probeReports())
        for (const ProbeResult& b : report.blocks)
            rows.push_back({report.anchor, std::to_string(b.block), fixed(100 * b.accuracy, 2) + " %",
                            fixed(b.trainLoss, 4), fixed(b.validationLoss, 4), fixed(b.gradientNorm, 7)});
    printTable({"probes of", "block", "top-1", "train loss", "validation loss", "gradient"}, rows);
    rows.clear();
    for (const ProbeReport& report : project.probeReports())
        rows.push_back({report.anchor, report.pooling, fixed(report.headKl, 4)});
    std::cout << '\n';
    printTable({"anchor", "pooling", "KL of head and last probe, nats"}, rows);
    for (const ProbeReport& report : project.probeReports())
        for (const std::string& warning : report.warnings)
            std::cout << "note: " << report.anchor << ": " << warning << '\n';
    rows.clear();
    for (const AnchorAccuracy& a : project.accuracies())
        rows.push_back({a.anchor, a.split, std::to_string(a.images), fixed(100 * a.top1, 2) + " %",
                        fixed(100 * a.top5, 2) + " %", fixed(a.loss, 4)});
    std::cout << '\n';
    printTable({"anchor", "split", "images", "top-1", "top-5", "loss"}, rows);
    if (const auto d = project.anchorDistances()) {
        rows.clear();
        for (size_t i = 0; i < d->anchors.size(); ++i) {
            rows.push_back({d->anchors[i]});
            for (const double kl : d->kl[i])
                rows.back().push_back(fixed(kl, 4));
        }
        std::vector<std::string> header{"KL of heads, nats"};
        header.insert(header.end(), d->anchors.begin(), d->anchors.end());
        std::cout << '\n';
        printTable(header, rows);
    }
    rows.clear();
    for (const ScoreMatrix& m : project.matrices()) {
        double low = INFINITY, high = -INFINITY;
        for (int i = 1; i <= m.rows(); ++i)
            for (int j = 1; j <= m.columns(); ++j) {
                low = std::min(low, m.value(i, j));
                high = std::max(high, m.value(i, j));
            }
        rows.push_back(
            {m.source, m.target, m.measure, fixed(low, 6), fixed(high, 6), std::to_string(m.images)});
    }
    std::cout << '\n';
    printTable({"source", "target", "measure", "least", "greatest", "images"}, rows);
}

void analyze(const Options& options, const Common& common) {
    const std::string device = startCompute(common.device, common.threads);
    Project project = Project::open(options.file, Project::Access::ReadWrite);
    if (options.probeImages >= 0 || !options.pooling.empty()) {
        ProbeOptions probes = project.probeOptions();
        if (options.probeImages >= 0) probes.trainImages = options.probeImages;
        if (!options.pooling.empty()) probes.pooling = options.pooling;
        project.setProbeOptions(probes);
    }
    const AnalyzeRequest request = requestFor(project, options, common);
    const long job = runAsJob(project, JobKind::Analyze, toJson(request), device, [&](const RecordSink& sink, Progress progress) {
        engine::analyze(request, sink, std::move(progress));
    });
    if (common.json)
        printJson(summary(project, job, device));
    else
        printText(project);
}

} // namespace

void addAnalyze(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    CLI::App* command =
        program.add_subcommand("analyze", "Probes and similarity of the project's anchors; resumable");
    command->add_option("FILE", options->file, "Project, name.klas")->required();
    command->add_option("--measures", options->measures, "Comma-separated: kl, cka, ...")
        ->delimiter(',')
        ->capture_default_str();
    command->add_option("--pair", options->pairs, "SOURCE:TARGET; repeat for more; all pairs without")
        ->allow_extra_args(false)
        ->take_all();
    command
        ->add_option("--probe-images", options->probeImages,
                     "Training images of the probes, 0 = all; kept in the project")
        ->check(kNotNegative);
    command
        ->add_option("--pooling", options->pooling,
                     "Features of the probes: as each anchor's head pools, or the mean over positions for all "
                     "(head, mean); kept in the project")
        ->check(CLI::IsMember({"head", "mean"}));
    command->add_option("--batch", options->batch, "Images at a time, 0 = chosen")
        ->check(CLI::Range(0, 65536));
    command->add_option("--temperature", options->temperature, "Of kl_temperature")
        ->check(kPositive)
        ->capture_default_str();
    command->callback([options, &common] { analyze(*options, common); });
}

} // namespace klas::cli
