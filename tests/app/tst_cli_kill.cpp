// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/store/project.h"
#include "tests/app/small_project.h"

#include <csignal>
#include <map>
#include <thread>

using namespace klas;
using namespace klas::sample;

namespace {

using Clock = std::chrono::steady_clock;

bool lives(long process) {
    return process > 0 && ::kill(pid_t(process), 0) == 0;
}

/// The tensors of a safetensors file, without what is said of them (how long they were trained).
std::string tensorBytes(const fs::path& file) {
    const std::string all = readTextFile(file);
    std::uint64_t header = 0;
    for (int k = 7; k >= 0; --k)
        header = header << 8 | static_cast<unsigned char>(all[size_t(k)]);
    return all.substr(8 + size_t(header));
}

} // namespace

/// One queue of every kind of job, once in peace and once with its worker or its owner killed again and
/// again: what it says is true at every start, nothing that is done is done again, and what it ends with is
/// the same to the bit.
///
/// KLAS_KILLS and KLAS_KILL_SEED in the environment: how often, and other moments.
class TestCliKill : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        makeProject(m_peace);
        fs::copy(m_peace.path(""), m_war.path(""), fs::copy_options::recursive);
        for (Folder* f : {&m_peace, &m_war})
            fill(*f);
    }

    void killedAgainAndAgainItEndsTheSame() {
        const Run peace = klasRun({"--threads", "1", "queue", project(m_peace), "run", "--json"});
        QVERIFY2(peace.code == 0, peace.err.c_str());
        QCOMPARE(peace.json()["done"].get<size_t>(), kJobs);

        const int kills =
            qEnvironmentVariableIsSet("KLAS_KILLS") ? qEnvironmentVariableIntValue("KLAS_KILLS") : 20;
        Random random(qEnvironmentVariableIsSet("KLAS_KILL_SEED")
                          ? std::uint64_t(qEnvironmentVariableIntValue("KLAS_KILL_SEED"))
                          : 7);
        std::map<long, Job> done;
        int owners = 0, workers = 0;
        for (int kill = 0; kill < kills && done.size() < kJobs; ++kill) {
            QProcess owner;
            owner.start(QStringLiteral(KLAS_PROGRAM), {"--threads", "1", "queue", project(m_war), "run"});
            QVERIFY(owner.waitForStarted());
            if (kill % 4 != 0) // else perhaps before it has begun
                QVERIFY(QTest::qWaitFor(
                    [&] { return running() > 0 || owner.state() == QProcess::NotRunning; }, 60000));
            QTest::qWait(int(random.below(900)));
            const long worker = running();
            if (worker > 0 && random.below(2) == 0) {
                ++workers;
                ::kill(pid_t(worker), SIGKILL);
                QTest::qWait(int(random.below(300))); // the owner goes on with the next job, or has ended
            } else
                ++owners;
            if (owner.state() != QProcess::NotRunning) {
                owner.kill(); // SIGKILL
                QVERIFY(owner.waitForFinished(30000));
            }
            const long orphan = running();
            QVERIFY(QTest::qWaitFor([&] { return !lives(orphan); }, 30000)); // none outlives its owner
            checkTruth(done);
        }
        qInfo("%d owners and %d workers were killed, %zu of %zu jobs done by then", owners, workers,
              done.size(), kJobs);
        QVERIFY(owners > 0 && workers > 0);
        again();
        const Run rest = klasRun({"--threads", "1", "queue", project(m_war), "run", "--json"});
        QVERIFY2(rest.code == 0, rest.err.c_str());
        checkTruth(done);
        QCOMPARE(done.size(), kJobs);
    }

    void whatItEndsWithIsTheSame() {
        const Project a = open(m_peace), b = open(m_war);
        for (const char* file : {"p.klas.d/runs/joint/weights.safetensors", "out.safetensors"})
            QVERIFY2(tensorBytes(m_peace.path(file)) == tensorBytes(m_war.path(file)), file);
        int alone = 0;
        for (const auto& entry : fs::directory_iterator(m_peace.path("p.klas.d/runs/alone")))
            if (entry.path().extension() == ".safetensors") {
                QVERIFY2(tensorBytes(entry.path()) ==
                             tensorBytes(m_war.path("p.klas.d/runs/alone") / entry.path().filename()),
                         entry.path().c_str());
                ++alone;
            }
        QCOMPARE(alone, 2);
        const auto peace = results(a), war = results(b);
        for (const auto& [what, loss] : peace) {
            QVERIFY2(war.count(what), what.c_str());
            QVERIFY2(war.at(what) == loss, (what + ": " + Json(loss).dump() + " and " + Json(war.at(what)).dump()).c_str());
        }
        for (const auto& [what, loss] : war)
            QVERIFY2(peace.count(what), what.c_str());
        const auto here = a.matrix("a", "b", "kl"), there = b.matrix("a", "b", "kl");
        for (int i = 1; i <= here->rows(); ++i)
            for (int j = 1; j <= here->columns(); ++j)
                QVERIFY(here->value(i, j) == there->value(i, j));
        for (const FinetuneRun& run : b.runs())
            QVERIFY2(run.complete(), run.name.c_str());
        QCOMPARE(b.exportedFiles().size(), size_t(3));
        for (const auto& entry : fs::recursive_directory_iterator(m_war.path("")))
            QVERIFY2(entry.path().string().find(".tmp-") == std::string::npos, entry.path().c_str());
    }

private:
    static constexpr size_t kJobs = 6;
    static QString project(const Folder& f) { return q(f.path("p.klas")); }
    static Project open(const Folder& f) {
        return Project::open(f.path("p.klas"), Project::Access::ReadOnly);
    }

    void fill(const Folder& f) const {
        const auto add = [&](const QStringList& words) {
            const Run run = klasRun(QStringList{"queue", project(f), "add"} + words);
            QVERIFY2(run.code == 0, run.err.c_str());
        };
        const QStringList training{"--stitch", "a:1/b:1", "--stitch",   "a:2/b:1", "--set",
                                   "batch=10", "--set",   "steps=1500", "--set",   "evaluate_every=100"};
        add({"analyze"});
        add({"preview", "--pair", "a:b", "--images", "20"});
        add(QStringList{"finetune", "--run", "joint"} + training);
        add(QStringList{"finetune", "--run", "alone", "--set", "mode=single"} + training);
        add({"evaluate", "--run", "joint", "--split", "test", "--images", "17"});
        add({"export", "--run", "joint", "--stitch", "a:2/b:1", "--out", q(f.path("out"))});
    }

    /// The worker of the job that runs, 0 where none does.
    long running() const {
        for (const Job& job : open(m_war).jobs())
            if (job.state == JobState::Running) return job.process;
        return 0;
    }

    /// What the project says after a kill; then a person puts back what was stopped.
    void checkTruth(std::map<long, Job>& done) {
        {
            const Project p =
                Project::open(m_war.path("p.klas"), Project::Access::ReadWrite); // as whoever comes next
            for (const Job& job : p.jobs()) {
                QVERIFY2(job.state != JobState::Running, "nobody runs it");
                if (job.state == JobState::Failed)
                    QVERIFY2(job.message.find("signal 9") != std::string::npos, job.message.c_str());
                if (const auto before = done.find(job.id); before != done.end()) {
                    QVERIFY2(job.state == JobState::Done && job.attempts == before->second.attempts &&
                                 job.started == before->second.started,
                             "what is done is not done again");
                    continue;
                }
                if (job.state != JobState::Done) continue;
                done.emplace(job.id, job);
                checkResults(p, job);
            }
        }
        again();
    }

    /// A job that is done has all that it was to make.
    void checkResults(const Project& p, const Job& job) const {
        const auto evaluations = p.evaluations();
        const auto measured = [&](const std::string& run) {
            return std::count_if(evaluations.begin(), evaluations.end(),
                                 [&](const Evaluation& e) { return e.run == run && e.split == "test"; });
        };
        switch (job.kind) {
        case JobKind::Analyze:
            QVERIFY(p.matrix("a", "b", "kl") && p.probeReports().size() == 2);
            break;
        case JobKind::Preview:
            QVERIFY(evaluations.size() >= 2);
            break;
        case JobKind::Finetune:
            QVERIFY(measured(job.request.at("run").get<std::string>()) >= 2);
            break;
        case JobKind::Evaluate:
            QVERIFY(std::any_of(evaluations.begin(), evaluations.end(),
                                [](const Evaluation& e) { return e.images == 17; }));
            break;
        case JobKind::Export:
            QCOMPARE(p.exportedFiles().size(), size_t(3));
            for (const ExportedFile& file : p.exportedFiles())
                QCOMPARE(sha256File(file.path), file.sha256);
            break;
        }
    }

    void again() const {
        Project p = Project::open(m_war.path("p.klas"), Project::Access::ReadWrite);
        for (const Job& job : p.jobs())
            if (job.state == JobState::Failed || job.state == JobState::Interrupted)
                p.setJobState(job.id, JobState::Pending);
    }

    /// Every measurement by what it is of, without when, how fast and its key, which says where the images lie.
    static std::map<std::string, double> results(const Project& p) {
        std::map<std::string, double> all;
        for (const Evaluation& e : p.evaluations())
            all[e.run + "|" + text(e.configuration) + "|" + e.split + "|" + std::to_string(e.step) + "|" +
                std::to_string(e.images)] = e.loss;
        return all;
    }

    Folder m_peace, m_war;
};

QTEST_GUILESS_MAIN(TestCliKill)
#include "tst_cli_kill.moc"
