// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/finetune.h"
#include "core/engine/jobs/preview.h"
#include "core/engine/meters/cascade_images.h"

#include "app/cli/compute.h"
#include "app/cli/experiment_runner.h"
#include "app/cli/pair_inputs.h"
#include "app/cli/project_job.h"
#include "app/cli/project_options.h"
#include "core/analysis/stitch_space.h"
#include "core/base/error.h"
#include "core/base/fixed_hash.h"
#include "core/engine/device.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace klas::cli {

namespace {

class Experiment {
public:
    Experiment(const ExperimentOptions& options, const std::string& pair, const Common& common)
        : m_options(options)
        , m_pair(pair)
        , m_common(common)
        , m_device(startCompute(common.device, common.threads))
        , m_project(Project::open(options.file, Project::Access::ReadWrite))
        , m_recipe(chosenRecipe(options.recipe)) {
        if (m_recipe.mode != "joint")
            throw Error("An experiment finetunes jointly; leave the recipe's mode at joint.");
        for (const std::string& id : options.methods)
            selectionMethod(id);
        const auto [source, target] = parsePair(pair);
        PairInputs inputs(m_project, source, target);
        if (!inputs.kl() || !inputs.targetSelf())
            throw Error("The pair " + pair + " has no scores yet; run klas analyze " + options.file +
                        " first.");
        m_source = inputs.source();
        m_target = inputs.target();
        for (const CostedStitch& s : legalStitches(m_source, m_target))
            m_legal.push_back({s.stitch, {}});
        if (std::any_of(options.methods.begin(), options.methods.end(),
                        [](const std::string& id) { return selectionMethod(id).bothDirections; })) {
            const PairInputs reverse(m_project, target, source);
            if (!reverse.kl() || !reverse.targetSelf())
                throw Error("Some methods choose among stitches of " + target + " to " + source +
                            ", which have no scores yet; run klas analyze " + options.file + " --pair " +
                            target + ":" + source + " first, or choose other --methods.");
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
        r.analysis = analysisText();
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

    /// What scored the pair, in a project with anchors and data.
    std::string analysisText() const {
        std::string scored;
        for (const MeasureInfo& m : measures())
            if (m_project.matrix(m_source.name, m_target.name, m.id))
                scored += (scored.empty() ? "" : ",") + m.id;
        return "klas analyze PROJECT --pair " + m_pair +
               (m_reverse.empty() ? "" : " --pair " + m_target.name + ":" + m_source.name) + " --measures " +
               scored;
    }

    /// Accuracy of every legal stitch, in both directions where a method asks for them, right after
    /// initialisation: what some methods choose by, and cheap.
    void previewAll() {
        PreviewRequest request;
        request.networks = networks();
        for (const StitchTask& t : m_legal)
            request.stitches.push_back(t.stitch);
        request.stitches.insert(request.stitches.end(), m_reverse.begin(), m_reverse.end());
        request.initImages = m_recipe.initImages;
        request.images = 0;
        runAsJob(m_project, JobKind::Preview, toJson(request), m_device,
                 [&](const RecordSink& sink, Progress progress) {
                     engine::preview(request, sink, std::move(progress));
                 });
    }

    void finetuneMethod(const std::string& id, std::uint64_t seed, ExperimentResults& r) {
        SelectionRequest selection;
        selection.method = id;
        selection.seed = seed;
        // Not the method's bare name: a person's own selection may have that.
        selection.name =
            "experiment " + m_pair + " " + id + (id == "random" ? " seed " + std::to_string(seed) : "");
        ExperimentRun run;
        run.seed = seed;
        run.selection = PairInputs(m_project, m_source.name, m_target.name).choose(m_project, selection);
        if (run.selection.stitches
                .empty()) { // SN-Net from a deeper network, an expected front that nothing raises
            if (id == m_options.methods.front())
                throw Error("The method " + id + " chose no stitch of " + m_pair +
                            "; compare with another one.");
            r.withoutStitches.insert(selectionMethod(id).title);
            return;
        }
        auto found = std::find_if(r.methods.begin(), r.methods.end(),
                                  [&](const MethodResults& m) { return m.id == id; });
        if (found == r.methods.end())
            found = r.methods.insert(r.methods.end(), {id, selectionMethod(id).title, {}});
        m_project.saveSelection(run.selection);

        FinetuneRequest request;
        request.networks = networks();
        request.recipe = m_recipe;
        request.recipe.seed = seed;
        if (id == "snnet") request.recipe.layers = "shared"; // one layer a window is part of that method
        for (const SelectedStitch& s : run.selection.stitches)
            request.stitches.push_back({s.stitch, id == "snnet" ? s.layer : std::nullopt});
        std::sort(request.stitches.begin(), request.stitches.end(),
                  [](const StitchTask& a, const StitchTask& b) { return a.stitch < b.stitch; });
        request.selection = run.selection.name;
        request.splits = {"test"};
        request.run = "experiment-" + std::to_string(m_recipe.steps) + "-" +
                      pairWord(m_source.name, m_target.name) + "-seed" + std::to_string(seed) + "-" + id;
        // The same networks under the same recipe are trained once.
        const std::string same = toJson(request.stitches).dump() + toJson(request.recipe).dump();
        const auto [known, isNew] = m_runs.try_emplace(same, request.run);
        run.run = known->second;
        if (isNew) {
            std::fprintf(stderr, "\n%s\n", request.run.c_str());
            runAsJob(m_project, JobKind::Finetune, toJson(request), m_device,
                     [&](const RecordSink& sink, Progress progress) {
                         engine::finetune(request, sink, std::move(progress));
                     });
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
        request.run = "experiment-verify-" + std::to_string(m_options.verifySteps) + "-" +
                      pairWord(m_source.name, m_target.name);
        std::fprintf(stderr, "\n%s\n", request.run.c_str());
        runAsJob(m_project, JobKind::Finetune, toJson(request), m_device,
                 [&](const RecordSink& sink, Progress progress) {
                     engine::finetune(request, sink, std::move(progress));
                 });
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
            return *std::find_if(runs.begin(), runs.end(),
                                 [&](const FinetuneRun& f) { return f.name == name; });
        };
        const auto before = networksOf("");
        for (MethodResults& m : r.methods)
            for (ExperimentRun& run : m.runs) {
                run.after = networksOf(run.run);
                run.finetuning = finetuning(run.run);
                for (const Evaluation& e : before)
                    if (std::any_of(run.after.begin(), run.after.end(),
                                    [&](const Evaluation& a) { return a.configuration == e.configuration; }))
                        run.before.push_back(e);
            }
        r.testImages = r.methods.front().runs.front().after.front().images;
        const DataSpec data = *m_project.data();
        r.data = data.name;
        const double seen = double(data.validationImages + (data.trainImages > 0 ? data.trainImages : 50000));
        r.scoringFlops = seen * double(m_source.total().flops + m_target.total().flops);
        for (const StitchTask& t : m_legal)
            r.scoringFlops += double(data.validationImages) *
                              double(stitchCost(m_source, t.stitch.i, m_target, t.stitch.j).flops);
        for (const Stitch& s : m_reverse)
            r.scoringFlops +=
                double(data.validationImages) * double(stitchCost(m_target, s.i, m_source, s.j).flops);
        if (!m_verifyRun.empty()) {
            const auto after = networksOf(m_verifyRun);
            r.verified = after.size();
            r.scores = scoreFigures(m_project, PairInputs(m_project, m_source.name, m_target.name), after);
            r.verifyFlops = finetuning(m_verifyRun).flops;
            r.verifySeconds = finetuning(m_verifyRun).seconds;
            for (const std::string& warning : finetuning(m_verifyRun).warnings)
                r.verifyWarnings.push_back(m_verifyRun + ": " + warning);
        }
        collectCascade(r);
    }

    void collectCascade(ExperimentResults& r) {
        const auto request = networks();
        const auto device = engine::pickDevice(m_common.device);
        const auto load = [&](const std::string& name) {
            const auto a = std::find_if(request.anchors.begin(), request.anchors.end(),
                                        [&](const Anchor& o) { return o.name == name; });
            return engine::loadNet(a->arch, a->weights, device);
        };
        const auto f = load(m_source.name), g = load(m_target.name);
        const auto test = engine::openDataset(request.data, engine::Split::Test);
        const auto answers = engine::cascadeImages(*f, *g, *test, device, 128, Progress());
        r.cascade = cascade(answers, r.range.low, r.range.high, answers.size() + 1); // every threshold counts
    }

    const ExperimentOptions& m_options;
    const std::string& m_pair;
    const Common& m_common;
    std::string m_device;
    Project m_project;
    FinetuneRecipe m_recipe;
    NetCard m_source, m_target;
    std::vector<StitchTask> m_legal;
    std::vector<Stitch> m_reverse;             ///< of target to source, where a method chooses among them
    std::map<std::string, std::string> m_runs; ///< what is trained how -> name
    std::string m_verifyRun;
};

} // namespace

std::string pairWord(const std::string& source, const std::string& target) {
    const std::string word = source + "-" + target;
    const bool plain = word.size() <= 64 && std::all_of(word.begin(), word.end(), [](unsigned char c) {
                           return std::isalnum(c) || c == '-' || c == '_' || c == '.';
                       });
    return plain ? word : std::to_string(fixedHash(source + ":" + target));
}

ExperimentResults runExperiment(const ExperimentOptions& options, size_t k, const Common& common) {
    return Experiment(options, options.pairs[k], common).run();
}

} // namespace klas::cli
