// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project.h"
#include "tests/app/small_project.h"

#include <csignal>
#include <map>

using namespace klas;
using namespace klas::sample;

/// A queue that is worked off while others change it, and whose processes are killed.
class TestCliQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        makeProject(m_f);
        m_p = q(m_f.path("p.klas"));
    }

    void orderPrioritiesAndEdits() {
        const long a = add("a", 20), b = add("b", 20), c = add("c", 20);
        QCOMPARE(waiting(), (std::vector<long>{a, b, c}));
        QVERIFY(klasRun({"queue", m_p, "move", n(c), "--before", n(a)}).code == 0);
        QCOMPARE(waiting(), (std::vector<long>{c, a, b}));
        QVERIFY(klasRun({"queue", m_p, "priority", n(b), "5"}).code == 0);
        QCOMPARE(waiting(), (std::vector<long>{b, c, a}));
        QVERIFY(klasRun({"queue", m_p, "move", n(c)}).code == 0);
        QCOMPARE(waiting(), (std::vector<long>{b, a, c}));
        QVERIFY(klasRun({"queue", m_p, "pause", n(a)}).code == 0);
        QVERIFY(klasRun({"queue", m_p, "cancel", n(b)}).code == 0);
        QCOMPARE(waiting(), (std::vector<long>{c}));
        QVERIFY(klasRun({"queue", m_p, "resume", n(a)}).code == 0);
        QVERIFY(klasRun({"queue", m_p, "retry", n(b)}).code == 0);
        const Run copy = klasRun({"queue", m_p, "duplicate", n(a), "--changes", R"({"run": "d", "recipe": {"steps": 7}})", "--json"});
        QVERIFY2(copy.code == 0, copy.err.c_str());
        const long d = copy.json()["jobs"][0]["job"].get<long>();
        QVERIFY(job(d)["title"].get<std::string>().find("7 steps") != std::string::npos);
        for (const long each : {a, b, c, d})
            QVERIFY(klasRun({"queue", m_p, "remove", n(each)}).code == 0);
        QVERIFY(waiting().empty());
        verifyRefused({"queue", m_p, "cancel", "999"}, "no job 999");
        verifyRefused({"queue", m_p, "duplicate", n(add("e", 5)), "--changes", R"({"recipe": {"steps": -1}})"}, "steps");
        QVERIFY(klasRun({"queue", m_p, "remove", n(waiting().front())}).code == 0);
        QCOMPARE(klasRun({"queue", m_p, "pause"}).code, 2);
    }

    void everyKindRuns() {
        QVERIFY(klasRun({"queue", m_p, "add", "analyze"}).code == 0);
        QVERIFY(klasRun({"queue", m_p, "add", "preview", "--stitch", "a:2/b:1", "--images", "10"}).code == 0);
        add("kinds", 12);
        const Run run = klasRun({"queue", m_p, "run", "--json"});
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["done"], 3);
        QVERIFY(klasRun({"queue", m_p, "add", "evaluate", "--run", "kinds", "--split", "test"}).code == 0);
        const std::string net = m_f.path("net").string();
        QVERIFY(klasRun({"queue", m_p, "add", "export", "--run", "kinds", "--out", q(net)}).code == 0);
        QCOMPARE(klasRun({"queue", m_p, "run", "--json"}).json()["done"], 2);
        for (const char* ending : {".json", ".safetensors", ".pt"})
            QVERIFY2(fs::is_regular_file(net + ending), ending);
        const Project project = Project::open(m_p.toStdString(), Project::Access::ReadOnly);
        QVERIFY(project.matrix("a", "b", "kl").has_value());
        QVERIFY(project.runs().back().complete());
    }

    void anExportIsCreditedUnlessItsFileIsGone() {
        const fs::path json = m_f.path("net.json"), script = m_f.path("net.pt");
        const auto before = fs::last_write_time(script);
        const auto again = [&] {
            QVERIFY(klasRun({"queue", m_p, "add", "export", "--run", "kinds", "--out", q(m_f.path("net"))})
                        .code == 0);
            QCOMPARE(klasRun({"queue", m_p, "run", "--json"}).json()["done"], 1);
        };
        fs::remove(json);
        again();
        QVERIFY(fs::is_regular_file(json));
        QVERIFY(fs::last_write_time(script) == before); // it was there
        writeFileAtomically(script, "something else");
        again();
        QVERIFY(readTextFile(script) != "something else");
        QCOMPARE(Project::open(m_p.toStdString(), Project::Access::ReadOnly).exportedFiles().size(),
                 size_t(3));
    }

    void whatCannotBeDoneIsRefusedWhenItIsAdded() {
        const QStringList add{"queue", m_p, "add"};
        for (const char* kind : {"preview", "finetune", "evaluate", "export"}) {
            const QStringList named = QString(kind) == "finetune" ? QStringList{"--run", "x"} : QStringList();
            verifyRefused(add + QStringList{kind, "--stitch", "a:9/b:1"} + named,
                          "There is no stitch a:9 > b:1: use blocks 1 to 2 of a");
            verifyRefused(add + QStringList{kind, "--stitch", "a:1/c:1"} + named, "no anchor \"c\"");
        }
        verifyRefused(add + QStringList{"evaluate", "--run", "nothing"}, "no job in the queue makes one");
        verifyRefused(add + QStringList{"export", "--run", "nothing"}, "no job in the queue makes one");
        verifyRefused(add + QStringList{"export", "--run", "kinds", "--stitch", "a:2/b:1"},
                      "does not train a:2 > b:1");
        verifyRefused(add + QStringList{"export", "--run", "kinds", "--out", q(m_f.path("no/where/net"))},
                      "Cannot write");
        verifyRefused(add + QStringList{"analyze", "--measures", "kl,blue"}, "blue");
        QVERIFY(waiting().empty());
        // A run belongs to the finetuning that made it, or that is to make it.
        const auto again = [&](const char* run, const char* steps) {
            return add + QStringList{"finetune", "--stitch", "a:1/b:1", "--run", run, "--set", "batch=10", "--set", steps};
        };
        verifyRefused(again("kinds", "steps=13"), "another name for the run");
        const long job = this->add("open", 12);
        verifyRefused(again("open", "steps=13"), "A job in the queue for the run \"open\"");
        const QStringList duplicate{"queue", m_p, "duplicate", n(job), "--changes"};
        verifyRefused(duplicate + QStringList{R"({"steps": 7})"}, "lie in \"recipe\"");
        verifyRefused(duplicate + QStringList{R"({"colour": 7})"}, "no field");
        verifyRefused(duplicate + QStringList{"[1]"}, "no JSON object");
        const Run other = klasRun(duplicate + QStringList{R"({"recipe": {"steps": 13}})", "--json"});
        QVERIFY2(other.code == 0, other.err.c_str());
        QVERIFY(other.json()["jobs"][0]["title"].get<std::string>().find("finetune open-2: ") == 0);
        for (const long each : waiting())
            QVERIFY(klasRun({"queue", m_p, "remove", n(each)}).code == 0);
        verifyRefused({"queue", m_p, "run", "--devices", "nowhere"}, "nowhere");
    }

    void jobsWaitForWhatTheyNeed() {
        const long first = add("needed", 150), same = add("needed", 150), twin = add("twin", 150);
        const Run exporting = klasRun({"queue", m_p, "add", "--priority", "9", "export", "--run", "needed", "--out", q(m_f.path("needed")), "--json"});
        QVERIFY2(exporting.code == 0, exporting.err.c_str());
        const Run run = klasRun({"--threads", "1", "queue", m_p, "run", "--devices", "cpu,cpu", "--json"});
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["done"], 4);
        const std::string log = run.err;
        const auto at = [&](long id, const char* what) { return log.find("job " + std::to_string(id) + ": " + what); };
        QVERIFY(at(first, "done") < at(same, "finetune") && at(first, "done") < at(twin, "finetune"));
        QVERIFY(at(first, "done") < at(exporting.json()["jobs"][0]["job"].get<long>(), "export"));
        const Project project = Project::open(m_p.toStdString(), Project::Access::ReadOnly);
        std::map<std::string, FinetuneRun> runs;
        for (const FinetuneRun& r : project.runs())
            runs[r.name] = r;
        QVERIFY(runs.at("twin").complete() && runs.at("twin").results == runs.at("needed").results); // credited
        QVERIFY(fs::is_regular_file(m_f.path("needed.pt")));
        // What waits for a run that is paused is no reason to go on.
        const long paused = add("later", 12);
        QVERIFY(klasRun({"queue", m_p, "add", "evaluate", "--run", "later"}).code == 0);
        QVERIFY(klasRun({"queue", m_p, "pause", n(paused)}).code == 0);
        const Run waiting = klasRun({"queue", m_p, "run"});
        QVERIFY2(waiting.code == 0 && waiting.err.find("waits for job " + std::to_string(paused) + ", which is paused") != std::string::npos, waiting.err.c_str());
        for (const long each : this->waiting())
            QVERIFY(klasRun({"queue", m_p, "remove", n(each)}).code == 0);
    }

    void aJobTakesWhatItsCommandTakes() {
        const Run measured =
            klasRun({"queue", m_p, "add", "evaluate", "--run", "kinds", "--split", "validation", "--images",
                     "7", "--no-anchors", "--init-images", "20", "--speed", "--json"});
        QVERIFY2(measured.code == 0, measured.err.c_str());
        const long waits = measured.json()["jobs"][0]["job"].get<long>();
        const Project project = Project::open(m_p.toStdString(), Project::Access::ReadOnly);
        const auto request = std::get<EvaluateRequest>(project.requestOf(project.job(waits)));
        QCOMPARE(request.images, 7L);
        QCOMPARE(request.initImages, 20L);
        QVERIFY(!request.withAnchors && request.speed && request.split == "validation" &&
                request.stitches.size() == 1);
        verifyRefused({"queue", m_p, "retry", n(waits)},
                      "Job " + n(waits) + " is pending; it waits for its turn already");
        QVERIFY(klasRun({"queue", m_p, "cancel", n(waits)}).code == 0);
        verifyRefused({"queue", m_p, "cancel", n(waits)}, "only a job that has not ended can be cancelled");
        verifyRefused({"queue", m_p, "pause", n(waits)}, "only a job that waits or runs can be paused");
        QVERIFY(klasRun({"queue", m_p, "remove", n(waits)}).code == 0);
        // Of a run that another job is only going to make; its name is made as klas finetune makes it.
        QVERIFY(klasRun({"select", m_p, "--pair", "a:b", "--method", "whole-source", "--save", "all"}).code ==
                0);
        QVERIFY(klasRun({"queue", m_p, "add", "finetune", "--selection", "all", "--set", "steps=5", "--set",
                         "batch=10", "--splits", "test"})
                    .code == 0);
        QVERIFY(klasRun({"queue", m_p, "add", "export", "--run", "all-joint-5-seed0", "--format",
                         "safetensors", "--out", q(m_f.path("later"))})
                    .code == 0);
        QCOMPARE(klasRun({"queue", m_p, "run", "--json"}).json()["done"], 2);
        QVERIFY(fs::is_regular_file(m_f.path("later.safetensors")) && !fs::exists(m_f.path("later.pt")));
    }

    void helpIsThatOfTheSubcommand() {
        const auto help = [&](const QStringList& words) {
            return QString::fromStdString(
                klasRun(QStringList{"queue", m_p} + words + QStringList{"--help"}).out);
        };
        QVERIFY2(help({"add"}).contains("--priority") && help({"add"}).contains("export"),
                 qPrintable(help({"add"})));
        QVERIFY2(help({"add", "export"}).contains("--format"), qPrintable(help({"add", "export"})));
        QVERIFY2(help({"move"}).contains("--before"), qPrintable(help({"move"})));
    }

    void changedWhileItWorks() {
        const long slow = add("slow", 100000), next = add("next", 8);
        QProcess owner;
        startOwner(owner);
        QTRY_COMPARE_WITH_TIMEOUT(state(slow), std::string("running"), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(steps("slow") > 0, 60000);
        QVERIFY(klasRun({"queue", m_p, "pause", n(slow)}).code == 0); // through the owner
        QTRY_COMPARE_WITH_TIMEOUT(state(slow), std::string("paused"), 30000);
        QTRY_COMPARE_WITH_TIMEOUT(state(next), std::string("done"), 60000);
        QVERIFY(owner.waitForFinished(30000));
        const long reached = steps("slow");
        QVERIFY(reached > 0);
        QVERIFY(klasRun({"queue", m_p, "resume", n(slow)}).code == 0);
        startOwner(owner);
        QTRY_VERIFY_WITH_TIMEOUT(steps("slow") > reached, 60000);
        const Run busy = klasRun({"queue", m_p, "remove", n(slow)});
        verifyRefusal(busy, "is running");
        QVERIFY(klasRun({"queue", m_p, "cancel", n(slow)}).code == 0);
        QTRY_COMPARE_WITH_TIMEOUT(state(slow), std::string("cancelled"), 30000);
        QVERIFY(owner.waitForFinished(30000));
    }

    void aKilledWorkerIsAFailedJobThatGoesOn() {
        const long id = add("killed", 100000);
        QProcess owner;
        startOwner(owner);
        QTRY_VERIFY_WITH_TIMEOUT(steps("killed") > 0, 60000);
        QVERIFY(::kill(pid_t(job(id)["process"].get<long>()), SIGKILL) == 0);
        QTRY_COMPARE_WITH_TIMEOUT(state(id), std::string("failed"), 30000);
        QVERIFY(owner.waitForFinished(30000));
        QCOMPARE(owner.exitCode(), 1);
        QVERIFY(job(id)["message"].get<std::string>().find("signal 9") != std::string::npos);
        const long reached = steps("killed");
        QVERIFY(klasRun({"queue", m_p, "retry", n(id)}).code == 0);
        startOwner(owner);
        QTRY_VERIFY_WITH_TIMEOUT(steps("killed") > reached, 60000);
        QVERIFY(klasRun({"queue", m_p, "cancel", n(id)}).code == 0);
        QVERIFY(owner.waitForFinished(30000));
    }

    void aKilledOwnerLeavesTheTruth() {
        const long id = add("orphan", 100000);
        QProcess owner;
        startOwner(owner);
        QTRY_VERIFY_WITH_TIMEOUT(steps("orphan") > 0, 60000);
        const long worker = job(id)["process"].get<long>();
        owner.kill(); // SIGKILL
        QVERIFY(owner.waitForFinished(30000));
        QTRY_VERIFY_WITH_TIMEOUT(::kill(pid_t(worker), 0) != 0, 30000); // it does not outlive its owner
        QCOMPARE(state(id), std::string("interrupted"));
        const long reached = steps("orphan");
        startOwner(owner); // goes on by itself
        QTRY_COMPARE_WITH_TIMEOUT(state(id), std::string("running"), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(steps("orphan") > reached, 60000);
        QCOMPARE(job(id)["attempts"], 2);
        owner.terminate(); // as Ctrl-C: it pauses what runs
        QVERIFY(owner.waitForFinished(30000));
        QCOMPARE(state(id), std::string("paused"));
        QVERIFY(klasRun({"queue", m_p, "cancel", n(id)}).code == 0);
    }

    void anotherWriterIsNamed() {
        const Project held = Project::open(m_p.toStdString(), Project::Access::ReadWrite);
        verifyRefused({"queue", m_p, "add", "analyze"}, "p.klas");
    }

private:
    static QString n(long number) { return QString::number(number); }

    long add(const char* run, int steps) {
        const Run added = klasRun({"queue", m_p, "add", "finetune", "--stitch", "a:1/b:1", "--run", run, "--set", "steps=" + n(steps), "--set", "batch=10", "--json"});
        if (added.code != 0) qWarning("%s", added.err.c_str());
        return added.json()["jobs"][0]["job"].get<long>();
    }
    std::vector<long> waiting() {
        std::vector<long> ids;
        const Json all = klasRun({"queue", m_p, "list", "--json"}).json();
        for (const Json& job : all.at("jobs"))
            if (job["state"] == "pending") ids.push_back(job["job"].get<long>());
        return ids;
    }
    Json job(long id) {
        const Json all = klasRun({"queue", m_p, "list", "--json"}).json();
        for (const Json& job : all.at("jobs"))
            if (job["job"] == id) return job;
        return {{"state", "gone"}};
    }
    std::string state(long id) { return job(id)["state"].get<std::string>(); }
    /// The last step that the project knows of.
    long steps(const std::string& run) {
        const Project project = Project::open(m_p.toStdString(), Project::Access::ReadOnly);
        for (const FinetuneRun& r : project.runs())
            if (r.name == run) {
                const auto curve = project.curve(run);
                return curve.points.empty() ? 0 : curve.points.back().step;
            }
        return 0;
    }
    void startOwner(QProcess& owner) {
        owner.start(QStringLiteral(KLAS_PROGRAM), {"queue", m_p, "run"});
        QVERIFY(owner.waitForStarted());
    }

    Folder m_f;
    QString m_p;
};

QTEST_GUILESS_MAIN(TestCliQueue)
#include "tst_cli_queue.moc"
