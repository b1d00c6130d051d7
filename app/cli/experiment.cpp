// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/finetune.h"
#include "core/engine/jobs/preview.h"
#include "core/engine/meters/cascade_images.h"

#include "app/cli/command.h"
#include "app/cli/compute.h"
#include "app/cli/experiment_report.h"
#include "app/cli/output.h"
#include "app/cli/pair_inputs.h"
#include "app/cli/project_job.h"
#include "app/cli/project_options.h"
#include "app/cli/stitch_options.h"
#include "core/analysis/stitch_space.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/device.h"

#include <algorithm>
#include <cmath>
#include <iostream>

namespace klas::cli {

namespace {

struct Options {
    std::string file, pair, out = "results.md";
    std::vector<std::string> methods{"klas", "klas-reverse", "snnet", "whole-source", "random", "min-kl", "theta-init", "init-accuracy", "init-both", "marginal"};
    RecipeOptions recipe;
    int seeds = 3;
    long verifySteps = 400;
};

class Experiment {
public:
    Experiment(const Options& options, const Common& common)
        : m_options(options)
        , m_common(common)
        , m_device(startCompute(common.device, common.threads))
        , m_project(Project::open(options.file, Project::Access::ReadWrite))
        , m_recipe(chosenRecipe(options.recipe)) {
        if (m_recipe.mode != "joint") throw Error("An experiment finetunes jointly; leave the recipe's mode at joint.");
        for (const std::string& id : options.methods)
            selectionMethod(id);
        const auto [source, target] = parsePair(options.pair);
        PairInputs inputs(m_project, source, target);
        if (!inputs.kl() || !inputs.targetSelf())
            throw Error("The pair " + options.pair + " has no scores yet; run klas analyze " + options.file + " first.");
        requireWritable(options.out);
        m_source = inputs.source();
        m_target = inputs.target();
        for (const CostedStitch& s : legalStitches(m_source, m_target))
            m_legal.push_back({s.stitch, {}});
        if (std::any_of(options.methods.begin(), options.methods.end(), [](const std::string& id) { return selectionMethod(id).bothDirections; })) {
            const PairInputs reverse(m_project, target, source);
            if (!reverse.kl() || !reverse.targetSelf())
                throw Error("Some methods choose among stitches of " + target + " to " + source + ", which have no scores yet; run klas analyze " +
                            options.file + " --pair " + target + ":" + source + " first, or choose other --methods.");
            for (const CostedStitch& s : legalStitches(m_target, m_source))
                m_reverse.push_back(s.stitch);
        }
    }

    ExperimentResults run() {
        ExperimentResults r;
        r.source = m_source.name;
        r.target = m_target.name;
        r.device = m_device;
        r.recipe = m_recipe;
        r.range = {double(m_source.total().flops), double(m_target.total().flops)};
        r.command = commandText();
        previewAll();
        for (int seed = 0; seed < m_options.seeds; ++seed)
            for (const std::string& id : m_options.methods)
                finetuneMethod(id, m_recipe.seed + std::uint64_t(seed), r);
        verify(r);
        collect(r);
        return r;
    }

private:
    NetworksRequest networks() const {
        NetworksRequest request = m_project.networksRequest({m_source.name, m_target.name});
        request.device = m_common.device;
        request.threads = m_common.threads;
        return request;
    }

    /// Both commands that it takes, from a project with anchors and data.
    std::string commandText() const {
        std::string scored;
        for (const MeasureInfo& m : measures())
            if (m_project.matrix(m_source.name, m_target.name, m.id)) scored += (scored.empty() ? "" : ",") + m.id;
        std::string text = "klas analyze PROJECT --pair " + m_options.pair + (m_reverse.empty() ? "" : " --pair " + m_target.name + ":" + m_source.name) + " --measures " + scored + "\n    klas experiment PROJECT --pair " +
                           m_options.pair + " --seeds " + std::to_string(m_options.seeds) + " --verify-steps " + std::to_string(m_options.verifySteps);
        if (m_options.methods != Options().methods) {
            text += " --methods ";
            for (size_t k = 0; k < m_options.methods.size(); ++k)
                text += (k == 0 ? "" : ",") + m_options.methods[k];
        }
        if (!m_options.recipe.file.empty()) text += " --recipe " + fs::path(m_options.recipe.file).filename().string();
        for (const std::string& change : m_options.recipe.changes)
            text += " --set " + change;
        return text;
    }

    /// Accuracy of every legal stitch, in both directions where a method asks for them, right after initialisation: what some methods choose by, and cheap.
    void previewAll() {
        PreviewRequest request;
        request.networks = networks();
        for (const StitchTask& t : m_legal)
            request.stitches.push_back(t.stitch);
        request.stitches.insert(request.stitches.end(), m_reverse.begin(), m_reverse.end());
        request.initImages = m_recipe.initImages;
        request.images = 0;
        runAsJob(m_project, JobKind::Preview, toJson(request), m_device,
                 [&](const RecordSink& sink, Progress progress) { engine::preview(request, sink, std::move(progress)); });
    }

    void finetuneMethod(const std::string& id, std::uint64_t seed, ExperimentResults& r) {
        SelectionRequest selection;
        selection.method = id;
        selection.seed = seed;
        selection.name = id == "random" ? id + "-seed" + std::to_string(seed) : id;
        ExperimentRun run;
        run.seed = seed;
        run.selection = PairInputs(m_project, m_source.name, m_target.name).choose(m_project, selection);
        if (run.selection.stitches.empty()) { // SN-Net from a deeper network, an expected front that nothing raises
            if (id == m_options.methods.front()) throw Error("The method " + id + " chose no stitch of " + m_options.pair + "; compare with another one.");
            r.withoutStitches.insert(selectionMethod(id).title);
            return;
        }
        auto found = std::find_if(r.methods.begin(), r.methods.end(), [&](const MethodResults& m) { return m.id == id; });
        if (found == r.methods.end()) found = r.methods.insert(r.methods.end(), {id, selectionMethod(id).title, {}});
        m_project.saveSelection(run.selection);

        FinetuneRequest request;
        request.networks = networks();
        request.recipe = m_recipe;
        request.recipe.seed = seed;
        if (id == "snnet") request.recipe.layers = "shared"; // one layer a window is part of that method
        for (const SelectedStitch& s : run.selection.stitches)
            request.stitches.push_back({s.stitch, id == "snnet" ? s.layer : std::nullopt});
        std::sort(request.stitches.begin(), request.stitches.end(), [](const StitchTask& a, const StitchTask& b) { return a.stitch < b.stitch; });
        request.selection = run.selection.name;
        request.splits = {"test"};
        request.run = "experiment-" + std::to_string(m_recipe.steps) + "-seed" + std::to_string(seed) + "-" + id;
        // The same networks under the same recipe are trained once.
        const std::string same = toJson(request.stitches).dump() + toJson(request.recipe).dump();
        const auto [known, isNew] = m_runs.try_emplace(same, request.run);
        run.run = known->second;
        if (isNew) {
            std::fprintf(stderr, "\n%s\n", request.run.c_str());
            runAsJob(m_project, JobKind::Finetune, toJson(request), m_device,
                     [&](const RecordSink& sink, Progress progress) { engine::finetune(request, sink, std::move(progress)); });
        }
        found->runs.push_back(std::move(run));
    }

    /// Every legal stitch alone, briefly: what scores are held against.
    void verify(ExperimentResults& r) {
        if (m_options.verifySteps <= 0) return;
        FinetuneRequest request;
        request.networks = networks();
        request.recipe = m_recipe;
        request.recipe.mode = "single";
        request.recipe.steps = m_options.verifySteps;
        request.stitches = m_legal;
        request.splits = {"test"};
        request.run = "experiment-verify-" + std::to_string(m_options.verifySteps);
        std::fprintf(stderr, "\n%s\n", request.run.c_str());
        runAsJob(m_project, JobKind::Finetune, toJson(request), m_device,
                 [&](const RecordSink& sink, Progress progress) { engine::finetune(request, sink, std::move(progress)); });
        r.verifyRecipe = request.recipe;
        m_verifyRun = request.run;
    }

    void collect(ExperimentResults& r) {
        const auto evaluations = m_project.evaluations();
        const auto runs = m_project.runs();
        const auto byRun = networksOfRuns(evaluations, runs, "test");
        const auto networksOf = [&](const std::string& name) {
            for (const RunNetworks& n : byRun)
                if (n.run == name) return n.evaluations;
            return std::vector<Evaluation>();
        };
        const auto finetuning = [&](const std::string& name) {
            return *std::find_if(runs.begin(), runs.end(), [&](const FinetuneRun& f) { return f.name == name; });
        };
        const auto before = networksOf("");
        for (MethodResults& m : r.methods)
            for (ExperimentRun& run : m.runs) {
                run.after = networksOf(run.run);
                run.finetuning = finetuning(run.run);
                for (const Evaluation& e : before)
                    if (std::any_of(run.after.begin(), run.after.end(), [&](const Evaluation& a) { return a.configuration == e.configuration; }))
                        run.before.push_back(e);
            }
        r.testImages = r.methods.front().runs.front().after.front().images;
        const DataSpec data = *m_project.data();
        r.data = data.name;
        const double seen = double(data.validationImages + (data.trainImages > 0 ? data.trainImages : 50000));
        r.scoringFlops = seen * double(m_source.total().flops + m_target.total().flops);
        for (const StitchTask& t : m_legal)
            r.scoringFlops += double(data.validationImages) * double(stitchCost(m_source, t.stitch.i, m_target, t.stitch.j).flops);
        for (const Stitch& s : m_reverse)
            r.scoringFlops += double(data.validationImages) * double(stitchCost(m_target, s.i, m_source, s.j).flops);
        if (!m_verifyRun.empty()) {
            const auto after = networksOf(m_verifyRun);
            r.verified = after.size();
            r.scores = scoreFigures(m_project, PairInputs(m_project, m_source.name, m_target.name), after);
            r.verifyFlops = finetuning(m_verifyRun).flops;
            r.verifySeconds = finetuning(m_verifyRun).seconds;
        }
        collectCascade(r);
    }

    void collectCascade(ExperimentResults& r) {
        const auto request = networks();
        const auto device = engine::pickDevice(m_common.device);
        const auto load = [&](const std::string& name) {
            const auto a = std::find_if(request.anchors.begin(), request.anchors.end(), [&](const Anchor& o) { return o.name == name; });
            return engine::loadNet(a->arch, a->weights, device);
        };
        const auto f = load(m_source.name), g = load(m_target.name);
        const auto test = engine::openDataset(request.data, engine::Split::Test);
        r.cascade = cascade(engine::cascadeImages(*f, *g, *test, device, 128, Progress()), r.range.low, r.range.high);
    }

    const Options& m_options;
    const Common& m_common;
    std::string m_device;
    Project m_project;
    FinetuneRecipe m_recipe;
    NetCard m_source, m_target;
    std::vector<StitchTask> m_legal;
    std::vector<Stitch> m_reverse; ///< of target to source, where a method chooses among them
    std::map<std::string, std::string> m_runs; ///< what is trained how -> name
    std::string m_verifyRun;
};

void runExperiment(const Options& options, const Common& common) {
    const ExperimentResults results = Experiment(options, common).run();
    const Json json = experimentJson(results);
    const std::string page = experimentMarkdown(results);
    fs::path numbers = options.out;
    numbers.replace_extension(".json");
    writeFileAtomically(options.out, page);
    writeFileAtomically(numbers, json.dump(1) + "\n");
    if (common.json) return printJson(json);
    std::cout << page;
    std::fprintf(stderr, "written: %s and %s\n", options.out.c_str(), numbers.string().c_str());
}

} // namespace

void addExperiment(CLI::App& program, Common& common) {
    auto options = std::make_shared<Options>();
    CLI::App* command = program.add_subcommand("experiment", "Selection methods at the same finetuning budget, over seeds; resumable");
    command->add_option("FILE", options->file, "Project, name.klas, analysed")->required();
    command->add_option("--pair", options->pair, "SOURCE:TARGET")->required();
    command->add_option("--methods", options->methods, "Comma-separated; the first is what the others are compared with")
        ->delimiter(',')
        ->capture_default_str();
    command->add_option("--seeds", options->seeds, "Repetitions")->check(CLI::Range(1, 100))->capture_default_str();
    command->add_option("--verify-steps", options->verifySteps, "Steps of every stitch alone, to hold the scores against; 0 = leave out")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    addRecipeOptions(*command, options->recipe);
    command->add_option("--out", options->out, "Page to write, NAME.md; NAME.json has its numbers")->capture_default_str();
    command->callback([options, &common] { runExperiment(*options, common); });
}

} // namespace klas::cli
