// SPDX-License-Identifier: GPL-3.0-or-later
// Preview, evaluation and finetuning as a worker does them: requests in, records out, stopped and gone on with.
#include "core/base/error.h"
#include "core/engine/jobs/evaluate.h"
#include "core/engine/jobs/preview.h"
#include "core/engine/jobs/run_files.h"
#include "tests/core/engine/striped_jobs.h"

#include <QtTest>
#include <set>

using namespace klas;
using namespace klas::engine;

class StitchJobsTest : public QObject, StripedJobs {
    Q_OBJECT
private Q_SLOTS:
    void previewMeasuresAndRemembers() {
        PreviewRequest request;
        request.networks = inFolder("preview");
        request.stitches = {m_request.stitches[0].stitch, m_request.stitches[1].stitch};
        request.initImages = 100;
        request.images = 60;
        Results first;
        preview(request, first.sink(), {});
        QCOMPARE(first.evaluations.size(), size_t(2));
        const Evaluation& e = first.evaluations.front();
        QCOMPARE(e.images, 60L);
        QCOMPARE(e.split, std::string("validation"));
        QVERIFY(e.run.empty() && e.step == 0 && e.hits && e.hits->images() == 60);
        QCOMPARE(double(e.hits->count()) / 60, e.top1);
        QVERIFY(e.key != first.evaluations[1].key);
        request.networks.knownKeys = {e.key};
        Results second;
        preview(request, second.sink(), {});
        QCOMPARE(second.evaluations.size(), size_t(1));
        QVERIFY(second.evaluations[0] == first.evaluations[1]); // alone it is what it was together
        // Joint evaluation of networks as initialised gives the same key and the same value.
        EvaluateRequest sweepRequest;
        sweepRequest.networks = inFolder("preview");
        sweepRequest.stitches = m_request.stitches;
        sweepRequest.split = "validation";
        sweepRequest.images = 60;
        sweepRequest.initImages = 100;
        Results swept;
        evaluate(sweepRequest, swept.sink(), {});
        QCOMPARE(swept.evaluations.size(), size_t(4)); // and the two anchors
        QCOMPARE(swept.find("tiny:1 > base:1", "validation", false)->key, e.key);
        QCOMPARE(swept.find("tiny:1 > base:1", "validation", false)->top1, e.top1);
    }

    void jointFinetuningLearnsAndReports() {
        FinetuneRequest request = inFolder(m_request, "joint");
        request.recipe.steps = 400;
        request.recipe.layerRate = request.recipe.anchorRate = 5e-3; // the anchors are random
        Results r;
        finetune(request, r.sink(), {});
        QCOMPARE(r.evaluations.size(), size_t(16)); // four networks, two splits, before and after
        for (const char* network : {"tiny", "base", "tiny:1 > base:1", "tiny:2 > base:2"}) {
            const Evaluation *before = r.find(network, "test", false), *after = r.find(network, "test", true);
            QVERIFY(before && after);
            QCOMPARE(after->step, 400L);
            QCOMPARE(after->images, 90L);
            QVERIFY2(after->top1 > 0.5 && after->loss < before->loss, network); // untrained anchors: a quarter
        }
        QVERIFY(r.runs.back().complete());
        QVERIFY(r.runs.back().flops > 0 && r.runs.back().seconds > 0);
        QCOMPARE(r.curve.size(), size_t(400));
        QCOMPARE(r.curve.back().step, 400L);
        QVERIFY(fs::exists(request.networks.workFolder + "/runs/joint/weights.safetensors"));
        QVERIFY(!fs::exists(request.networks.workFolder + "/runs/joint/state.safetensors"));
        // Measured again from its weights, a subset of it.
        EvaluateRequest again;
        again.networks = request.networks;
        again.run = "joint";
        again.stitches = {request.stitches[1]};
        again.withAnchors = true;
        Results measured;
        evaluate(again, measured.sink(), {});
        QCOMPARE(measured.evaluations.size(), size_t(3));
        QVERIFY(measured.find("tiny:2 > base:2", "test", true)->key == r.find("tiny:2 > base:2", "test", true)->key);
        QVERIFY(measured.find("tiny:2 > base:2", "test", true)->hits == r.find("tiny:2 > base:2", "test", true)->hits);
        // Run once more it trains nothing and measures nothing that is known.
        for (const Evaluation& e : r.evaluations)
            request.networks.knownKeys.push_back(e.key);
        Results third;
        finetune(request, third.sink(), {});
        QVERIFY(third.evaluations.empty() && third.curve.empty());
        QCOMPARE(third.runs.back().flops, r.runs.back().flops);
    }

    void stoppedAnywhereItEndsInTheSameWeights() {
        FinetuneRequest whole = inFolder(m_request, "whole");
        Results r;
        finetune(whole, r.sink(), {});
        FinetuneRequest parts = inFolder(m_request, "parts");
        Results all;
        int stops = 0;
        for (bool finished = false; !finished && stops < 50;) {
            int steps = 0;
            Progress* running = nullptr;
            Progress progress([&](const ProgressReport& report) {
                if (report.step.find("finetuning") != std::string::npos && ++steps == 2) running->cancel();
            });
            running = &progress;
            try {
                finetune(parts, all.sink(), progress);
                finished = true;
            } catch (const Cancelled&) {
                ++stops;
                QVERIFY(fs::exists(fs::path(parts.networks.workFolder) / "runs" / "run" / "state.safetensors"));
            }
        }
        QVERIFY2(stops >= 1, std::to_string(stops).c_str());
        QCOMPARE(readTensors(parts), readTensors(whole));
        QCOMPARE(all.find("tiny:1 > base:1", "test", true)->loss, r.find("tiny:1 > base:1", "test", true)->loss);
        std::map<long, double> curve; // points that were made again replace themselves
        for (const CurvePoint& p : all.curve)
            curve[p.step] = p.loss;
        QCOMPARE(curve.size(), r.curve.size());
        for (const CurvePoint& p : r.curve)
            QCOMPARE(curve[p.step], p.loss);
    }

    void stitchesAloneAreCredited() {
        FinetuneRequest request = inFolder(m_request, "single");
        request.recipe.mode = "single";
        request.recipe.steps = 20;
        request.splits = {"test"};
        Results r;
        finetune(request, r.sink(), {});
        QCOMPARE(r.runs.back().steps, 40L);
        QVERIFY(r.find("tiny:1 > base:1", "test", true) && r.find("tiny:2 > base:2", "test", true));
        // All of it again: nothing is trained, and the run still says what it took.
        FinetuneRequest same = request;
        for (const char* name : {"tiny:1 > base:1", "tiny:2 > base:2"})
            same.networks.knownKeys.push_back(r.find(name, "test", true)->key);
        Results again;
        finetune(same, again.sink(), {});
        QVERIFY(again.curve.empty());
        QCOMPARE(again.runs.back().seconds, r.runs.back().seconds);
        QCOMPARE(again.runs.back().flops, r.runs.back().flops);
        // The second alone, under another name: the same network, so nothing is trained.
        FinetuneRequest second = inFolder(request, "single2");
        second.stitches = {request.stitches[1]};
        second.networks.knownKeys = {r.find("tiny:2 > base:2", "test", true)->key};
        Results credited;
        finetune(second, credited.sink(), {});
        QVERIFY(credited.curve.empty());
        QCOMPARE(credited.runs.back().seconds, 0.0); // another run has paid
        QCOMPARE(credited.runs.back().results, std::vector<std::string>{r.find("tiny:2 > base:2", "test", true)->key});
        // Beside the run that trained it, it has the weights too: to be measured and exported under its own name.
        FinetuneRequest third = same;
        third.run = "third";
        third.stitches = {request.stitches[1]};
        for (int times = 0; times < 2; ++times) {
            Results adopted;
            finetune(third, adopted.sink(), {});
            QVERIFY(adopted.curve.empty());
            QCOMPARE(adopted.runs.back().seconds, 0.0); // also when it is asked for again
        }
        EvaluateRequest measured;
        measured.networks = third.networks;
        measured.run = "third";
        measured.stitches = third.stitches;
        measured.withAnchors = false;
        measured.networks.knownKeys.clear();
        Results there;
        evaluate(measured, there.sink(), {});
        QCOMPARE(there.evaluations.size(), size_t(1));
        QCOMPARE(there.evaluations[0].loss, r.find("tiny:2 > base:2", "test", true)->loss);
        // And trained after all it is the same, whatever was trained before it.
        second.networks.knownKeys.clear();
        Results alone;
        finetune(second, alone.sink(), {});
        QCOMPARE(alone.find("tiny:2 > base:2", "test", true)->loss, r.find("tiny:2 > base:2", "test", true)->loss);
    }

    void anEqualJointRunIsNotTrainedAgain() {
        FinetuneRequest first = inFolder(m_request, "equal");
        first.run = "one";
        first.recipe.steps = 20;
        first.splits = {"test"};
        Results r;
        finetune(first, r.sink(), {});
        QVERIFY(!r.curve.empty());
        FinetuneRequest second = first;
        second.run = "two";
        for (const Evaluation& e : r.evaluations)
            second.networks.knownKeys.push_back(e.key);
        Results again;
        finetune(second, again.sink(), {});
        QVERIFY(again.curve.empty() && again.evaluations.empty());
        QCOMPARE(readTensors(second), readTensors(first));
        QCOMPARE(again.runs.back().results, r.runs.back().results);
        QCOMPARE(again.runs.back().results.size(), size_t(4)); // two stitches and the two anchors
        second.run = "three";
        second.recipe.seed = 5; // another one
        Results other;
        finetune(second, other.sink(), {});
        QVERIFY(!other.curve.empty());
    }

    void weightsOfAnEqualRunAreFoundAmongAnything() {
        const fs::path runs = fs::path(m_folder.path().toStdString()) / "anything" / "runs";
        QVERIFY(!RunFiles::weightsWithKey(runs, "k")); // no folder at all
        fs::create_directories(runs / "folder" / "weights.safetensors");
        fs::create_directories(runs / "broken");
        std::ofstream(runs / "broken" / "weights.safetensors") << "no weights";
        std::ofstream(runs / "a file") << "no run";
        fs::create_symlink("loop", runs / "loop");
        QVERIFY(!RunFiles::weightsWithKey(runs, "k"));
        QVERIFY(!RunFiles::weightsWithKey(runs / "a file", "k"));
        QVERIFY(!RunFiles::weightsWithKey(runs / "loop", "k"));
        FinetuneRequest request = inFolder(m_request, "anything");
        request.recipe.steps = 3;
        Results r;
        finetune(request, r.sink(), {});
        QVERIFY(RunFiles::weightsWithKey(runs, r.runs.back().key) == runs / "run" / "weights.safetensors");
    }

    void aCheckpointTeaches() {
        FinetuneRequest anchor = inFolder(m_request, "taught");
        anchor.recipe.steps = 20;
        anchor.recipe.mode = "single";
        anchor.recipe.distillation.kind = "soft";
        anchor.splits = {"test"};
        Results byLargest;
        finetune(anchor, byLargest.sink(), {}); // base, the largest, as nobody is named
        QCOMPARE(byLargest.runs.back().recipe.distillation.teacher, std::string("base"));
        QCOMPARE(byLargest.runs.back().provenance["teacher"], "base");
        QCOMPARE(byLargest.runs.back().provenance["teacher_chosen"], "the largest anchor");

        const fs::path folder = m_folder.path().toStdString(), weights = folder / "teacher.safetensors";
        const Anchor& base = m_networks.anchors[1];
        fs::copy_file(base.weights, weights);
        std::ofstream(folder / "teacher.json") << toJson(base.arch).dump();
        FinetuneRequest checkpoint = inFolder(anchor, "taught by a file");
        checkpoint.recipe.distillation.teacherWeights = weights.string();
        checkpoint.recipe.distillation.teacherConfig = (folder / "teacher.json").string();
        Results byFile;
        finetune(checkpoint, byFile.sink(), {});
        QVERIFY(byFile.runs.back().key != byLargest.runs.back().key);
        QCOMPARE(byFile.runs.back().provenance["teacher"], weights.string());
        QCOMPARE(byFile.runs.back().provenance["teacher_chosen"], "by name");
        QCOMPARE(byFile.find("tiny:1 > base:1", "test", true)->loss, byLargest.find("tiny:1 > base:1", "test", true)->loss);

        // Another teacher in the same place is another recipe: nothing is credited.
        const Anchor other = savedAnchor("other", base.arch, folder.string(), 77);
        fs::copy_file(other.weights, weights, fs::copy_options::overwrite_existing);
        FinetuneRequest changed = inFolder(checkpoint, "taught by another file");
        for (const Evaluation& e : byFile.evaluations)
            changed.networks.knownKeys.push_back(e.key);
        Results byOther;
        finetune(changed, byOther.sink(), {});
        QVERIFY(!byOther.curve.empty());
        QVERIFY(byOther.find("tiny:1 > base:1", "test", true)->loss != byFile.find("tiny:1 > base:1", "test", true)->loss);

        ArchConfig fewer = base.arch;
        std::get<VitConfig>(fewer.shape).classes = 3;
        fs::copy_file(savedAnchor("fewer", fewer, folder.string(), 5).weights, weights, fs::copy_options::overwrite_existing);
        std::ofstream(folder / "teacher.json") << toJson(fewer).dump();
        QVERIFY_EXCEPTION_THROWN(finetune(inFolder(checkpoint, "three classes"), [](const Record&) {}, {}), Error);
    }

    void anotherRecipeUnderTheSameNameIsRefused() {
        FinetuneRequest request = inFolder(m_request, "name");
        request.recipe.steps = 5;
        finetune(request, [](const Record&) {}, {});
        request.recipe.seed = 3;
        QVERIFY_EXCEPTION_THROWN(finetune(request, [](const Record&) {}, {}), Error);
    }

    void evaluationsBetweenAndEarlyStop() {
        FinetuneRequest request = inFolder(m_request, "between");
        request.recipe.evaluateEvery = 10;
        request.recipe.evaluateImages = 40;
        request.recipe.patience = 1;
        request.recipe.layerRate = request.recipe.anchorRate = 1e-9; // it cannot get better
        request.splits = {};
        Results r;
        finetune(request, r.sink(), {});
        std::set<long> steps;
        for (const Evaluation& e : r.evaluations)
            if (!e.run.empty()) steps.insert(e.step);
        QVERIFY((steps == std::set<long>{10, 20}));
        QVERIFY(r.runs.back().complete());
    }

    void aValidationThatWasNotReachedIsMadeUpFor() {
        FinetuneRequest request = inFolder(m_request, "missed");
        request.recipe.evaluateEvery = 10;
        request.recipe.evaluateImages = 40;
        request.recipe.steps = 30;
        request.splits = {};
        Results first, rest;
        const RecordSink keep = first.sink();
        bool killed = false;
        const RecordSink untilTheCheckpoint = [&](const Record& r) {
            const auto* run = std::get_if<FinetuneRun>(&r);
            if (run && run->step == 20 && !killed) { // behind the checkpoint of step 20, before it is measured
                killed = true;
                throw Error("The worker was killed.");
            }
            keep(r);
        };
        QVERIFY_EXCEPTION_THROWN(finetune(request, untilTheCheckpoint, {}), Error);
        finetune(request, rest.sink(), {});
        std::set<long> steps;
        for (const Results* r : {&first, &rest})
            for (const Evaluation& e : r->evaluations)
                if (!e.run.empty()) steps.insert(e.step);
        QVERIFY((steps == std::set<long>{10, 20}));
    }

    void speedIsAskedFor() {
        EvaluateRequest request;
        request.networks = inFolder("speed");
        request.stitches = {m_request.stitches[0]};
        request.initImages = 50;
        request.images = 20;
        request.speed = true;
        Results r;
        evaluate(request, r.sink(), {});
        for (const Evaluation& e : r.evaluations)
            QVERIFY(e.latency && *e.latency > 0 && e.throughput && *e.throughput > 0);
    }

    void aRunThatIsNotThereIsNamed() {
        EvaluateRequest request;
        request.networks = inFolder("none");
        request.run = "nothing";
        request.stitches = {m_request.stitches[0]};
        QVERIFY_EXCEPTION_THROWN(evaluate(request, [](const Record&) {}, {}), Error);
    }
};

QTEST_APPLESS_MAIN(StitchJobsTest)
#include "stitch_jobs_test.moc"
