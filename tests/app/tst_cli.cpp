// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli_run.h"
#include "tests/app/scored_project.h"

#include <QtTest>

using namespace klas;
using namespace klas::sample;

namespace {

/// Two anchors with made-up scores: Θ(a_i, b_j) = |i - j| + 1 tenths, and b with itself.
void makeProject(const Folder& f) {
    makeScoredProject(f, [](const std::string& source, int i, int j) {
        const int apart = std::abs(i - j);
        return source == "a" ? 0.1 * (apart + 1) : 0.5 * apart;
    });
}

QString text(const fs::path& path) {
    return QString::fromStdString(path.string());
}

} // namespace

/// The contract of the command line: exit codes, one document on stdout, one sentence on stderr.
class TestCli : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void badUsageExitsWithTwo_data() {
        QTest::addColumn<QStringList>("arguments");
        for (const char* line :
             {"", "bake", "project", "project bake", "project new", "project show",
              "project new x --validation-images 0", "project new x --seed -1", "project add x", "matrix", "matrix x",
              "matrix x --pair ab", "matrix x --pair a:", "project show x --threads many", "select",
              "select x --tau much", "analyze", "analyze x --probe-images -3", "worker --bake", "data", "space resnet18 resnet34 --classes 0",
              "arch show resnet18 --image-size 0"})
            QTest::newRow(line) << QString::fromLatin1(line).split(' ', Qt::SkipEmptyParts);
    }
    void badUsageExitsWithTwo() {
        QFETCH(QStringList, arguments);
        const Run run = klasRun(arguments);
        QCOMPARE(run.code, 2);
        QVERIFY(run.out.empty() && !run.err.empty());
    }

    void helpAndVersionExitWithZero() {
        for (const QStringList& arguments :
             {QStringList{"--help"}, QStringList{"--version"}, QStringList{"project", "new", "--help"}})
            QCOMPARE(klasRun(arguments).code, 0);
    }

    void failuresExitWithOneAndOneSentence_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* line, const char* says) {
            QTest::newRow(line) << QString::fromLatin1(line).split(' ') << QString::fromLatin1(says);
        };
        row("project show nowhere.klas", "no such file");
        row("project show a", "not a KLAS Explorer project");
        row("project new p.klas", "exists already");
        row("project new no/where.klas", "folder does not exist");
        row("project new q.klas --anchor x=nowhere.safetensors", "nowhere.safetensors");
        row("project new q.klas --anchor x=a", "a");
        row("project add nowhere.klas --anchor x=a", "a");
        row("project remove p.klas nobody", "no anchor");
        row("matrix p.klas --pair a:nobody", "no anchor \"nobody\"; it has a, b");
        row("matrix p.klas --pair a:b --metric cake", "no measure");
        row("matrix p.klas --pair a:b --metric cka", "klas analyze");
        row("matrix p.klas --pair b:a", "no kl matrix");
        row("select p.klas --method cake", "cake");
        row("select p.klas --tau -1", "tau");
        row("select p.klas --pair b:a", "needs");
        row("analyze nowhere.klas", "no such file");
        row("analyze p.klas", "no images");
    }
    void failuresExitWithOneAndOneSentence() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        Folder f;
        makeProject(f);
        for (QString& argument : arguments)
            for (const char* file : {"p.klas", "q.klas", "nowhere.klas", "no/where.klas"})
                if (argument == QLatin1String(file)) argument = text(f.path(file));
        arguments.replaceInStrings(QStringLiteral("=a"), QStringLiteral("=") + text(f.path("a")));
        if (arguments.last() == "a") arguments.last() = text(f.path("a"));
        for (const bool json : {false, true}) {
            const Run run = klasRun(json ? arguments + QStringList{"--json"} : arguments);
            QCOMPARE(run.code, 1);
            QVERIFY2(run.out.empty(), run.out.c_str());
            QVERIFY2(run.oneSentence() && run.err.find(says.toStdString()) != std::string::npos,
                     run.err.c_str());
        }
        QVERIFY2(!fs::exists(f.path("q.klas")) && !fs::exists(f.path("q.klas.d")), "no half project is left");
    }

    void showPrintsOneDocument() {
        Folder f;
        makeProject(f);
        const Run run = klasRun({"project", "show", text(f.path("p.klas")), "--json"});
        QCOMPARE(run.code, 0);
        const Json json = run.json();
        QCOMPARE(json["anchors"].size(), size_t(2));
        QCOMPARE(json["anchors"][0]["name"].get<std::string>(), std::string("a"));
        QCOMPARE(json["anchors"][0]["sha256"].get<std::string>(), sha256("weights of a"));
        QCOMPARE(json["matrices"].size(), size_t(2));
        QCOMPARE(klasRun({"project", "show", text(f.path("p.klas"))}).code, 0);
    }

    void newWithoutAnchorsIsAnEmptyProject() {
        Folder f;
        const Run run = klasRun({"--json", "project", "new", text(f.path("n.klas")), "--validation-images",
                                 "500", "--seed", "3"});
        QCOMPARE(run.code, 0);
        QCOMPARE(run.json()["data"]["validation_images"].get<int>(), 500);
        const Project p = Project::open(f.path("n.klas"), Project::Access::ReadOnly);
        QVERIFY(p.anchors().empty());
        QCOMPARE(p.data()->seed, std::uint64_t(3));
    }

    void removeTakesResultsAlong() {
        Folder f;
        makeProject(f);
        QCOMPARE(klasRun({"project", "remove", text(f.path("p.klas")), "a"}).code, 0);
        QCOMPARE(Project::open(f.path("p.klas"), Project::Access::ReadOnly).matrices().size(), size_t(1));
    }

    void aLockedProjectIsRefused() {
        Folder f;
        makeProject(f);
        const Project writer = Project::open(f.path("p.klas"), Project::Access::ReadWrite);
        const Run run = klasRun({"project", "remove", text(f.path("p.klas")), "a"});
        QCOMPARE(run.code, 1);
        QVERIFY2(run.oneSentence() && run.err.find("open for writing by process") != std::string::npos,
                 run.err.c_str());
        QCOMPARE(klasRun({"project", "show", text(f.path("p.klas"))}).code, 0);
    }

    void matrixPrintsScoresAndGamma() {
        Folder f;
        makeProject(f);
        const Json theta = klasRun({"matrix", text(f.path("p.klas")), "--pair", "a:b", "--json"}).json();
        QCOMPARE(theta["values"][2][0].get<double>(), 0.1 * 3);
        QCOMPARE(theta["errors"][0][0].get<double>(), 0.001);
        const Json gamma =
            klasRun({"matrix", text(f.path("p.klas")), "--pair", "a:b", "--metric", "gamma", "--json"})
                .json();
        QCOMPARE(gamma["values"][0][1].get<double>(), 0.2 / 0.5); // Ω(1,2) / Θ(b_2, b_3)
        QVERIFY(gamma["values"][0][2].is_null());                 // j = n has no Γ
        QCOMPARE(klasRun({"matrix", text(f.path("p.klas")), "--pair", "a:b"}).code, 0);
    }

    void selectChoosesAndSaves() {
        Folder f;
        makeProject(f);
        QVERIFY(klasRun({"select", "--method", "list", "--json"}).json().size() >= 6);
        // One bucket: the least Γ of the legal stitches is on the diagonal, 0.1 / 0.5.
        const Run run =
            klasRun({"select", text(f.path("p.klas")), "--buckets", "1", "--save", "mine", "--json"});
        QVERIFY2(run.code == 0, run.err.c_str());
        const Json json = run.json();
        QVERIFY(!json["stitches"].empty());
        for (const Json& s : json["stitches"]) {
            QCOMPARE(s["i"].get<int>(), s["j"].get<int>());
            QCOMPARE(s["gamma"].get<double>(), 0.2);
        }
        const Project p = Project::open(f.path("p.klas"), Project::Access::ReadOnly);
        QCOMPARE(p.selections().size(), size_t(1));
        QCOMPARE(p.selections()[0].name, std::string("mine"));
        for (const char* method : {"snnet", "random", "uniform", "whole-source", "min-kl"})
            QCOMPARE(klasRun({"select", text(f.path("p.klas")), "--method", method}).code, 0);
    }

    void publishedCurvesAreListedAndCompared() {
        const Json list = Json::parse(klasRun({"reference", "list", "--json"}).out);
        QCOMPARE(list.at("curves").size(), size_t(3));
        QCOMPARE(list.at("curves")[0].at("points").get<int>(), 71);
        const Json swin = Json::parse(klasRun({"reference", "show", "snnet-swin", "--json"}).out);
        QVERIFY(std::abs(swin.at("areas").at("staircase").get<double>() - 0.8306) < 1e-4);
        const Json same = Json::parse(klasRun({"reference", "compare", "snnet-deit", "snnet-deit", "--json"}).out);
        QCOMPARE(same.at("delta_staircase").get<double>(), 0.0);
        const Run unknown = klasRun({"reference", "show", "snnet-vgg"});
        QCOMPARE(unknown.code, 1);
        QVERIFY(unknown.err.find("snnet-resnet") != std::string::npos);
    }

    void resultsAreImported() {
        const Folder f;
        makeProject(f);
        writeFileAtomically(f.path("stitches_res.txt"), "{\"acc1\": 60, \"flops\": 1000, \"cfg_id\": 0}\n"
                                                        "{\"cfg_id\": 1, \"flops\": 3000, \"acc1\": 80}\n{\"cfg_id\": 2, \"fl");
        const Run run = klasRun({"import", "snnet", text(f.path("stitches_res.txt")), "--project", text(f.path("p.klas")),
                                 "--name", "theirs", "--json"});
        QCOMPARE(run.code, 0);
        const Json curve = Json::parse(run.out);
        QCOMPARE(curve.at("points").size(), size_t(2));
        QCOMPARE(curve.at("areas").at("staircase").get<double>(), 0.6);
        QVERIFY(curve.at("notes")[0].get<std::string>().find("cut off") != std::string::npos);
        const Run kept = klasRun({"reference", "show", text(f.path("p.klas")) + ":theirs", "--json"});
        QCOMPARE(Json::parse(kept.out).at("points"), curve.at("points"));
        QCOMPARE(klasRun({"reference", "show", text(f.path("p.klas")) + ":ours"}).code, 1);
        writeFileAtomically(f.path("bad.txt"), "{\"acc1\": NaN, \"flops\": 1000}\n");
        const Run bad = klasRun({"import", "snnet", text(f.path("bad.txt"))});
        QCOMPARE(bad.code, 1);
        QVERIFY(bad.out.empty() && bad.err.find("line 1") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestCli)
#include "tst_cli.moc"
