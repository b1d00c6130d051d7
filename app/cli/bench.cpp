// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/analysis/arch.h"
#include "core/base/version.h"
#include "core/engine/bench/analysis_bench.h"
#include "core/engine/bench/checkpoint_bench.h"
#include "core/engine/bench/forward_bench.h"
#include "core/engine/bench/image_bench.h"
#include "core/engine/bench/probe_bench.h"
#include "core/engine/bench/scratch_folder.h"
#include "core/engine/bench/stitch_bench.h"
#include "core/engine/bench/theta_bench.h"
#include "core/engine/blas_core.h"
#include "core/engine/device.h"
#include "core/store/demo.h"
#include "core/store/project.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <memory>

namespace klas::cli {

namespace {

struct Options {
    std::vector<std::string> parts;
    long images = 512;
    int rounds = 7;
};

using engine::bench::Figure;

void append(std::vector<Figure>& all, std::vector<Figure> more) {
    all.insert(all.end(), more.begin(), more.end());
}

/// Most memory that was in use since resetPeak(), in MiB.
double peakMemory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind("VmHWM:", 0) == 0) return std::atof(line.c_str() + 6) / 1024;
    return 0;
}
void resetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

/// One part of the bench, and the memory it took beyond what was in use before.
std::vector<Figure> withMemory(const std::string& part, const std::function<std::vector<Figure>()>& work) {
    resetPeak();
    const double before = peakMemory();
    auto figures = work();
    const double peak = peakMemory();
    Figure memory;
    memory.name = part + ", peak memory";
    memory.value = peak;
    memory.unit = "MiB";
    memory.detail = fixed(before, 0) + " MiB of it were in use before";
    figures.push_back(memory);
    return figures;
}

std::vector<Figure> forward(const Options& o, torch::Device device) {
    const std::vector<std::pair<const char*, double>> bounds{
        {"deit_small_patch16_224", 0.8}, {"deit_base_patch16_224", 0.8}, {"swin_tiny_patch4_window7_224", 0.6}};
    std::vector<Figure> figures;
    for (const auto& [name, bound] : bounds) {
        append(figures, engine::bench::forwardBench({namedArch(name)}, 8, o.rounds, device));
        figures.back().bound = bound;
    }
    figures.push_back(engine::bench::convolutionBench(namedArch("resnet50"), 8, o.rounds, device));
    figures.back().bound = 1.15;
    std::vector<ArchConfig> archs;
    for (const Anchor& anchor : demoAnchors())
        archs.push_back(anchor.arch);
    append(figures, engine::bench::forwardBench(archs, 256, o.rounds, device));
    return figures;
}

std::vector<Figure> theta(const Options& o) {
    using namespace engine::bench;
    return {thetaBench(4, 4096, 10, o.rounds), thetaPairBench(4096, 10, o.rounds), thetaBench(4, 256, 1000, o.rounds),
            thetaPairBench(256, 1000, o.rounds)};
}

std::vector<Figure> probes(const Options& o, torch::Device device) {
    using namespace engine;
    Progress progress = terminalProgress();
    const DataSpec data;
    const bench::EnlargedDataset train(openDataset(data, Split::Train), 224, 3, o.images),
        validation(openDataset(data, Split::Validation), 224, 3, std::max(64L, o.images / 4));
    ArchConfig arch = namedArch("deit_small_patch16_224");
    arch.setClasses(train.classes()); // the head plays no part in the probes, but must fit the images
    const auto net = makeNet(arch);
    net->module().to(device);
    auto figures = bench::probeBench(*net, train, validation, 32, device, 3, progress.share(0.8, "deit_small"));
    DataSpec demoData;
    demoData.trainImages = 10000;
    demoData.validationImages = 2000;
    const auto demoTrain = openDataset(demoData, Split::Train), demoValidation = openDataset(demoData, Split::Validation);
    for (const Anchor& anchor : demoAnchors()) {
        const auto demo = loadNet(anchor.arch, anchor.weights, device);
        append(figures, bench::probeBench(*demo, *demoTrain, *demoValidation, 256, device, 1,
                                          progress.share(0.04, anchor.name)));
    }
    return figures;
}

std::vector<Figure> analysis(const Common& common) {
    const engine::bench::ScratchFolder scratch;
    AnalyzeRequest request;
    request.workFolder = scratch.path.string();
    request.anchors = demoAnchors();
    request.device = common.device;
    request.threads = common.threads;
    return engine::bench::analysisBench(request, terminalProgress());
}

/// The cheapest and the dearest of the demo's anchors, in a project of their own.
std::vector<Figure> stitching(const Options& o, const Common& common) {
    const engine::bench::ScratchFolder scratch;
    Project project = Project::create(scratch.path / "bench.klas");
    auto anchors = demoAnchors();
    std::sort(anchors.begin(), anchors.end(), [](const Anchor& a, const Anchor& b) {
        return netCard(a.arch).total().flops < netCard(b.arch).total().flops;
    });
    for (const Anchor* anchor : {&anchors.front(), &anchors.back()})
        project.addAnchor(*anchor);
    project.setData({});
    NetworksRequest request = project.networksRequest();
    request.device = common.device;
    request.threads = common.threads;
    return engine::bench::stitchBench(request, o.rounds, [&](const Record& record) { project.save(record); }, terminalProgress());
}

void run(const Options& o, const Common& common) {
    engine::initCompute(common.threads);
    const auto device = engine::pickDevice(common.device);
    const auto wanted = [&](const char* part) {
        return o.parts.empty() || std::find(o.parts.begin(), o.parts.end(), part) != o.parts.end();
    };
    std::vector<Figure> figures;
    const auto measure = [&](const char* part, const std::function<std::vector<Figure>()>& work) {
        if (wanted(part)) append(figures, withMemory(part, work));
    };
    measure("forward", [&] { return forward(o, device); });
    measure("theta", [&] { return theta(o); });
    measure("images", [&] { return engine::bench::imageBench(o.rounds); });
    measure("probes", [&] { return probes(o, device); });
    measure("analysis", [&] { return analysis(common); });
    measure("stitching", [&] { return stitching(o, common); });
    measure("checkpoint", [&] { return engine::bench::checkpointBench(o.rounds); });

    if (common.json) {
        Json list = Json::array();
        for (const Figure& f : figures)
            list.push_back({{"name", f.name},
                            {"value", f.value},
                            {"unit", f.unit},
                            {"bound", f.bound > 0 ? Json(f.bound) : Json(nullptr)},
                            {"bound_is", f.atLeast ? "at least" : "at most"},
                            {"met", f.bound > 0 ? Json(f.met()) : Json(nullptr)},
                            {"detail", f.detail}});
        return printJson({{"klas", kVersion},
                          {"device", engine::describe(device)},
                          {"blas", engine::describeBlas()},
                          {"figures", list}});
    }
    std::vector<std::vector<std::string>> rows;
    for (const Figure& f : figures)
        rows.push_back({f.name, fixed(f.value, 2) + " " + f.unit,
                        f.bound <= 0 ? "" : std::string(f.atLeast ? ">= " : "<= ") + fixed(f.bound, 2),
                        f.bound <= 0 ? "" : f.met() ? "met" : "missed", f.detail});
    printTable({"what", "measured", "wanted", "", "detail"}, rows);
    std::printf("%s, %s\n", engine::describe(device).c_str(), engine::describeBlas().c_str());
}

} // namespace

void addBench(CLI::App& program, Common& common) {
    auto* command = program.add_subcommand("bench", "Measure speed as ratios against the plain way, in one run");
    auto o = std::make_shared<Options>();
    command->add_option("part", o->parts, "forward, theta, images, probes, analysis, stitching, checkpoint; all when none is named")
        ->check(CLI::IsMember({"forward", "theta", "images", "probes", "analysis", "stitching", "checkpoint"}));
    command->add_option("--images", o->images, "Training images for the probes of deit_small")
        ->check(CLI::Range(64L, 100000L))
        ->capture_default_str();
    command->add_option("--rounds", o->rounds, "Repetitions of which the median counts")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->callback([o, &common] { run(*o, common); });
}

} // namespace klas::cli
