// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/store/schema.h"
#include "tests/core/store/sample.h"

#include <QtTest>
#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace klas;
using namespace klas::sample;
using Access = Project::Access;

namespace {

void makeProject(const Folder& f, const std::string& name = "p.klas") {
    Project p = Project::create(f.path(name));
    p.addAnchor(anchor("a", f.path("a.safetensors")));
    p.save(matrix("a", "a"));
}

/// Runs `body` in a child process; true when it ended by itself with exit code 0.
bool inChild(const std::function<bool()>& body) {
    const pid_t child = ::fork();
    if (child == 0) {
        bool good = false;
        try {
            good = body();
        } catch (...) {
        }
        ::_exit(good ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

/// What happens to the file around a project: other programs, other places, bad disks.
class TestProjectFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void createRefusesWhatIsThereAndWhereItCannotBe() {
        Folder f;
        makeProject(f);
        QVERIFY(says(errorOf([&] { Project::create(f.path("p.klas")); }), "exists already"));
        QCOMPARE(Project::open(f.path("p.klas"), Access::ReadOnly).matrices().size(), size_t(1));
        QVERIFY(says(errorOf([&] { Project::create(f.path("no/where.klas")); }), "folder does not exist"));
        QVERIFY(!errorOf([&] { Project::create(""); }).empty());
    }

    void aFileThatIsNoProjectIsCalledSo_data() {
        QTest::addColumn<QByteArray>("content");
        Random random(1);
        QByteArray noise(100000, 0), disguised;
        for (char& c : noise)
            c = static_cast<char>(random.bits());
        disguised = QByteArray("SQLite format 3\0", 16) + noise;
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("noise") << noise;
        QTest::newRow("noise under SQLite's name") << disguised;
        QTest::newRow("SQLite's name only") << disguised.left(16);
    }
    void aFileThatIsNoProjectIsCalledSo() {
        QFETCH(QByteArray, content);
        Folder f;
        writeFileAtomically(f.path("p.klas"), std::string_view(content.constData(), size_t(content.size())));
        for (const Access access : {Access::ReadOnly, Access::ReadWrite}) {
            const std::string sentence = errorOf([&] { Project::open(f.path("p.klas"), access); });
            QVERIFY2(says(sentence, "p.klas"), sentence.c_str());
        }
        QVERIFY2(!fs::exists(f.path("p.klas.d")), "nothing is created beside a file that is no project");
        QCOMPARE(readTextFile(f.path("p.klas")).size(), size_t(content.size()));
    }

    void missingFilesAndFoldersAreNamed() {
        Folder f;
        QVERIFY(
            says(errorOf([&] { Project::open(f.path("gone.klas"), Access::ReadWrite); }), "no such file"));
        QVERIFY(!fs::exists(f.path("gone.klas")) && !fs::exists(f.path("gone.klas.d")));
        QVERIFY(says(errorOf([&] { Project::open(f.path(""), Access::ReadOnly); }), "not a regular file"));
    }

    void otherDatabasesAndNewerProjectsAreRefused() {
        Folder f;
        SQLite::Database(f.path("other.klas").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec("CREATE TABLE t (x)");
        QVERIFY(says(errorOf([&] { Project::open(f.path("other.klas"), Access::ReadWrite); }), "not a KLAS"));
        makeProject(f);
        SQLite::Database(f.path("p.klas").string(), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
        QVERIFY(says(errorOf([&] { Project::open(f.path("p.klas"), Access::ReadWrite); }), "newer"));
    }

    void migrationsRunInOrderInOneTransaction() {
        Folder f;
        const char* const steps[] = {"CREATE TABLE one (x)",
                                     "CREATE TABLE two (x); INSERT INTO two VALUES (2)",
                                     "INSERT INTO two SELECT x + 1 FROM two"};
        const char* const broken[] = {steps[0], steps[1], steps[2], "CREATE TABLE four (x)", "nonsense"};
        const auto file = f.path("m.klas");
        store::Database db(file, store::Database::Mode::Create);
        store::initProject(db, std::span(steps).first(1));
        QCOMPARE(store::checkVersion(db, file, steps), 1);
        store::upgrade(db, file, steps);
        QCOMPARE(store::checkVersion(db, file, steps), 3);
        QCOMPARE(db.sqlite().execAndGet("SELECT sum(x) FROM two").getInt(), 5);
        QVERIFY(!errorOf([&] { store::upgrade(db, file, broken); }).empty());
        QCOMPARE(store::checkVersion(db, file, broken), 3);
        QVERIFY(!db.sqlite().tableExists("four"));
    }

    void aTruncatedOrScribbledProjectIsAnError() {
        Folder f;
        makeProject(f);
        const std::string good = readTextFile(f.path("p.klas"));
        Random random(7);
        for (int k = 0; k < 60; ++k) {
            std::string bad = good;
            if (k % 3 == 0)
                bad.resize(random.below(good.size()));
            else
                for (size_t at = random.below(good.size() - 600), n = 0; n < 600; ++n)
                    bad[at + n] = static_cast<char>(random.bits());
            writeFileAtomically(f.path("bad.klas"), bad);
            // Either an Error or, where the damage misses everything that is read, the right answer: never a
            // crash.
            const std::string sentence = errorOf([&] {
                const Project p = Project::open(f.path("bad.klas"), Access::ReadOnly);
                for (const Anchor& a : p.anchors())
                    QCOMPARE(a.name, std::string("a"));
                p.matrices();
                p.jobs();
            });
            QVERIFY(sentence.find('\n') == std::string::npos);
            constexpr size_t page = 4096; // within the last one only unused bytes may be missing
            if (bad.size() + page <= good.size()) QVERIFY(!sentence.empty());
        }
    }

    void theSecondWriterIsToldWhoTheFirstIs() {
        Folder f;
        makeProject(f);
        Project writer = Project::open(f.path("p.klas"), Access::ReadWrite);
        const std::string sentence = errorOf([&] { Project::open(f.path("p.klas"), Access::ReadWrite); });
        QVERIFY2(says(sentence, "process " + std::to_string(::getpid()) + " on "), sentence.c_str());
        fs::create_symlink(f.path("p.klas"), f.path("link.klas"));
        QVERIFY(says(errorOf([&] { Project::open(f.path("link.klas"), Access::ReadWrite); }),
                     "open for writing"));
        QCOMPARE(Project::open(f.path("p.klas"), Access::ReadOnly).matrices().size(), size_t(1));
    }

    void aKilledWriterFreesTheProjectAndLosesNothingSaved() {
        Folder f;
        makeProject(f);
        int ready[2];
        QCOMPARE(::pipe(ready), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            Project p = Project::open(f.path("p.klas"), Access::ReadWrite);
            ScoreMatrix m = matrix("a", "a");
            m.setValue(1, 1, 42);
            p.save(m);
            p.setJobState(p.addJob(JobKind::Analyze, Json::object()).id, JobState::Running, {}, ::getpid());
            [[maybe_unused]] const ssize_t written = ::write(ready[1], "x", 1);
            for (;;)
                ::pause();
        }
        char c;
        QCOMPARE(::read(ready[0], &c, 1), ssize_t(1));
        QVERIFY(says(errorOf([&] { Project::open(f.path("p.klas"), Access::ReadWrite); }),
                     std::to_string(child)));
        QCOMPARE(Project::open(f.path("p.klas"), Access::ReadOnly).jobs()[0].state, JobState::Running);
        ::kill(child, SIGKILL);
        ::siginfo_t ended;
        QCOMPARE(::waitid(P_PID, id_t(child), &ended, WEXITED | WNOWAIT), 0);
        // Not collected yet, its number is still taken: the lock knows better.
        QCOMPARE(::kill(child, 0), 0);
        QCOMPARE(Project::open(f.path("p.klas"), Access::ReadOnly).jobs()[0].state, JobState::Interrupted);
        int status = 0;
        ::waitpid(child, &status, 0);
        Project p = Project::open(f.path("p.klas"), Access::ReadWrite);
        QCOMPARE(p.matrix("a", "a", "kl")->value(1, 1), 42.0);
        QCOMPARE(p.jobs()[0].state, JobState::Interrupted);
    }

    void aMovedProjectFindsTheWeightsThatMovedWithIt() {
        Folder f, outside;
        fs::create_directories(f.path("old/weights"));
        {
            Project p = Project::create(f.path("old/p.klas"));
            p.addAnchor(anchor("inside", f.path("old/weights/i.safetensors")));
            p.addAnchor(anchor("outside", outside.path("o.safetensors")));
            p.setData({});
        }
        fs::rename(f.path("old"), f.path("new"));
        Project p = Project::open(f.path("new/p.klas"), Access::ReadWrite);
        QCOMPARE(p.anchors()[0].weights, f.path("new/weights/i.safetensors").string());
        QCOMPARE(p.anchors()[1].weights, outside.path("o.safetensors").string());
        QCOMPARE(p.analyzeRequest().anchors.size(), size_t(2));
    }

    void aReadOnlyFolderCanBeReadButNotWritten() {
        Folder f;
        fs::create_directories(f.path("ro"));
        {
            Project p = Project::create(f.path("ro/p.klas"));
            p.addAnchor(anchor("a", f.path("ro/a")));
        }
        fs::permissions(f.path("ro/p.klas"), fs::perms(0444));
        fs::permissions(f.path("ro/p.klas.d/lock"), fs::perms(0444));
        fs::permissions(f.path("ro/p.klas.d"), fs::perms(0555));
        fs::permissions(f.path("ro"), fs::perms(0555));
        fs::permissions(f.path(""), fs::perms(0755));
        QVERIFY(inChild([&] {
            // Permissions do not bind root.
            if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) return false;
            const std::string read = errorOf([&] {
                if (Project::open(f.path("ro/p.klas"), Access::ReadOnly).anchors().size() != 1)
                    throw Error("The anchor is missing.");
            });
            const std::string write = errorOf([&] { Project::open(f.path("ro/p.klas"), Access::ReadWrite); });
            const std::string create = errorOf([&] { Project::create(f.path("ro/q.klas")); });
            std::fprintf(stderr, "read: %s\nwrite: %s\ncreate: %s\n", read.c_str(), write.c_str(),
                         create.c_str());
            return read.empty() && says(write, "not writable") && says(create, "q.klas");
        }));
        fs::permissions(f.path("ro"), fs::perms(0755));
        fs::permissions(f.path("ro/p.klas.d"), fs::perms(0755));
    }

    void aFullDiskIsAnErrorAndLosesNothing() {
        Folder f;
        makeProject(f);
        const auto size = fs::file_size(f.path("p.klas"));
        QVERIFY(inChild([&] {
            ::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{size + 40000, size + 40000};
            Project p = Project::open(f.path("p.klas"), Access::ReadWrite);
            ::setrlimit(RLIMIT_FSIZE, &limit);
            ScoreMatrix big(300, 300, false);
            big.source = big.target = "a";
            big.complete = true;
            const std::string sentence = errorOf([&] { p.save(big); });
            return says(sentence, "full") && p.matrix("a", "a", "kl")->rows() == 2;
        }));
        QCOMPARE(Project::open(f.path("p.klas"), Access::ReadWrite).matrix("a", "a", "kl")->rows(), 2);
    }
};

QTEST_APPLESS_MAIN(TestProjectFiles)
#include "tst_project_files.moc"
