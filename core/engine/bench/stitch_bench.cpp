// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/bench/stitch_bench.h"

#include "core/analysis/arch.h"
#include "core/analysis/stitch_space.h"
#include "core/engine/bench/init_bench.h"
#include "core/engine/bench/probe_bench.h"
#include "core/engine/bench/scratch_folder.h"
#include "core/engine/device.h"
#include "core/engine/jobs/finetune.h"
#include "core/engine/stitching/family_init.h"
#include "core/engine/stitching/layout.h"
#include "core/engine/stitching/sweep.h"
#include "core/engine/training/finetune_trainer.h"

#include <chrono>
#include <cstdio>
#include <torch/nn/functional/loss.h>
#include <torch/optim/adamw.h>

namespace klas::engine::bench {

namespace {

namespace F = torch::nn::functional;
using Clock = std::chrono::steady_clock;

constexpr long kSweepBatch = 256, kInitImages = 512, kPaperInitImages = 64, kTrainSteps = 40, kJobSteps = 500;

std::string text(const char* format, double a, double b) {
    char buffer[160];
    std::snprintf(buffer, sizeof buffer, format, a, b);
    return buffer;
}

torch::Tensor firstImages(const Dataset& images, long count) {
    std::vector<long> indices;
    for (long k = 0; k < std::min(count, images.size()); ++k)
        indices.push_back(k);
    return images.batch(indices).images;
}

std::vector<StitchTask> allStitches(const std::vector<Anchor>& anchors) {
    const auto card = [&](size_t k) {
        NetCard c = netCard(anchors[k].arch);
        c.name = anchors[k].name;
        return c;
    };
    const NetCard a = card(0), b = card(1);
    std::vector<StitchTask> tasks;
    for (const CostedStitch& s : legalStitches(a, b))
        tasks.push_back({s.stitch, {}});
    return tasks;
}

std::vector<Figure> sweepFigures(StitchedFamily& family, const torch::Tensor& imagesIn, int rounds) {
    const c10::InferenceMode inference;
    const auto images = imagesIn.to(family.device());
    const auto& configurations = family.configurations();
    const std::string source = family.tasks().front().stitch.source, target = family.tasks().front().stitch.target;
    Net &f = family.anchor(source), &g = family.anchor(target);
    std::vector<torch::Tensor> features(size_t(f.depth()) + 1);
    const auto medians = medianSecondsInTurn(
        rounds, {[&] {
                     sweepBatch(family, configurations, images);
                     synchronise(family.device());
                 },
                 [&] { // prefixes
                     features[0] = f.embed(images);
                     for (int k = 1; k <= f.depth(); ++k)
                         features[size_t(k)] = f.runBlocks(features[size_t(k) - 1], k - 1, k);
                     synchronise(family.device());
                 },
                 [&] { // suffixes, and what the anchors have to themselves
                     for (size_t t = 0; t < family.tasks().size(); ++t)
                         family.finish(t, features[size_t(family.tasks()[t].stitch.i)]);
                     f.classify(features.back());
                     g.forward(images);
                     synchronise(family.device());
                 },
                 [&] {
                     for (const Configuration& c : configurations)
                         family.forward(c, images);
                     synchronise(family.device());
                 }});
    Figure minimum{"sweep of every stitch of a pair, beside its shared prefixes and suffixes apart", medians[0] / (medians[1] + medians[2]), "x", 1.1, false,
                   text("%.3f s against %.3f s", medians[0], medians[1] + medians[2])};
    Figure alone{"the same beside every network alone", medians[3] / medians[0], "x", 0, true, text("%.3f s against %.3f s", medians[3], medians[0])};
    return {minimum, alone};
}

/// At the width of the paper's networks, where the demo's are too small for least squares to take long.
std::vector<Figure> paperInitFigures(const DataSpec& data, torch::Device device) {
    const ScratchFolder scratch("init");
    const EnlargedDataset train(openDataset(data, Split::Train), 224, 3, kPaperInitImages);
    const auto anchors = randomAnchors({"deit_tiny_patch16_224", "deit_small_patch16_224"}, train.classes(), scratch.path.string());
    StitchedFamily family(anchors, allStitches(anchors), false, device);
    auto figures = initBench(family, train, kPaperInitImages, 1);
    figures.front().bound = 4;
    return figures;
}

Figure trainerFigure(const NetworksRequest& request, const std::vector<StitchTask>& tasks, const Dataset& train, int rounds) {
    FinetuneRecipe recipe;
    recipe.steps = 1000000;
    StitchedFamily ours(request.anchors, tasks, false, pickDevice(request.device)), bare(request.anchors, tasks, false, pickDevice(request.device));
    for (StitchedFamily* family : {&ours, &bare})
        initialiseLayers(*family, train, kInitImages, {});
    FinetuneTrainer trainer(ours, ours.configurations(), recipe, train, finetuneAugmentation(recipe, request.data, train.imageSize()), 0);
    std::vector<torch::Tensor> parameters;
    for (auto& [name, tensor] : bare.namedParameters())
        parameters.push_back(tensor.set_requires_grad(true));
    torch::optim::AdamW optimiser(parameters, torch::optim::AdamWOptions(1e-4).weight_decay(0.05));
    const Batch batch = train.batch([&] {
        std::vector<long> indices;
        for (long k = 0; k < recipe.batch; ++k)
            indices.push_back(k);
        return indices;
    }());
    std::vector<size_t> drawn;
    const auto medians = medianSecondsInTurn(rounds, {[&] {
                                                          drawn.clear();
                                                          for (long k = 0; k < kTrainSteps; ++k)
                                                              drawn.push_back(trainer.step().configuration);
                                                      },
                                                      [&] {
                                                          const torch::AutoGradMode gradients(true);
                                                          const auto images = batch.images.to(bare.device()), labels = batch.labels.to(bare.device());
                                                          for (const size_t c : drawn) {
                                                              for (torch::Tensor& p : parameters)
                                                                  p.mutable_grad() = torch::Tensor();
                                                              F::cross_entropy(bare.forward(bare.configurations()[c], images), labels).backward();
                                                              optimiser.step();
                                                          }
                                                          synchronise(bare.device());
                                                      }});
    return {"trainer, beside a bare loop of the same networks with torch's AdamW", medians[1] / medians[0], "x", 0.97, true,
            text("%.1f and %.1f steps a second", kTrainSteps / medians[0], kTrainSteps / medians[1])};
}

Figure overheadFigure(const NetworksRequest& networks, const std::vector<StitchTask>& tasks, const RecordSink& sink, Progress progress) {
    FinetuneRequest request;
    request.networks = networks;
    request.run = "bench";
    request.stitches = tasks;
    request.recipe.steps = kJobSteps;
    request.splits = {};
    std::optional<Clock::time_point> begin;
    Clock::time_point end;
    FinetuneRun last;
    finetune(request, [&](const Record& record) {
        sink(record);
        if (const auto* run = std::get_if<FinetuneRun>(&record)) {
            if (!begin) begin = Clock::now();
            if (!last.complete()) end = Clock::now();
            last = *run;
        }
    }, std::move(progress));
    const double whole = std::chrono::duration<double>(end - *begin).count();
    return {"records, checkpoints and events of a finetuning, as a share of its steps", (whole - last.seconds) / last.seconds, "", 0.01, false,
            text("%.2f s with, %.2f s of steps", whole, last.seconds)};
}

} // namespace

std::vector<Figure> stitchBench(const NetworksRequest& request, int rounds, const RecordSink& sink, Progress progress) {
    const auto tasks = allStitches(request.anchors);
    const auto train = openDataset(request.data, Split::Train), validation = openDataset(request.data, Split::Validation);
    StitchedFamily family(request.anchors, tasks, false, pickDevice(request.device));
    const auto ofPair = initBench(family, *train, kInitImages, rounds), ofPaper = paperInitFigures(request.data, family.device());
    progress.set(0.2);
    initialiseLayers(family, *train, kInitImages, {});
    auto figures = sweepFigures(family, firstImages(*validation, kSweepBatch), rounds);
    figures.insert(figures.end(), ofPaper.begin(), ofPaper.end());
    figures.insert(figures.end(), ofPair.begin(), ofPair.end());
    progress.set(0.4);
    figures.push_back(trainerFigure(request, tasks, *train, std::min(rounds, 5)));
    progress.set(0.6);
    figures.push_back(overheadFigure(request, tasks, sink, Progress()));
    progress.finish();
    return figures;
}

} // namespace klas::engine::bench
