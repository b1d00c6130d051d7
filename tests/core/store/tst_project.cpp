// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/store/sample.h"

#include <QtTest>
#include <SQLiteCpp/SQLiteCpp.h>
#include <cmath>

using namespace klas;
using namespace klas::sample;
using Access = Project::Access;

/// What a project keeps.
class TestProject : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsEverythingExactly() {
        Folder f;
        const auto file = f.path("p.klas");
        ScoreMatrix kl = matrix("tiny", "base");
        kl.setValue(2, 3, std::nan(""));
        const AnchorAccuracy accuracy{"tiny", "test", 10, 0.8, 1, 0.51, "acc", {{"device", "CPU"}}};
        const AnchorDistances distances{
            {"tiny", "base"}, {{0, 0.1}, {0.2, 0}}, {{0, 0.01}, {0.02, 0}}, 100, "d", Json()};
        ProbeReport report;
        report.anchor = "base";
        report.pooling = "class token";
        report.blocks = {{1, 0.5, 1.25, 1.5, 1e-7, 40}};
        report.key = "probe";
        DataSpec data;
        data.seed = 18446744073709551615u;
        ProbeOptions options;
        options.trainImages = 500;
        {
            Project p = Project::create(file);
            p.addAnchor(anchor("tiny", f.path("tiny.safetensors")));
            p.addAnchor(anchor("base", f.path("base.safetensors")));
            p.setData(data);
            p.setProbeOptions(options);
            p.save(kl);
            p.save(matrix("tiny", "base", "cka"));
            p.save(accuracy);
            p.save(report);
            p.save(distances);
            p.saveSelection(selection("mine", "tiny", "base"));
        }
        const Project p = Project::open(file, Access::ReadOnly);
        QCOMPARE(p.anchors().size(), size_t(2));
        QVERIFY(p.anchors()[1] == anchor("base", f.path("base.safetensors")));
        QVERIFY(*p.data() == data);
        QVERIFY(p.probeOptions() == options);
        const auto back = p.matrix("tiny", "base", "kl");
        QVERIFY(back && std::isnan(back->value(2, 3)));
        QCOMPARE(back->value(2, 2), 1.0 / 22);
        QCOMPARE(back->error(2, 1), 2e-300);
        QCOMPARE(back->key, kl.key);
        QVERIFY(back->provenance == kl.provenance && back->complete && back->images == 100);
        QVERIFY(*p.matrix("tiny", "base", "cka") == matrix("tiny", "base", "cka"));
        QVERIFY(!p.matrix("base", "tiny", "kl"));
        QVERIFY(p.accuracies() == std::vector{accuracy});
        QVERIFY(p.probeReports() == std::vector{report});
        QVERIFY(*p.anchorDistances() == distances);
        QVERIFY(p.selections() == std::vector{selection("mine", "tiny", "base")});
        QCOMPARE(p.knownKeys(), (std::vector<std::string>{"acc", "d", "probe", "tinybasecka", "tinybasekl"}));
    }

    void newResultsReplaceOldOnesAndPartialOnesAreNotStored() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        p.addAnchor(anchor("a", f.path("a.st")));
        ScoreMatrix m = matrix("a", "a");
        p.save(m);
        m.setValue(1, 1, 7);
        m.complete = false;
        p.save(m);
        QCOMPARE(p.matrix("a", "a", "kl")->value(1, 1), 1.0 / 11);
        m.complete = true;
        p.save(m);
        QCOMPARE(p.matrix("a", "a", "kl")->value(1, 1), 7.0);
        QCOMPARE(p.matrices().size(), size_t(1));
        Selection s = selection("x", "a", "a");
        p.saveSelection(s);
        s.method = "random";
        p.saveSelection(s);
        QCOMPARE(p.selections().size(), size_t(1));
        QCOMPARE(p.selections()[0].method, std::string("random"));
        p.removeSelection("x");
        QVERIFY(p.selections().empty());
        QVERIFY(says(errorOf([&] { p.removeSelection("x"); }), "no selection"));
    }

    void removingAnAnchorRemovesWhatWasComputedWithIt() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        for (const char* name : {"a", "b", "c"})
            p.addAnchor(anchor(name, f.path(name)));
        p.save(matrix("a", "b"));
        p.save(matrix("b", "a"));
        p.save(matrix("b", "c"));
        p.save(AnchorAccuracy{"a", "test", 1, 0, 0, 0, "k", Json()});
        p.save(AnchorDistances{{"a", "b", "c"}, {{0, 1, 1}, {1, 0, 1}, {1, 1, 0}}, {}, 1, "d", Json()});
        p.saveSelection(selection("ab", "a", "b"));
        p.saveSelection(selection("bc", "b", "c"));
        p.removeAnchor("a");
        QCOMPARE(p.anchors().size(), size_t(2));
        QCOMPARE(p.matrices().size(), size_t(1));
        QVERIFY(p.accuracies().empty() && !p.anchorDistances());
        QCOMPARE(p.selections().size(), size_t(1));
        QCOMPARE(p.selections()[0].name, std::string("bc"));
        QVERIFY(says(errorOf([&] { p.removeAnchor("a"); }), "no anchor \"a\"; it has b, c"));
    }

    void otherImagesOrProbesRemoveResultsThatNoLongerHold() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        p.addAnchor(anchor("a", f.path("a")));
        DataSpec data;
        p.setData(data);
        p.save(matrix("a", "a"));
        p.save(matrix("a", "a", "cka"));
        data.name = "the same images, renamed";
        p.setData(data);
        QCOMPARE(p.matrices().size(), size_t(2));
        p.setProbeOptions({.iterations = 7});
        QCOMPARE(p.matrices().size(), size_t(1)); // CKA does not read probes
        data.seed = 1;
        p.setData(data);
        QVERIFY(p.matrices().empty());
    }

    void refusesAnchorsThatDoNotFit() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        p.addAnchor(anchor("a", f.path("a")));
        QVERIFY(says(errorOf([&] { p.addAnchor(anchor("a", f.path("b"))); }), "already"));
        QVERIFY(says(errorOf([&] { p.addAnchor(anchor("b", f.path("b"), 100)); }), "100 classes"));
        QVERIFY(says(errorOf([&] { p.addAnchor(anchor("b:c", f.path("b"))); }), "cannot name"));
        Anchor wrong = anchor("b", f.path("b"));
        wrong.arch.vit().heads = 3;
        QVERIFY(!errorOf([&] { p.addAnchor(wrong); }).empty());
        wrong = anchor("b", f.path("b"));
        wrong.sha256.clear();
        wrong.weights = f.path("nowhere").string();
        QVERIFY(says(errorOf([&] { p.addAnchor(wrong); }), "nowhere"));
        QCOMPARE(p.anchors().size(), size_t(1));
        QVERIFY(says(errorOf([&] { p.save(matrix("a", "ghost")); }), "no anchor \"ghost\""));
        QVERIFY(p.matrices().empty());
        QVERIFY(says(errorOf([&] { p.saveSelection(selection("s", "a", "ghost")); }), "ghost"));
        QVERIFY(p.selections().empty());
    }

    void readersSeeTheWriterButCannotChangeAnything() {
        Folder f;
        Project writer = Project::create(f.path("p.klas"));
        Project reader = Project::open(f.path("p.klas"), Access::ReadOnly);
        writer.addAnchor(anchor("a", f.path("a")));
        QCOMPARE(reader.anchors().size(), size_t(1));
        QVERIFY(says(errorOf([&] { reader.removeAnchor("a"); }), "reading only"));
    }

    void analyzeRequestHoldsWhatIsNeeded() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        QVERIFY(says(errorOf([&] { p.analyzeRequest(); }), "no anchors"));
        p.addAnchor(anchor("a", f.path("a.st")));
        QVERIFY(says(errorOf([&] { p.analyzeRequest(); }), "no images"));
        p.setData({});
        p.save(matrix("a", "a"));
        const AnalyzeRequest r = p.analyzeRequest();
        QCOMPARE(r.workFolder, p.folder().string());
        QCOMPARE(r.anchors[0].weights, f.path("a.st").string());
        QCOMPARE(r.knownKeys, std::vector<std::string>{"aakl"});
        writeFileAtomically(f.path("a.st"), "other weights");
        QVERIFY(says(errorOf([&] { p.analyzeRequest(); }), "not those that were added"));
        fs::remove(f.path("a.st"));
        QVERIFY(says(errorOf([&] { p.analyzeRequest(); }), "gone"));
    }

    void jobsLiveThroughTheirStates() {
        Folder f;
        const auto file = f.path("p.klas");
        {
            Project p = Project::create(file);
            const Job first = p.addJob(JobKind::Analyze, {{"x", 1}});
            QCOMPARE(first.state, JobState::Pending);
            QVERIFY(first.created.size() == 20 && first.created.back() == 'Z' && first.started.empty());
            QVERIFY(!errorOf([&] { p.setJobState(first.id, JobState::Done); }).empty());
            p.setJobState(first.id, JobState::Running, {}, 4711);
            p.setJobDevice(first.id, "CPU");
            QCOMPARE(p.jobs()[0].process, 4711L);
            p.setJobState(first.id, JobState::Failed, "It broke.");
            const Job failed = p.jobs()[0];
            QCOMPARE(failed.message, std::string("It broke."));
            QCOMPARE(failed.process, 0L);
            QVERIFY(!failed.started.empty() && !failed.finished.empty() && failed.device == "CPU");
            QVERIFY(failed.request == Json({{"x", 1}}));
            p.setJobState(first.id, JobState::Running, {}, ::getpid());
            QCOMPARE(Project::open(file, Access::ReadOnly).jobs()[0].state, JobState::Running);
            QVERIFY(says(errorOf([&] { p.setJobState(99, JobState::Running); }), "no job 99"));
        }
        {
            // The process number is that of a live one: it was used again.
            const Project reader = Project::open(file, Access::ReadOnly);
            QCOMPARE(reader.jobs()[0].state, JobState::Interrupted);
            QCOMPARE(reader.job(1).state, JobState::Interrupted);
            QVERIFY(!reader.jobs()[0].message.empty() && reader.jobs()[0].process == 0);
        }
        Project p = Project::open(file, Access::ReadWrite);
        QCOMPARE(p.jobs()[0].state, JobState::Interrupted);
        QVERIFY(!p.jobs()[0].message.empty());
    }

    void theQueueKeepsItsOrder() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        const auto ids = [&] {
            std::vector<long> all;
            for (const Job& job : p.queue())
                all.push_back(job.id);
            return all;
        };
        const long a = p.addJob(JobKind::Analyze, Json::object(), "first").id, b = p.addJob(JobKind::Analyze, Json::object()).id,
                   c = p.addJob(JobKind::Analyze, Json::object(), "urgent", 1).id, d = p.addJob(JobKind::Analyze, Json::object()).id;
        QCOMPARE(ids(), (std::vector<long>{c, a, b, d}));
        p.moveJob(d, a);
        QCOMPARE(ids(), (std::vector<long>{c, d, a, b}));
        p.moveJob(d, 0);
        QCOMPARE(ids(), (std::vector<long>{c, a, b, d}));
        QVERIFY(says(errorOf([&] { p.moveJob(a, c); }), "priority")); // c runs before all of these anyway
        p.setJobPriority(b, 7);
        QCOMPARE(ids(), (std::vector<long>{b, c, a, d}));
        p.setJobState(b, JobState::Running);
        QCOMPARE(ids(), (std::vector<long>{c, a, d}));
        QVERIFY(says(errorOf([&] { p.removeJob(b); }), "running"));
        p.removeJob(c);
        QCOMPARE(ids(), (std::vector<long>{a, d}));
        QCOMPARE(p.job(b).attempts, 1);
        QCOMPARE(p.job(a).title, std::string("first"));
    }

    void jobsComeBackAsTheyWere() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        const Job a = p.addJob(JobKind::Analyze, Json{{"x", 1}}, "first", 3), b = p.addJob(JobKind::Analyze, Json::object());
        p.setJobState(a.id, JobState::Cancelled, "not wanted");
        p.removeJob(b.id);
        p.restoreJobs({}, {a, b});
        QCOMPARE(p.jobs(), (std::vector<Job>{a, b}));
        p.setJobState(a.id, JobState::Running);
        QVERIFY(says(errorOf([&] { p.restoreJobs({b.id}, {a}); }), "running"));
        QCOMPARE(p.jobs().size(), size_t(2)); // all or nothing: b is there still
        Job running = b;
        running.state = JobState::Running;
        QVERIFY(says(errorOf([&] { p.restoreJobs({}, {running}); }), "running"));
    }

    void exportsAreKnownByTheirKeys() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        for (const char* name : {"tiny", "base"})
            p.addAnchor(anchor(name, f.path(name)));
        p.setData(DataSpec{.name = "d", .path = f.path("").string()});
        const Stitch stitch{"tiny", 1, "base", 1};
        ExportedFile file{stitch, "", "config", "/o/n.json", "sha", 0, 0, "k1"};
        p.save(file);
        ExportedFile other = file;
        other.path = "/o/m.json";
        other.key = "k2";
        p.save(other);
        file.key = "k3"; // another network to the same place
        p.save(file);
        QCOMPARE(p.exportedFiles(), (std::vector<ExportedFile>{other, file}));
        ExportRequest request;
        request.networks = p.networksRequest();
        QCOMPARE(request.networks.knownKeys, (std::vector<std::string>{"k2", "k3"}));
        request.stitches = {stitch};
        request.out = "/o/n";
        const Job job = p.enqueue(request);
        Evaluation e;
        e.configuration = Configuration::of(stitch);
        e.split = "test";
        e.images = 10;
        e.top1 = 0.5;
        e.key = "e";
        p.save(e);
        const auto now = std::get<ExportRequest>(p.requestOf(job));
        QCOMPARE(now.top1, (std::vector<std::optional<double>>{0.5})); // measured since it was queued
        QCOMPARE(now.out, request.out);
        QCOMPARE(now.networks.knownKeys.size(), size_t(3));
    }

    void finetuningsAndTheirResults() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        for (const char* name : {"tiny", "base"})
            p.addAnchor(anchor(name, f.path(name)));
        const Stitch stitch{"tiny", 1, "base", 1};
        FinetuneRun run;
        run.name = "first";
        run.stitches = {{stitch, {}}};
        run.step = 5;
        run.steps = 10;
        run.key = "k";
        const auto evaluation = [&](Configuration c, const std::string& of, const std::string& key, double top1) {
            Evaluation e;
            e.configuration = std::move(c);
            e.run = of;
            e.split = "test";
            e.images = 4;
            e.top1 = top1;
            e.top5 = 1;
            e.cost = {10, 10};
            e.key = key;
            return e;
        };
        QVERIFY(says(errorOf([&] { p.save(evaluation(Configuration::of(stitch), "first", "1", 0.5)); }), "no run"));
        p.save(run);
        run.step = 10;
        p.save(run);
        QCOMPARE(p.runs().size(), size_t(1));
        QVERIFY(p.runs()[0] == run && p.runs()[0].complete());
        p.save(RunCurve{"first", {{1, 2.0, 0.1, 1}, {5, 1.5, 0.1, 2}}, "k"});
        p.save(RunCurve{"first", {{5, 1.25, 0.1, 2}, {9, 1.0, 0.1, 3}}, "k"}); // resumed: one point once more
        QCOMPARE(p.curve("first").points.size(), size_t(3));
        QCOMPARE(p.curve("first").points[1].loss, 1.25);
        p.save(evaluation(Configuration::of(stitch), "first", "1", 0.5));
        p.save(evaluation(Configuration::of(stitch), "first", "1", 0.75));
        p.save(evaluation(Configuration::of("tiny"), "", "2", 0.25));
        QCOMPARE(p.evaluations().size(), size_t(2));
        QCOMPARE(p.evaluations()[0].top1, 0.75);
        FinetuneRun equal = run; // trained the same way: what the first measured is its result too
        equal.name = "second";
        equal.results = {"1", "gone"};
        p.save(equal);
        QCOMPARE(p.evaluations().size(), size_t(3));
        QCOMPARE(p.evaluations()[2].run, std::string("second"));
        QCOMPARE(p.evaluations()[2].top1, 0.75);
        QVERIFY(p.evaluations()[2].key != "1");
        p.removeRun("first"); // what it measured is the second's now
        QCOMPARE(p.evaluations().size(), size_t(2));
        QCOMPARE(p.evaluations()[0].run, std::string("second"));
        QCOMPARE(p.evaluations()[0].key, std::string("1"));
        QCOMPARE(p.evaluations()[0].top1, 0.75);
        p.save(run);
        QVERIFY(p.evaluations()[0].run == "second"); // and stays so
        p.removeRun("second");
        QCOMPARE(p.evaluations().size(), size_t(1));
        p.save(evaluation(Configuration::of(stitch), "first", "1", 0.75));
        QVERIFY(!errorOf([&] { p.save(evaluation(Configuration::of("nobody"), "", "3", 0.25)); }).empty());
        p.removeRun("first");
        QCOMPARE(p.evaluations().size(), size_t(1));
        p.save(run);
        p.removeAnchor("base");
        QVERIFY(p.runs().empty());
        QCOMPARE(p.evaluations().size(), size_t(1));
    }

    void whatAnotherRunEndsWithOutlivesAnAnchor() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        for (const char* name : {"tiny", "base", "deep"})
            p.addAnchor(anchor(name, f.path(name)));
        const Stitch kept{"tiny", 1, "base", 1}, gone{"tiny", 1, "deep", 1};
        const auto add = [&](const std::string& name, std::vector<StitchTask> stitches,
                             std::vector<std::string> results) {
            FinetuneRun run;
            run.name = name;
            run.stitches = std::move(stitches);
            run.step = run.steps = 10;
            run.results = std::move(results);
            p.save(run);
        };
        add("both", {{kept, {}}, {gone, {}}}, {"1", "2"});
        add("one", {{kept, {}}}, {"1"}); // credited for what the other measured
        for (const auto& [stitch, key] : {std::pair{kept, "1"}, {gone, "2"}}) {
            Evaluation e;
            e.configuration = Configuration::of(stitch);
            e.run = "both";
            e.split = "test";
            e.images = 4;
            e.cost = {10, 10};
            e.key = key;
            p.save(e);
        }
        p.removeAnchor("deep");
        QCOMPARE(p.runs().size(), size_t(1));
        QCOMPARE(p.evaluations().size(), size_t(1));
        QCOMPARE(p.evaluations()[0].run, std::string("one"));
    }

    void aFinetuningThatEndedBadlySaysSo() {
        Folder f;
        Project p = Project::create(f.path("p.klas"));
        for (const char* name : {"tiny", "base"})
            p.addAnchor(anchor(name, f.path(name)));
        FinetuneRun run;
        run.name = "wild";
        run.stitches = {{{"tiny", 1, "base", 1}, {}}};
        run.step = run.steps = 10;
        run.warnings = {"It diverged."};
        p.save(run);
        QVERIFY(p.runs()[0] == run);
        const auto end = [&](JobKind kind, const char* name) {
            const long id = p.addJob(kind, {{"run", name}}).id;
            p.setJobState(id, JobState::Running);
            p.setJobState(id, JobState::Done);
            return p.job(id).message;
        };
        QCOMPARE(end(JobKind::Finetune, "wild"), std::string("It diverged."));
        QCOMPARE(end(JobKind::Finetune, "tame"), std::string());
        QCOMPARE(end(JobKind::Evaluate, "wild"), std::string());
    }

    void liesInsideTheFileAreErrors_data() {
        QTest::addColumn<QByteArray>("sql");
        for (const char* sql :
             {"UPDATE score_matrix SET scores = x'00'", "UPDATE score_matrix SET row_count = 2000000000",
              "UPDATE score_matrix SET column_count = -1", "UPDATE score_matrix SET errors = zeroblob(8)",
              "UPDATE score_matrix SET group_sums = zeroblob(8)",
              "UPDATE score_matrix SET about = '[]'", "UPDATE score_matrix SET about = 'no json'",
              "UPDATE anchor SET arch = '{}'", "UPDATE anchor SET arch = '{\"family\":'",
              "DROP TABLE score_matrix", "UPDATE job SET state = 'asleep'", "UPDATE setting SET value = '7'",
              "UPDATE selection SET value = '{\"name\": 3}'"})
            QTest::newRow(sql) << QByteArray(sql);
    }
    void liesInsideTheFileAreErrors() {
        QFETCH(QByteArray, sql);
        Folder f;
        {
            Project p = Project::create(f.path("p.klas"));
            p.addAnchor(anchor("a", f.path("a")));
            p.setData({});
            p.save(matrix("a", "a"));
            p.saveSelection(selection("s", "a", "a"));
            p.addJob(JobKind::Analyze, Json::object());
        }
        SQLite::Database(f.path("p.klas").string(), SQLite::OPEN_READWRITE).exec(sql.constData());
        const std::string sentence = errorOf([&] {
            const Project p = Project::open(f.path("p.klas"), Access::ReadOnly);
            p.anchors();
            p.data();
            p.matrices();
            p.selections();
            p.jobs();
        });
        QVERIFY(!sentence.empty() && sentence.find('\n') == std::string::npos);
    }

    void theShortlistIsKept() {
        const Folder f;
        const std::vector<NetworkKey> networks{{"first", Configuration::of(Stitch{"a", 2, "b", 1})}, {"", Configuration::of("b")}};
        {
            Project p = Project::create(f.path("p.klas"));
            QVERIFY(p.shortlist().empty());
            p.setShortlist({networks[1]});
            p.setShortlist(networks); // in its place, in this order
        }
        QVERIFY(Project::open(f.path("p.klas"), Access::ReadOnly).shortlist() == networks);
        QVERIFY_EXCEPTION_THROWN(Project::open(f.path("p.klas"), Access::ReadOnly).setShortlist({}), Error);
        QVERIFY_EXCEPTION_THROWN(networkKeysFromJson(Json::parse(R"([{"run": "first"}])"), "Here"), Error);
    }

    void referencesAreKept() {
        const Folder f;
        ReferenceCurve curve;
        curve.name = "theirs";
        curve.origin = "stitches_res.txt";
        curve.notes = {"a note"};
        TradeoffPoint point;
        point.id = 3;
        point.flops = 1000;
        point.top1 = 0.5;
        curve.points = {point};
        {
            Project p = Project::create(f.path("p.klas"));
            p.saveReference(curve);
            p.saveReference({.name = "other", .points = {point}});
            curve.points.push_back(point);
            p.saveReference(curve); // in its place
        }
        Project p = Project::open(f.path("p.klas"), Access::ReadWrite);
        QCOMPARE(p.references().size(), size_t(2));
        QCOMPARE(p.references()[0], curve);
        p.removeReference("theirs");
        QCOMPARE(p.references()[0].name, std::string("other"));
        QVERIFY_EXCEPTION_THROWN(p.removeReference("theirs"), Error);
        QVERIFY_EXCEPTION_THROWN(p.saveReference({}), Error);
    }
};

QTEST_APPLESS_MAIN(TestProject)
#include "tst_project.moc"
