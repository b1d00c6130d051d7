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
        QVERIFY(back->groups && back->groups == kl.groups);
        QVERIFY(!p.matrix("base", "tiny", "kl"));
        std::vector<ScoreMatrix> all = p.matrices(); // alike but for what is too large
        QCOMPARE(all.size(), size_t(2));
        for (ScoreMatrix& m : all) {
            QVERIFY(!m.groups);
            auto one = *p.matrix(m.source, m.target, m.measure);
            one.groups.reset();
            QVERIFY(toJson(m) == toJson(one));
        }
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
            p.matrix("a", "a", "kl");
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
