// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/small_project.h"

#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sched.h>
#include <unistd.h>

using namespace klas;
using namespace klas::sample;

namespace {

constexpr int kCannot = 77; ///< exit code of a child that could not narrow itself

Run narrowed(const QStringList& arguments, const std::function<void()>& inChild, const QString& stdoutFile = {}) {
    return klasRun(arguments, QProcessEnvironment::systemEnvironment(), inChild, stdoutFile);
}

/// No file may grow past `bytes`: what a full disk looks like to one program, without privileges.
Run withRoomFor(rlim_t bytes, const QStringList& arguments) {
    return narrowed(arguments, [bytes] {
        const rlimit limit{bytes, bytes};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    });
}

/// Permissions count for root too once it may no longer override them.
Run withoutPrivileges(const QStringList& arguments) {
    return narrowed(arguments, [] {
        if (::geteuid() == 0 && (::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE) != 0 ||
                                 ::prctl(PR_CAPBSET_DROP, CAP_DAC_READ_SEARCH) != 0))
            ::_exit(kCannot);
    });
}

QStringList forward(const fs::path& out) {
    return {"forward", "--weights", KLAS_TEST_DATA "/deit.safetensors", "--config", KLAS_TEST_DATA "/config_deit.json",
            "--input", KLAS_TEST_DATA "/expected_deit.safetensors", "--output", q(out)};
}

QStringList train(const Folder& f, const fs::path& out) {
    writeFileAtomically(f.path("arch.json"), tinyArch().dump());
    return {"train-anchor", "--config", q(f.path("arch.json")), "--data",   q(f.path("data")), "--validation-images",
            "30",           "--epochs", "1",                    "--warmup", "0",               "--out",
            q(out)};
}

int filesIn(const fs::path& folder) {
    return static_cast<int>(std::distance(fs::recursive_directory_iterator(folder), fs::recursive_directory_iterator()));
}

} // namespace

/// Places that take nothing: full disks, read-only folders, devices. What was there before stays as it was.
class TestCliPlaces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFullStdout() {
        for (const QStringList& arguments :
             {QStringList{"arch", "list"}, QStringList{"arch", "list", "--json"}, QStringList{"--help"}}) {
            const Run run = narrowed(arguments, {}, "/dev/full");
            QCOMPARE(run.code, 1);
            QVERIFY2(run.oneSentence() && run.err.find("could not be written to stdout") != std::string::npos, run.err.c_str());
        }
    }

    void aFullDiskKeepsTheOldFile() {
        Folder f;
        writeFileAtomically(f.path("o"), "good");
        for (const int room : {0, 1, 1000, 20000}) {
            verifyRefusal(withRoomFor(rlim_t(room), forward(f.path("o"))), "Cannot write " + q(f.path("o")));
            QCOMPARE(readTextFile(f.path("o")), std::string("good"));
            QCOMPARE(filesIn(f.path("")), 1);
        }
        QCOMPARE(withRoomFor(1 << 20, forward(f.path("o"))).code, 0);
        QCOMPARE(filesIn(f.path("")), 1);
        QVERIFY(readTextFile(f.path("o")) != "good");
    }

    void aDiskThatIsReallyFull() {
        Folder f;
        const std::string folder = f.path("").string();
        const Run run = narrowed(forward(f.path("o")), [folder] {
            // A tmpfs of two pages that only the child sees.
            if ((::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) ||
                ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
                ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=8k") != 0)
                ::_exit(kCannot);
        });
        if (run.code == kCannot) QSKIP("this machine lets no program mount a small disk");
        verifyRefusal(run, "No space left on device; free some space");
    }

    void anExportOnAFullDisk() {
        Folder f;
        makeProject(f);
        ensureFolder(f.path("small"));
        const QString p = q(f.path("p.klas")), out = q(f.path("small/net"));
        writeFileAtomically(f.path("net.pt"), "good");
        verifyRefusal(withRoomFor(3000, {"export", "stitch", p, "a:1/b:1", "--format", "torchscript", "--out",
                                         q(f.path("net"))}),
                      "Cannot write " + q(f.path("net.pt")));
        QCOMPARE(readTextFile(f.path("net.pt")), std::string("good"));
        // The same from the queue, whose project has room.
        QCOMPARE(klasRun({"queue", p, "add", "export", "--stitch", "a:1/b:1", "--format", "safetensors",
                          "--out", out})
                     .code,
                 0);
        const std::string folder = f.path("small").string();
        const Run run = narrowed({"queue", p, "run"}, [folder] {
            if ((::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) ||
                ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
                ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=8k") != 0)
                ::_exit(kCannot);
        });
        if (run.code == kCannot) QSKIP("this machine lets no program mount a small disk");
        QCOMPARE(run.code, 1);
        const Json job = klasRun({"queue", p, "list", "--json"}).json()["jobs"][0];
        QCOMPARE(job["state"], "failed");
        QVERIFY2(job["message"].get<std::string>().find("No space left on device; free some space") !=
                     std::string::npos,
                 job.dump().c_str());
    }

    void trainingOnAFullDisk() {
        Folder f;
        writeImages(f.path("data"));
        writeFileAtomically(f.path("w.st"), "good");
        const QStringList arguments = train(f, f.path("w.st"));
        const int before = filesIn(f.path(""));
        verifyRefusal(withRoomFor(500, arguments), "Cannot write " + q(f.path("w.st")));
        QCOMPARE(readTextFile(f.path("w.st")), std::string("good"));
        QCOMPARE(filesIn(f.path("")), before);
    }

    void aProjectOnAFullDisk() {
        Folder f;
        for (const int room : {0, 100, 5000, 20000}) {
            const Run run = withRoomFor(rlim_t(room), {"project", "new", q(f.path("p.klas")), "--demo", "--json"});
            verifyRefusal(run, "p.klas");
            QVERIFY2(fs::is_empty(f.path("")), "no half project is left");
        }
    }

    /// Wherever the analysis runs out of room, it says so, and the next one goes on.
    void anAnalysisOnAFullDisk() {
        Folder f;
        writeImages(f.path("data"));
        QCOMPARE(klasRun(train(f, f.path("w.st"))).code, 0);
        QCOMPARE(klasRun({"project", "new", q(f.path("p.klas")), "--data", q(f.path("data")), "--validation-images",
                          "30", "--anchor", "a=" + q(f.path("w.st"))})
                     .code,
                 0);
        const QStringList analyze{"analyze", q(f.path("p.klas")), "--json"};
        int refused = 0;
        for (int room = 1000; room <= 512000; room *= 2) {
            const Run run = withRoomFor(rlim_t(room), analyze);
            if (run.code != 0) {
                verifyRefusal(run, "");
                ++refused;
            }
            QCOMPARE(klasRun({"project", "show", q(f.path("p.klas"))}).code, 0);
        }
        QVERIFY(refused >= 2);
        const Run run = klasRun(analyze);
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["matrices"].size(), size_t(1));
        for (const auto& entry : fs::recursive_directory_iterator(f.path("")))
            QVERIFY2(entry.path().string().find(".tmp-") == std::string::npos, entry.path().c_str());
    }

    void aReadOnlyFolder() {
        Folder f;
        writeImages(f.path("data"));
        ensureFolder(f.path("ro"));
        const fs::path project = f.path("ro/p.klas");
        QCOMPARE(klasRun({"project", "new", q(project), "--demo"}).code, 0);
        for (const auto& entry : fs::recursive_directory_iterator(f.path("ro")))
            fs::permissions(entry.path(), entry.is_directory() ? fs::perms(0555) : fs::perms(0444));
        fs::permissions(f.path("ro"), fs::perms(0555));
        const int before = filesIn(f.path("ro"));
        const Run first = withoutPrivileges(forward(f.path("ro/o")));
        if (first.code == kCannot) QSKIP("root may write everywhere here");
        verifyRefusal(first, "Permission denied");
        verifyRefusal(withoutPrivileges(train(f, f.path("ro/w.st"))), "Permission denied");
        verifyRefusal(withoutPrivileges({"project", "new", q(f.path("ro/n.klas"))}), "n.klas");
        for (const QStringList& change :
             {QStringList{"project", "remove", q(project), "fashion_vit_tiny"}, QStringList{"analyze", q(project)},
              QStringList{"select", q(project), "--method", "whole-source", "--pair",
                          "fashion_vit_tiny:fashion_vit_base", "--save", "s"}})
            verifyRefusal(withoutPrivileges(change), "p.klas");
        const Run show = withoutPrivileges({"project", "show", q(project), "--json"});
        QVERIFY2(show.code == 0, show.err.c_str());
        QCOMPARE(show.json()["anchors"].size(), size_t(5));
        fs::permissions(f.path("ro"), fs::perms(0755));
        fs::permissions(f.path("ro/p.klas.d"), fs::perms(0755));
        QCOMPARE(filesIn(f.path("ro")), before);
    }

    void placesThatAreNoFile() {
        Folder f;
        QCOMPARE(::mkfifo(f.path("pipe").c_str(), 0600), 0);
        for (const fs::path& out : {f.path("pipe"), fs::path("/dev/full"), f.path("."), f.path("no/where/o"),
                                    f.path(std::string(300, 'n'))}) {
            verifyRefused(forward(out), "Cannot write ");
            QVERIFY(fs::is_fifo(f.path("pipe")) && fs::is_character_file("/dev/full"));
        }
        verifyRefused({"project", "new", q(f.path("pipe"))}, "exists already");
        verifyRefused({"project", "show", q(f.path("pipe"))}, "not a regular file");
        verifyRefused({"project", "new", q(f.path(std::string(300, 'n')))}, "File name too long");
    }
};

QTEST_APPLESS_MAIN(TestCliPlaces)
#include "tst_cli_places.moc"
