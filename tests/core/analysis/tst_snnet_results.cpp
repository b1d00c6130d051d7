// SPDX-License-Identifier: GPL-3.0-or-later
// Every shape in which SN-Net's stitches_res.txt comes.
#include "core/analysis/snnet_results.h"
#include "core/base/error.h"

#include <QtTest>

using namespace klas;

namespace {

SnnetResults read(const std::string& text, const SnnetResultsOptions& options = {}) {
    return parseSnnetResults(text, "res.txt", options);
}

QString refusal(const std::string& text, const SnnetResultsOptions& options = {}) {
    try {
        read(text, options);
    } catch (const Error& e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

constexpr const char* kGood = R"({"cfg_id": 0, "flops": 100, "params": 7, "acc1": 70.5, "acc5": 90})";

} // namespace

class SnnetResultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLine() {
        const SnnetResults results = read(std::string(kGood) + "\n");
        QCOMPARE(results.points.size(), size_t(1));
        const TradeoffPoint& p = results.points[0];
        QCOMPARE(p.id, std::optional<std::int64_t>(0));
        QCOMPARE(p.flops, 100);
        QCOMPARE(p.params, std::optional<std::int64_t>(7));
        QCOMPARE(*p.top1, 0.705);
        QCOMPARE(*p.top5, 0.9);
        QVERIFY(results.notes.empty());
    }

    void shapes_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("points");
        QTest::addColumn<QString>("note");
        QTest::newRow("another order") << QByteArray(R"({"acc1": 70, "flops": 5, "cfg_id": 3})") << 1 << "";
        QTest::newRow("no acc5, no id") << QByteArray(R"({"flops": 5, "acc1": 70})") << 1 << "";
        QTest::newRow("no acc1") << QByteArray(R"({"flops": 5, "acc5": 70})") << 1 << "no acc1";
        QTest::newRow("null") << QByteArray(R"({"flops": 5, "acc1": 70, "acc5": null, "params": null})") << 1 << "";
        QTest::newRow("numbers as text") << QByteArray(R"({"flops": "5", "acc1": "70.1"})") << 1 << "";
        QTest::newRow("whole numbers as reals") << QByteArray(R"({"flops": 1.5e9, "acc1": 70})") << 1 << "";
        QTest::newRow("Python's dictionary") << QByteArray("{'flops': 5, 'acc1': 70, 'acc5': None}") << 1 << "";
        QTest::newRow("Windows, mark, blank lines")
            << QByteArray("\xEF\xBB\xBF{\"flops\": 5, \"acc1\": 1}\r\n\r\n{\"flops\": 6, \"acc1\": 2}\r\n") << 2 << "";
        QTest::newRow("a repeated id") << QByteArray("{\"cfg_id\": 1, \"flops\": 5, \"acc1\": 1}\n{\"cfg_id\": 1, "
                                                     "\"flops\": 5, \"acc1\": 2}")
                                       << 1 << "the last line counts";
        QTest::newRow("a cut last line") << QByteArray("{\"flops\": 5, \"acc1\": 1}\n{\"flops\": 6, \"ac") << 1 << "cut off";
        QTest::newRow("other fields") << QByteArray(R"({"flops": 5, "acc1": 1, "loss": [1, {"a": 2}], "time": "x"})") << 1 << "";
    }
    void shapes() {
        QFETCH(QByteArray, text);
        QFETCH(int, points);
        QFETCH(QString, note);
        const SnnetResults results = read(text.toStdString());
        QCOMPARE(int(results.points.size()), points);
        QCOMPARE(results.notes.empty(), note.isEmpty());
        if (!note.isEmpty()) QVERIFY(QString::fromStdString(results.notes.front()).contains(note));
    }

    void theLastOfARepeatedIdCounts() {
        const auto results = read("{\"cfg_id\": 1, \"flops\": 5, \"acc1\": 1}\n{\"cfg_id\": 2, \"flops\": 6, \"acc1\": 3}\n"
                                  "{\"cfg_id\": 1, \"flops\": 5, \"acc1\": 2}\n");
        QCOMPARE(*results.points[0].top1, 0.02);
        QCOMPARE(*results.points[0].id, 1);
    }

    void refusals_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("nothing") << QByteArray("\n \n") << "no results";
        QTest::newRow("not a number") << QByteArray(R"({"flops": 5, "acc1": NaN})") << "line 1";
        QTest::newRow("no flops") << QByteArray(R"({"acc1": 5})") << "flops is missing";
        QTest::newRow("no accuracy") << QByteArray(R"({"flops": 5})") << "neither acc1 nor acc5";
        QTest::newRow("accuracy") << QByteArray(R"({"flops": 5, "acc1": 101})") << "from 0 to 100";
        QTest::newRow("flops") << QByteArray(R"({"flops": -5, "acc1": 10})") << "whole number";
        QTest::newRow("a cut line in the middle") << QByteArray("{\"flops\": 5, \"ac\n{\"flops\": 5, \"acc1\": 1}\n") << "line 1";
        QTest::newRow("prose") << QByteArray("top-1 is 81 %") << "not one JSON object";
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE{\0", 4) << "UTF-16";
    }
    void refusals() {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        const QString said = refusal(text.toStdString());
        QVERIFY2(said.contains(words) && said.contains("res.txt"), qPrintable(said));
    }

    void unreadableLinesCanBeLeftOut() {
        SnnetResultsOptions options;
        options.skipUnreadable = true;
        const auto results = read("nonsense\n" + std::string(kGood) + "\n", options);
        QCOMPARE(results.points.size(), size_t(1));
        QVERIFY(QString::fromStdString(results.notes.front()).contains("line 1"));
    }

    void anchorsAndFamilies() {
        SnnetResultsOptions options;
        options.anchors = {0};
        QVERIFY(read(kGood, options).points[0].anchor);
        options.anchors = {9};
        QVERIFY(refusal(kGood, options).contains("cfg_id 9"));
        const std::string two = "{\"family\": \"a\", \"flops\": 5, \"acc1\": 1}\n{\"family\": \"b\", \"flops\": 6, \"acc1\": 2}";
        QVERIFY(refusal(two).contains("--family"));
        options = {};
        options.family = "b";
        QCOMPARE(read(two, options).points.size(), size_t(1));
    }
};

QTEST_APPLESS_MAIN(SnnetResultsTest)
#include "tst_snnet_results.moc"
