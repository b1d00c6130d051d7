// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobs/finetune.h"

#include "core/analysis/loss_trend.h"
#include "core/base/error.h"
#include "core/engine/device.h"
#include "core/engine/jobs/family_job.h"
#include "core/engine/jobs/finetune_work.h"
#include "core/engine/jobs/run_files.h"
#include "core/engine/jobs/teacher_net.h"
#include "core/engine/training/finetune_trainer.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace klas::engine {

namespace {

using Clock = std::chrono::steady_clock;

constexpr long kCurvePoints = 1000;             ///< of a run, about
constexpr double kCurvePause = 0.5;             ///< seconds between curve messages
constexpr double kCheckpointPause = 10;         ///< seconds between checkpoints, at least …
constexpr double kCheckpointShare = 100;        ///< … and this many times what the last one took

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

class Finetuning {
public:
    Finetuning(const FinetuneRequest& request, const RecordSink& sink)
        : m_request(request)
        , m_recipe(request.recipe)
        , m_sink(sink)
        , m_job(request.networks, request.stitches, request.recipe.layers == "shared", request.recipe.initImages, sink)
        , m_files(request.networks.workFolder, request.run) {
        Distillation& d = m_recipe.distillation;
        const bool unnamed = d.teacher.empty() && d.teacherWeights.empty();
        if (d.kind != "none" && unnamed) d.teacher = largestAnchor(request, m_job.anchors());
        m_run.name = request.run;
        m_run.selection = request.selection;
        m_run.stitches = request.stitches;
        m_run.recipe = m_recipe;
        m_run.steps = m_recipe.steps * (joint() ? 1 : long(request.stitches.size()));
        m_run.key = m_job.keys().run(m_job.anchors(), request.stitches, m_recipe);
        m_run.checkpoint = (fs::path("runs") / request.run / "state.safetensors").generic_string();
        m_run.provenance = m_job.provenance(Json::object());
        if (d.kind != "none") {
            m_run.provenance["teacher"] = d.teacher.empty() ? d.teacherWeights : d.teacher;
            m_run.provenance["teacher_chosen"] = unnamed ? "the largest anchor" : "by name";
        }
    }

    void run(Progress progress) {
        if (!joint() && m_request.stitches.empty()) throw Error("There is no stitch to finetune; name at least one.");
        ensureFolder(m_files.folder());
        const FinetuneWork work = finetuneWork(m_job, m_request.networks, m_recipe, m_request.splits);
        m_trainingShare = work.training / (work.training + work.after);
        measureBefore(progress.share(work.before / work.all(), "before"));
        Progress rest = progress.share(1 - work.before / work.all(), "finetuning");
        if (joint()) {
            adoptEqual();
            trainAndMeasure(m_job.configurations(m_recipe.includeAnchors), m_job.configurations(true), m_files.weights(), m_run.key, rest);
        } else {
            for (size_t t = 0; t < m_request.stitches.size(); ++t)
                alone(t, rest.share(1.0 / double(m_request.stitches.size()), text(m_request.stitches[t].stitch)));
        }
        m_run.step = m_run.steps; // also where it stopped early
        m_sink(m_run);
        progress.finish();
    }

private:
    bool joint() const { return m_recipe.mode == "joint"; }

    /// What training starts from. A run that is asked for again once it has finished never comes here.
    void prepare(Progress progress) {
        m_job.initialise(std::move(progress));
        if (!m_teacher) m_teacher = teacherFor(m_request, m_recipe.distillation, m_job.device());
        if (joint() || !m_initial.empty()) return;
        for (const auto& [name, tensor] : m_job.family().namedParameters())
            m_initial.emplace_back(name, tensor.detach().clone());
    }

    void measureBefore(Progress progress) {
        const auto keys = m_job.initialKeys();
        for (const std::string& split : m_request.splits) {
            Progress part = progress.share(1.0 / double(m_request.splits.size()), "before, " + split);
            const auto left = m_job.unknown(m_job.configurations(true), keys, 0, split, 0);
            if (left.empty()) continue;
            m_job.initialise(part.share(0.5, "least squares"));
            m_job.measure(left, keys, {}, 0, split, 0, false, Json::object(), part.share(0.5, "before, " + split));
        }
        progress.finish();
    }

    /// The weights of a joint run that did the same before become this one's: nothing is trained twice.
    void adoptEqual() {
        std::error_code ignored;
        if (fs::is_regular_file(m_files.weights(), ignored) || fs::is_regular_file(m_files.state(), ignored))
            return;
        const auto equal = RunFiles::weightsWithKey(m_files.folder().parent_path(), m_run.key);
        if (!equal) return;
        const fs::path part = m_files.weights().string() + ".part";
        if (fs::copy_file(*equal, part, fs::copy_options::overwrite_existing, ignored))
            fs::rename(part, m_files.weights(), ignored);
        else
            fs::remove(part, ignored); // it is trained again
    }

    void alone(size_t task, Progress progress) {
        const StitchTask& t = m_request.stitches[task];
        const Configuration c = Configuration::of(t.stitch);
        std::vector<std::string> anchors;
        for (const std::string& name : m_job.anchors())
            if (name == t.stitch.source || name == t.stitch.target) anchors.push_back(name);
        const std::string key = m_job.keys().run(anchors, {t}, m_recipe);
        m_offset = long(task) * m_recipe.steps;
        const bool credited = std::all_of(m_request.splits.begin(), m_request.splits.end(), [&](const std::string& split) {
            return m_job.unknown({c}, [&](const Configuration&) { return key; }, m_recipe.steps, split, 0).empty();
        });
        if (credited && !m_request.splits.empty()) { // another run has done the same, or this one before
            const fs::path own = m_files.weights(t.stitch);
            std::error_code ignored;
            if (!fs::is_regular_file(own, ignored))
                if (const auto theirs = RunFiles::weightsWithKey(m_files.folder().parent_path(), key, t.stitch)) RunFiles::adopt(*theirs, own);
            if (fs::is_regular_file(own, ignored) && RunFiles::origin(own).key == key) addFinished(RunFiles::origin(own));
            addResults(m_job, {c}, key, m_recipe.steps);
            return progress.finish();
        }
        trainAndMeasure({c}, {c}, m_files.weights(t.stitch), key, std::move(progress));
    }

    /// Trains to the end from the last checkpoint, keeps the weights, measures on every split what is not known.
    void trainAndMeasure(const std::vector<Configuration>& trained, const std::vector<Configuration>& measured, const fs::path& weights,
                         const std::string& key, Progress progress) {
        RunFiles::Origin origin;
        origin.key = key;
        if (std::error_code ignored; fs::is_regular_file(weights, ignored)) {
            origin = RunFiles::origin(weights);
            if (origin.key != key)
                throw Error("The run " + m_request.run + " has finished with other networks, data or another recipe; choose another name.");
            FamilyJob finished(m_request.networks, m_request.stitches, false, m_recipe.initImages, m_sink);
            addFinished(origin);
            return measureAfter(finished, measured, origin, std::move(progress), &weights);
        }
        prepare(progress.share(0.02, "least squares"));
        if (!joint()) startAgain();
        origin.step = train(trained, key, progress.share(0.97 * m_trainingShare, "training"));
        origin.seconds = m_note.seconds;
        origin.flops = m_note.flops;
        origin.warning =
            divergenceWarning(m_note.trend, m_recipe, m_request.networks.anchors.front().arch.classes(),
                              trained.size(), joint() ? m_request.run : text(trained.front()));
        RunFiles::write(weights, m_trainer->weights(), m_job.family(), origin);
        m_trainer.reset();
        std::error_code ignored;
        fs::remove(m_files.state(), ignored); // what it held is in the weights now
        addFinished(origin);
        measureAfter(m_job, measured, origin, progress.share(1 - 0.97 * m_trainingShare - 0.02, "accuracy"));
        progress.finish();
    }

    /// What the run ends with, whoever measured it.
    void addResults(FamilyJob& job, const std::vector<Configuration>& configurations, const std::string& key, long step) {
        for (const std::string& split : m_request.splits)
            for (std::string& result : job.keysOf(configurations, [&](const Configuration&) { return key; }, step, split, 0))
                m_run.results.push_back(std::move(result));
    }

    /// Adds what is done to the run.
    void addFinished(const RunFiles::Origin& origin) {
        m_seconds += origin.seconds;
        m_flops += origin.flops;
        if (!origin.warning.empty()) m_run.warnings.push_back(origin.warning);
        m_note = {};
        tell(origin.step);
    }

    void tell(long step) {
        m_run.step = m_offset + step;
        m_run.seconds = m_seconds + m_note.seconds;
        m_run.flops = m_flops + m_note.flops;
        m_sink(m_run);
    }

    /// The stitches of a run that trains each alone all start from the networks as initialised.
    void startAgain() {
        const torch::NoGradGuard noGrad;
        const auto parameters = m_job.family().namedParameters();
        for (size_t k = 0; k < parameters.size(); ++k)
            torch::Tensor(parameters[k].second).copy_(m_initial[k].second);
    }

    /// `stored`: the weights to read first, where anything is left to measure.
    void measureAfter(FamilyJob& job, const std::vector<Configuration>& measured, const RunFiles::Origin& origin, Progress progress,
                      const fs::path* stored = nullptr) {
        const auto networkOf = [&](const Configuration&) { return origin.key; };
        addResults(job, measured, origin.key, origin.step);
        for (const std::string& split : m_request.splits) {
            Progress part = progress.share(1.0 / double(m_request.splits.size()), "accuracy, " + split);
            const auto left = job.unknown(measured, networkOf, origin.step, split, 0);
            if (left.empty()) continue;
            if (stored) RunFiles::read(*std::exchange(stored, nullptr), job.family());
            job.measure(left, networkOf, m_run.name, origin.step, split, 0, false, about(origin.key), std::move(part));
        }
        progress.finish();
    }

    Json about(const std::string& key) const { return {{"run_key", key}, {"recipe", toJson(m_recipe)}, {"selection", m_request.selection}}; }

    /// What a run knows beside the trainer's state.
    struct Note {
        double seconds = 0, flops = 0;
        double lossSum = 0; ///< since the last point of the curve
        long lossCount = 0;
        LossTrend trend;
        double best = -1;   ///< mean top-1, for early stopping
        int worse = 0;
        long validated = 0; ///< the last step after which that was done
        bool stopped = false;
    };
    static Json toJson(const Note& n) {
        return {{"seconds", n.seconds},  {"flops", n.flops},
                {"loss_sum", n.lossSum}, {"loss_count", n.lossCount},
                {"best", n.best},        {"worse", n.worse},
                {"stopped", n.stopped},  {"trend", klas::toJson(n.trend)},
                {"validated", n.validated}};
    }
    static Json toJson(const FinetuneRecipe& r) { return klas::toJson(r); }
    static Note noteFromJson(const Json& json, const std::string& what) {
        Note n;
        n.seconds = requiredField<double>(json, "seconds", what);
        n.flops = requiredField<double>(json, "flops", what);
        n.lossSum = requiredField<double>(json, "loss_sum", what);
        n.lossCount = requiredField<long>(json, "loss_count", what);
        n.best = requiredField<double>(json, "best", what);
        n.worse = requiredField<int>(json, "worse", what);
        n.stopped = requiredField<bool>(json, "stopped", what);
        n.validated = optionalField(json, "validated", n.validated, what);
        n.trend = lossTrendFromJson(optionalField<Json>(json, "trend", Json(), what), what);
        return n;
    }

    /// Returns the steps done.
    long train(const std::vector<Configuration>& trained, const std::string& key, Progress progress) {
        const Dataset& images = m_job.images("train");
        const auto black = float(-m_request.networks.data.mean / m_request.networks.data.stddev);
        m_trainer = std::make_unique<FinetuneTrainer>(m_job.family(), trained, m_recipe, images,
                                                      finetuneAugmentation(m_recipe, m_request.networks.data, images.imageSize()), black,
                                                      m_teacher->call());
        m_note = {};
        if (fs::is_regular_file(m_files.state()))
            m_note = noteFromJson(m_trainer->restore(m_files.state(), key), "The checkpoint " + m_files.state().string());
        m_key = key;
        tell(m_trainer->steps());
        m_lastCheckpoint = m_lastCurve = Clock::now();
        Progress steps = progress.share(m_recipe.evaluateEvery > 0 ? 0.9 : 1, "finetuning");
        Progress between = progress.share(m_recipe.evaluateEvery > 0 ? 0.1 : 0, "validation");
        try {
            while (!m_trainer->finished() && !m_note.stopped) {
                if (validationIsDue()) { // also where the last process ended before it
                    checkpoint();
                    validate(trained, between);
                    continue;
                }
                steps.count(m_trainer->steps(), m_recipe.steps);
                oneStep();
                if (secondsSince(m_lastCheckpoint) > std::max(kCheckpointPause, kCheckpointShare * m_checkpointSeconds))
                    checkpoint();
            }
        } catch (const Cancelled&) {
            checkpoint();
            throw;
        }
        finishCurvePoint();
        checkpoint();
        progress.finish();
        return m_trainer->steps();
    }

    bool validationIsDue() const {
        return m_recipe.evaluateEvery > 0 && m_trainer->steps() % m_recipe.evaluateEvery == 0 && m_trainer->steps() > m_note.validated;
    }

    void oneStep() {
        const auto start = Clock::now();
        const FinetuneStep done = m_trainer->step();
        m_note.seconds += secondsSince(start);
        const double images = double(std::min(m_recipe.batch, m_job.images("train").size()));
        m_note.flops += images * (kStepOverForward * double(m_job.family().cost(m_trainer->configurations()[done.configuration]).flops) + m_teacher->flops);
        m_note.lossSum += done.loss;
        ++m_note.lossCount;
        m_note.trend.add(done.loss, LossTrend::window(m_recipe.steps));
        m_rate = done.layerRate;
        if (m_trainer->steps() % std::max(1L, m_recipe.steps / kCurvePoints) == 0) finishCurvePoint();
        if (secondsSince(m_lastCurve) > kCurvePause) sendCurve();
    }

    void finishCurvePoint() {
        if (m_note.lossCount == 0) return;
        m_curve.points.push_back(
            {m_offset + m_trainer->steps(), m_note.lossSum / double(m_note.lossCount), m_rate, m_seconds + m_note.seconds});
        m_note.lossSum = 0;
        m_note.lossCount = 0;
    }

    void sendCurve() {
        m_lastCurve = Clock::now();
        if (m_curve.points.empty()) return;
        m_curve.run = m_run.name;
        m_curve.key = m_run.key;
        m_sink(m_curve);
        m_curve.points.clear();
    }

    /// The curve first: a run that is resumed from here will not make these points again. Points beyond a checkpoint are
    /// made again and replace themselves.
    void checkpoint() {
        sendCurve();
        const auto start = Clock::now();
        m_trainer->save(m_files.state(), m_key, toJson(m_note));
        m_lastCheckpoint = Clock::now();
        m_checkpointSeconds = secondsSince(start);
        tell(m_trainer->steps());
    }

    void validate(const std::vector<Configuration>& trained, Progress& between) {
        const auto networkOf = [&](const Configuration&) { return m_key; };
        const auto results = m_job.measure(trained, networkOf, m_run.name, m_trainer->steps(), "validation", m_recipe.evaluateImages, false,
                                           about(m_key), between.share(double(m_recipe.evaluateEvery) / double(m_recipe.steps), "validation"));
        double mean = 0;
        for (const Evaluation& e : results)
            mean += e.top1 / double(results.size());
        m_note.worse = mean > m_note.best ? 0 : m_note.worse + 1;
        m_note.best = std::max(m_note.best, mean);
        m_note.validated = m_trainer->steps();
        m_note.stopped = m_recipe.patience > 0 && m_note.worse >= m_recipe.patience;
    }

    const FinetuneRequest& m_request;
    FinetuneRecipe m_recipe; ///< as asked, with the teacher's name
    const RecordSink& m_sink;
    FamilyJob m_job;
    RunFiles m_files;
    FinetuneRun m_run;
    std::optional<TeacherNet> m_teacher;
    NamedTensors m_initial; ///< weights that stitches trained alone start from
    std::unique_ptr<FinetuneTrainer> m_trainer;
    std::string m_key;   ///< of what is trained now
    long m_offset = 0;   ///< steps of the stitches before it
    double m_trainingShare = 1;        ///< of training and measuring a network
    double m_seconds = 0, m_flops = 0; ///< of the stitches that are finished
    Note m_note;
    RunCurve m_curve;    ///< points that are not sent yet
    double m_rate = 0, m_checkpointSeconds = 0;
    Clock::time_point m_lastCheckpoint, m_lastCurve;
};

} // namespace

void finetune(const FinetuneRequest& request, const RecordSink& sink, Progress progress) {
    initCompute(request.networks.threads);
    Finetuning(request, sink).run(std::move(progress));
}

} // namespace klas::engine
