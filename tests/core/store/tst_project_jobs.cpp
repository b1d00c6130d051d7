// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/store/sample.h"

#include <QtTest>

using namespace klas;
using namespace klas::sample;
using Access = Project::Access;

/// The work that a project holds: its queue, and what finetunings, evaluations and exports leave.
class TestProjectJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
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
};

QTEST_APPLESS_MAIN(TestProjectJobs)
#include "tst_project_jobs.moc"
