// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/anchor.h"
#include "core/records/data_spec.h"
#include "core/records/score_matrix.h"
#include "core/records/selection.h"

#include <QtTest>
#include <cmath>

using namespace klas;

namespace {

/// Through text, as files and the worker protocol do.
Json throughText(const Json& json) {
    return parseJson(json.dump(), "test");
}

template <typename Call>
QString sentence(Call call) {
    try {
        call();
    } catch (const Error& e) {
        return e.what();
    }
    return "no error";
}

const char* kArch =
    R"({"family": "deit", "img": 32, "patch": 8, "embed_dim": 48, "depth": 4, "heads": 3, "num_classes": 10})";

} // namespace

class RecordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void archRoundTrip() {
        const ArchConfig arch = archFromJson(parseJson(kArch, "test"), "test");
        QCOMPARE(arch.vit().tokens(), 17);
        QCOMPARE(arch.vit().mlpWidth(), 192);
        QCOMPARE(archFromJson(throughText(toJson(arch)), "test"), arch);
        ArchConfig deit3 = arch;
        deit3.family = "deit3";
        deit3.vit().layerScale = deit3.vit().patchPositionsOnly = deit3.vit().distilled = true;
        QCOMPARE(archFromJson(throughText(toJson(deit3)), "test"), deit3);
    }

    void archRefusesNonsense_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("expected");
        QTest::newRow("family") << "family"
                                << "\"mixer\""
                                << "family";
        QTest::newRow("negative width") << "embed_dim"
                                        << "-48"
                                        << "embed_dim";
        QTest::newRow("huge depth") << "depth"
                                    << "100000"
                                    << "depth";
        QTest::newRow("heads") << "heads"
                               << "5"
                               << "heads";
        QTest::newRow("patch") << "patch"
                               << "7"
                               << "patches of 7";
        QTest::newRow("one class") << "num_classes"
                                   << "1"
                                   << "num_classes";
        QTest::newRow("text") << "depth"
                              << "\"four\""
                              << "wrong type";
        QTest::newRow("too large") << "embed_dim"
                                   << "8190"
                                   << "heads|too large";
    }
    void archRefusesNonsense() {
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, expected);
        Json json = parseJson(kArch, "test");
        json[field.toStdString()] = parseJson(value.toStdString(), "test");
        if (expected.contains('|')) json["depth"] = 200, json["mlp_ratio"] = 16;
        const QString said = sentence([&] { archFromJson(json, "test"); });
        const QStringList words = expected.split('|');
        QVERIFY2(std::any_of(words.begin(), words.end(), [&](const QString& w) { return said.contains(w); }),
                 qPrintable(said));
    }

    void archMissingField() {
        Json json = parseJson(kArch, "test");
        json.erase("patch");
        QVERIFY(sentence([&] {
                    archFromJson(json, "net.json");
                }).contains("net.json: the field \"patch\" is missing"));
        QVERIFY(sentence([] { archFromJson(Json::array(), "net.json"); }).contains("missing"));
    }

    void anchorRecords() {
        Anchor anchor{"tiny", archFromJson(parseJson(kArch, "test"), "test"), "/weights/tiny.safetensors",
                      "ab12"};
        QCOMPARE(anchorFromJson(throughText(toJson(anchor)), "test"), anchor);

        AnchorAccuracy accuracy{"tiny", "test", 10000, 0.81, 0.99, 0.5, "key", {{"device", "CPU"}}};
        QCOMPARE(anchorAccuracyFromJson(throughText(toJson(accuracy)), "test"), accuracy);

        ProbeReport report;
        report.anchor = "tiny";
        report.pooling = "class token";
        report.weights = "probes/tiny.safetensors";
        report.blocks = {{1, 0.5, 1.25, 1.5, 1e-4, 100}, {2, 0.75, 0.5, 0.625, 1e-5, 90}};
        report.headKl = 0.007;
        report.warnings = {"accuracy falls after block 1"};
        report.key = "k";
        QCOMPARE(probeReportFromJson(throughText(toJson(report)), "test"), report);

        AnchorDistances distances{{"a", "b"}, {{0, 0.5}, {0.25, 0}}, {{0, 0.01}, {0.02, 0}}, 1000, "k",
                                  Json()};
        QCOMPARE(anchorDistancesFromJson(throughText(toJson(distances)), "test"), distances);
        distances.kl.pop_back();
        QVERIFY(sentence([&] { anchorDistancesFromJson(toJson(distances), "test"); }).contains("square"));
    }

    void dataSpec() {
        DataSpec data;
        data.path = "/data";
        data.trainImages = 5;
        data.seed = 18446744073709551615u;
        QCOMPARE(dataSpecFromJson(throughText(toJson(data)), "test"), data);
        DataSpec renamed = data;
        renamed.name = "other words for the same images";
        QCOMPARE(renamed.key(), data.key());
        renamed.seed = 1;
        QVERIFY(renamed.key() != data.key());
        Json bad = toJson(data);
        bad["std"] = 0;
        QVERIFY(sentence([&] { dataSpecFromJson(bad, "test"); }).contains("std"));
        bad = toJson(data);
        bad["test_images"] = -1;
        QVERIFY(sentence([&] { dataSpecFromJson(bad, "test"); }).contains("negative"));
    }

    void scoreMatrix() {
        ScoreMatrix m(2, 3, true);
        m.source = "f";
        m.target = "g";
        m.setValue(1, 1, 0.1);
        m.setValue(2, 3, 1e-300);
        m.setError(2, 3, 0.25);
        const Json json = throughText(toJson(m));
        QCOMPARE(QString::fromStdString(json.at("values").dump()),
                 QString("[[0.1,null,null],[null,null,1e-300]]"));
        const ScoreMatrix back = scoreMatrixFromJson(json, "test");
        QCOMPARE(back.value(1, 1), 0.1);
        QCOMPARE(back.value(2, 3), 1e-300);
        QCOMPARE(back.error(2, 3), 0.25);
        QVERIFY(std::isnan(back.value(1, 2)));
        QVERIFY(!back.groups);
        QVERIFY_EXCEPTION_THROWN(m.value(0, 1), Error);
        QVERIFY_EXCEPTION_THROWN(m.value(1, 4), Error);
        QVERIFY_EXCEPTION_THROWN(ScoreMatrix(0, 3, false), Error);
        QVERIFY_EXCEPTION_THROWN(ScoreMatrix(100000, 100000, false), Error);
    }

    void groupsOfImages() {
        ScoreMatrix m(1, 2, false);
        m.groups = ImageGroups{{3, 2}, {0.5, 1e-300, 2, 3}};
        Json json = throughText(toJson(m));
        QCOMPARE(QString::fromStdString(json.at("groups").dump()),
                 QString(R"({"images":[3,2],"sums":[[0.5,1e-300],[2.0,3.0]]})"));
        QVERIFY(scoreMatrixFromJson(json, "test").groups == m.groups);
        for (const char* bad : {R"({"images":[3],"sums":[[1,2],[3,4]]})", R"({"images":[3,2],"sums":[[1,2],[3]]})",
                                R"({"images":[3,0],"sums":[[1,2],[3,4]]})", R"({"images":[],"sums":[]})",
                                R"({"images":[3,2],"sums":[[1,null],[3,4]]})", "7"}) {
            json["groups"] = Json::parse(bad);
            QVERIFY2(!sentence([&] { scoreMatrixFromJson(json, "test"); }).isEmpty(), bad);
        }
    }

    void badMatrices_data() {
        QTest::addColumn<QString>("values");
        QTest::newRow("ragged") << "[[1, 2], [3]]";
        QTest::newRow("empty") << "[]";
        QTest::newRow("no rows") << "[[]]";
        QTest::newRow("not numbers") << "[[\"a\"]]";
        QTest::newRow("not an array") << "{\"0\": [1]}";
        QTest::newRow("a row that is no array") << "[[1], 2]";
    }
    void badMatrices() {
        QFETCH(QString, values);
        Json json{{"measure", "kl"}, {"source", "f"}, {"target", "g"}};
        json["values"] = parseJson(values.toStdString(), "test");
        QVERIFY_EXCEPTION_THROWN(scoreMatrixFromJson(json, "test"), Error);
    }

    void measuresAreDescribed() {
        QVERIFY(measureInfo("cka").largerIsCloser);
        QVERIFY(!measureInfo("kl").symmetric);
        QVERIFY(sentence([] { measureInfo("l2"); }).contains("kl_reversed"));
    }

    void selectionRoundTrip() {
        SelectedStitch full;
        full.stitch = {"f", 1, "g", 2};
        full.cost = {std::int64_t{1} << 52, 7};
        full.bucket = 0;
        full.omega = 0.1, full.sigma = 0.2, full.gamma = 0.5, full.score = 0.1, full.layer = 3,
        full.stability = 0.75;
        full.unresolved = true;
        SelectedStitch bare;
        bare.stitch = {"f", 1, "g", 0};
        const Selection selection{"name",           "klas", {{"tau", 0.05}}, {full, bare},
                                  {{0, 1.5, 2, 1}}, {1, 3}, {"A note."},     {{"x", 1}}};
        const Json json = throughText(toJson(selection));
        QCOMPARE(selectionFromJson(json, "test"), selection);
        QVERIFY(json.at("stitches").at(1).at("gamma").is_null());
        QCOMPARE(text(full.stitch), std::string("f:1 > g:2"));
        Json broken = json;
        broken["stitches"][0].erase("j");
        QVERIFY(sentence([&] { selectionFromJson(broken, "test"); }).contains("\"j\""));
    }
};

QTEST_APPLESS_MAIN(RecordsTest)
#include "tst_records.moc"
