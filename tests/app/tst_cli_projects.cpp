// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/schema.h"
#include "tests/app/small_project.h"

#include <cmath>
#include <limits>

using namespace klas;
using namespace klas::sample;

/// A project of small real anchors and what can happen to it.
class TestCliProjects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void analyseMatrixSelect() {
        Folder f;
        makeProject(f);
        const QString p = q(f.path("p.klas"));
        const Run run = klasRun({"analyze", p, "--measures", "kl,cka,ls", "--json"});
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["matrices"].size(), size_t(2 * 2 * 3));
        QCOMPARE(run.json()["accuracies"].size(), size_t(4));
        for (const char* metric : {"kl", "cka", "ls", "gamma"}) {
            const Json matrix = klasRun({"matrix", p, "--pair", "a:b", "--metric", metric, "--json"}).json();
            QCOMPARE(matrix["values"].size(), size_t(2));
            QCOMPARE(matrix["values"][0].size(), size_t(2));
        }
        const Json chosen = klasRun({"select", p, "--pair", "a:b", "--json"}).json();
        QVERIFY(!chosen["stitches"].empty());
        for (const char* field : {"source", "target", "i", "j", "flops", "params", "gamma", "bucket"})
            QVERIFY2(chosen["stitches"][0].contains(field), field);
        // All is known: the second run computes nothing and prints the same.
        Json again = klasRun({"analyze", p, "--measures", "kl,cka,ls", "--json"}).json(), first = run.json();
        again.erase("job");
        first.erase("job");
        QCOMPARE(again.dump(), first.dump());
    }

    void selectionsOutOfRange_data() {
        QTest::addColumn<QString>("options");
        QTest::addColumn<int>("code");
        for (const char* options : {"--tau -1", "--tau nan", "--tau inf", "--buckets -1", "--buckets 1000000",
                                    "--method cake", "--pair a:c", "--pair c:a", "--method snnet --window 0",
                                    "--method snnet --stride -1", "--profile cake", "--method measure:js"})
            QTest::newRow(options) << options << 1;
        for (const char* options : {"--pair ab", "--pair a:", "--pair :b", "--pair a:b:c", "--tau x", "--tau 0,5",
                                    "--buckets 1.5", "--buckets 99999999999999999999", "--seed -1"})
            QTest::newRow(options) << options << 2;
    }
    void selectionsOutOfRange() {
        QFETCH(QString, options);
        QFETCH(int, code);
        static Folder f;
        if (!fs::exists(f.path("p.klas"))) {
            makeProject(f);
            QCOMPARE(klasRun({"analyze", q(f.path("p.klas"))}).code, 0);
        }
        const Run run = klasRun(QStringList{"select", q(f.path("p.klas")), "--json"} + options.split(' '));
        QCOMPARE(run.code, code);
        QVERIFY(run.out.empty());
        if (code == 1) verifyRefusal(run, "");
    }

    void analysesOutOfRange() {
        Folder f;
        makeProject(f);
        const QString p = q(f.path("p.klas"));
        verifyRefused({"analyze", p, "--measures", "kl,cake"}, "There is no measure \"cake\"");
        verifyRefused({"analyze", p, "--pair", "a:c"}, "no anchor \"c\"; it has a, b");
        verifyRefused({"analyze", p, "--device", "abacus"}, "There is no device \"abacus\"");
        verifyRefused({"matrix", p, "--pair", "a:b"}, "klas analyze");
        verifyRefused({"select", p}, "klas");
        for (const char* line : {"analyze P --pair ab", "analyze P --pair a:b:c", "matrix P --pair a:b:c",
                                 "analyze P --temperature 0", "analyze P --batch -1", "analyze P --probe-images x"}) {
            const Run run = klasRun(QString(line).replace('P', p).split(' '));
            QVERIFY2(run.code == 2 && run.out.empty() && !run.err.empty(), line);
        }
    }

    void anchorsOfEveryFamily() {
        for (const auto& [family, depth] :
             {std::pair("deit", 4), std::pair("swin", 6), std::pair("resnet_basic", 4), std::pair("levit", -1)}) {
            Folder f; // one each: their classes differ
            const QString name = QLatin1String(family), data = QLatin1String(KLAS_TEST_DATA "/");
            const Run run = klasRun({"project", "new", q(f.path("p.klas")), "--json", "--anchor",
                                     "x=" + data + name + ".safetensors", "--config",
                                     "x=" + data + "config_" + name + ".json"});
            QVERIFY2(run.code == 0, run.err.c_str());
            const Json anchor = run.json()["anchors"][0];
            if (depth > 0) QCOMPARE(anchor["depth"].get<int>(), depth);
            QVERIFY(anchor["flops"].get<double>() > 0 && anchor["depth"].get<int>() > 0);
            QCOMPARE(klasRun({"project", "show", q(f.path("p.klas"))}).code, 0);
        }
    }

    void whatAFolderOfImagesHolds() {
        Folder f;
        writeImages(f.path("data"));
        const QString folder = q(f.path("data"));
        const Json json = klasRun({"data", folder, "--validation-images", "30", "--json"}).json();
        QCOMPARE(json["classes"].get<int>(), 3);
        QCOMPARE(json["image_size"].get<int>(), 8);
        QCOMPARE(json["images"].dump(), std::string(R"({"train":60,"validation":30,"test":30})"));
        QVERIFY(klasRun({"data", folder, "--validation-images", "30"}).out.find("3 classes") != std::string::npos);
        verifyRefused({"data", folder, "--validation-images", "91"}, "too few for 91 validation");
        verifyRefused({"data", folder, "--validation-images", "90"}, "leaves no images for training");
        verifyRefused({"data", folder, "--validation-images", "30", "--test-images", "31"}, "30 test images");
        verifyRefused({"data", q(f.path("nowhere"))}, "There is no file");
        QCOMPARE(klasRun({"data", folder, "--train-images", "-1"}).code, 2);
    }

    void anchorsThatDoNotBelongTogether() {
        Folder f;
        makeProject(f);
        writeImages(f.path("data"), 80, 40, 4);
        makeWeights(f, "four", tinyArch(10, 4));
        const QString p = q(f.path("p.klas"));
        verifyRefused({"project", "add", p, "--anchor", "c=" + q(f.path("four.st"))}, "must have the same classes");
        QCOMPARE(klasRun({"project", "show", p, "--json"}).json()["anchors"].size(), size_t(2));
        verifyRefused({"project", "add", p, "--anchor", "a=" + q(f.path("a.st"))}, "has an anchor a already");
        for (const char* name : {"x:y", "x/y", "x y", "x,y"})
            verifyRefused({"project", "add", p, "--anchor", QString(name) + "=" + q(f.path("a.st"))}, "cannot name");
        verifyRefused({"space", q(f.path("a.json")), q(f.path("four.json"))}, "classes");
        verifyRefused({"baseline", "snnet", q(f.path("a.json")), q(f.path("four.json"))}, "classes");
        fs::remove(f.path("p.klas"));
        fs::remove_all(f.path("p.klas.d"));
        verifyRefused(newProject(f) << "--anchor" << "c=" + q(f.path("four.st")), "must have the same classes");
        QVERIFY(!fs::exists(f.path("p.klas")) && !fs::exists(f.path("p.klas.d")));
        // The anchors know three classes, the images now have four.
        QCOMPARE(klasRun(newProject(f)).code, 0);
        verifyRefused({"analyze", p}, "has 3 classes, but the data has 4");
    }

    void weightsThatAreNoNumbers() {
        Folder f;
        makeProject(f);
        RawTensors t(f.path("a.st"));
        t.set("blocks.1.norm2.bias", 3, NAN);
        t.write(f.path("nan.st"));
        verifyRefused({"project", "add", q(f.path("p.klas")), "--anchor", "c=" + q(f.path("nan.st"))},
                      "blocks.1.norm2.bias holds values that are not numbers");
        // Finite, but not what it leads to.
        RawTensors large(f.path("a.st"));
        for (size_t k = 0; k < 32; ++k)
            large.set("blocks.1.mlp.fc1.weight", k, 3e38f);
        large.write(f.path("large.st"));
        const QString p = q(f.path("p.klas"));
        QCOMPARE(klasRun({"project", "add", p, "--anchor", "c=" + q(f.path("large.st"))}).code, 0);
        verifyRefused({"analyze", p}, "block 2, batch 1 are not finite");
        RawTensors silent(f.path("a.st"));
        silent.header.erase("__metadata__");
        silent.write(f.path("silent.st"));
        verifyRefused({"project", "add", p, "--anchor", "d=" + q(f.path("silent.st"))}, "--config d=FILE.json");
        const Run run = klasRun({"project", "add", p, "--anchor", "d=" + q(f.path("silent.st")), "--config",
                                 "d=" + q(f.path("a.json"))});
        QVERIFY2(run.code == 0, run.err.c_str());
    }

    void weightsThatMovedOrChanged() {
        Folder f;
        makeProject(f);
        const QString p = q(f.path("p.klas"));
        fs::rename(f.path("a.st"), f.path("moved.st"));
        verifyRefused({"analyze", p}, "The weights of a are gone");
        QCOMPARE(klasRun({"project", "show", p}).code, 0);
        RawTensors t(f.path("moved.st"));
        t.set("head.bias", 0, 1);
        t.write(f.path("a.st"));
        verifyRefused({"analyze", p}, "are not those that were added to the project");
        fs::rename(f.path("moved.st"), f.path("a.st"));
        QCOMPARE(klasRun({"analyze", p}).code, 0);
        fs::remove_all(f.path("data"));
        QCOMPARE(klasRun({"analyze", p}).code, 0); // nothing is left to compute
        verifyRefused({"analyze", p, "--measures", "js", "--probe-images", "20"}, "There is no file");
    }

    void filesOfOthers() {
        Folder f;
        Project::create(f.path("p.klas"));
        const auto pragma = [&](const char* sql) {
            store::Database db(f.path("p.klas"), store::Database::Mode::ReadWrite);
            db.sqlite().exec(sql);
        };
        const auto refused = [&](const char* part) {
            verifyRefused({"project", "show", q(f.path("p.klas"))}, part);
            verifyRefused({"project", "remove", q(f.path("p.klas")), "a"}, part);
        };
        pragma("PRAGMA user_version = 1000");
        refused("made by a newer KLAS Explorer (format 1000");
        pragma("PRAGMA application_id = 252006");
        refused("not a KLAS Explorer project");
        writeFileAtomically(f.path("p.klas"), readTextFile(f.path("p.klas")).substr(0, 5000));
        refused("p.klas");
        writeFileAtomically(f.path("p.klas"), "PK\3\4 an archive");
        refused("not a KLAS Explorer project");
    }

    void lockedByAProgramThatIsNotOurs() {
        Folder f;
        Project::create(f.path("p.klas"));
        store::Database other(f.path("p.klas"), store::Database::Mode::ReadWrite);
        other.sqlite().exec("PRAGMA locking_mode = EXCLUSIVE");
        other.sqlite().exec("BEGIN IMMEDIATE");
        other.sqlite().exec("INSERT INTO setting (name, value) VALUES ('x', '1')");
        verifyRefusal(klasRun({"project", "remove", q(f.path("p.klas")), "a"}), "another program is using it");
    }
};

QTEST_APPLESS_MAIN(TestCliProjects)
#include "tst_cli_projects.moc"
