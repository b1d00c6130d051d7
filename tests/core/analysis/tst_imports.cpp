// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/curve_file.h"
#include "core/analysis/loose_object.h"
#include "core/analysis/result_lines.h"
#include "core/base/files.h"

#include <QtTest>

using namespace klas;

namespace {

std::string errorOf(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.what();
    }
    return {};
}

SnnetResults read(const std::string& text, const SnnetResultsOptions& options = {}) {
    return parseSnnetResults(text, "res.txt", options);
}

constexpr const char* kFirst = R"({"cfg_id": 0, "flops": 100, "params": 7, "acc1": 50.5})";

} // namespace

/// What people have as stitches_res.txt, whole and damaged.
class TestImports : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyShapeOfALine_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("id"); // -1 = none
        QTest::newRow("DeiT, Swin") << QByteArray(kFirst) << 0;
        QTest::newRow("LeViT") << QByteArray(R"({"loss": 0.8, "acc1": 50.5, "acc5": 94.5, "cfg_id": 3, "flops": 100})") << 3;
        QTest::newRow("ResNet") << QByteArray(R"({"cfg_id": 0, "acc1": 50.5, "acc5": 88.106, "flops": 100})") << 0;
        QTest::newRow("no id") << QByteArray(R"({"flops": 100, "acc1": 50.5})") << -1;
        QTest::newRow("id null") << QByteArray(R"({"cfg_id": null, "flops": 100, "acc1": 50.5, "acc5": null})") << -1;
        QTest::newRow("as text") << QByteArray(R"({"cfg_id": "4", "flops": " 100", "acc1": "50.5"})") << 4;
        QTest::newRow("floating") << QByteArray(R"({"cfg_id": 4.0, "flops": 1e2, "acc1": 5.05e1})") << 4;
        QTest::newRow("no spaces") << QByteArray(R"({"acc1":50.5,"flops":100,"cfg_id":4})") << 4;
        QTest::newRow("Python") << QByteArray(R"({'cfg_id': 4, 'flops': 100, 'params': None, 'acc1': 50.5, 'ok': True})") << 4;
        QTest::newRow("Python text") << QByteArray(R"({'cfg_id': '4', "note": "it's", 'b': 'a "b"', 'flops': 100, 'acc1': 50.5})") << 4;
        QTest::newRow("nested") << QByteArray(R"({"cfg_id": 4, "more": {"a": [1, {}]}, "flops": 100, "acc1": 50.5})") << 4;
        QTest::newRow("share") << QByteArray(R"({"id": 4, "flops": 100, "top1": 0.505})") << 4;
    }
    void everyShapeOfALine() {
        QFETCH(QByteArray, line);
        QFETCH(int, id);
        const SnnetResults results = read(line.toStdString() + "\n");
        QCOMPARE(results.points.size(), size_t(1));
        QVERIFY(results.notes.empty());
        QCOMPARE(results.points[0].flops, std::int64_t(100));
        QVERIFY(std::abs(*results.points[0].top1 - 0.505) < 1e-12);
        QCOMPARE(results.points[0].id, id < 0 ? std::optional<std::int64_t>() : std::optional<std::int64_t>(id));
    }

    void whatCannotBeReadIsNamed_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("why");
        const auto row = [](const char* line, const char* why) { QTest::newRow(line) << QByteArray(line) << QByteArray(why); };
        row("nonsense", "not one JSON object");
        row("[1, 2]", "not one JSON object");
        row("5", "not one JSON object");
        row(R"({"cfg_id": 1, "acc1": 50})", "flops is missing");
        row(R"({"flops": 0, "acc1": 50})", "flops is 0");
        row(R"({"flops": -5, "acc1": 50})", "flops is -5");
        row(R"({"flops": 4.6, "acc1": 50})", "flops is 4.6");
        row(R"({"flops": 1e300, "acc1": 50})", "flops is 1e+300");
        row(R"({"flops": true, "acc1": 50})", "flops is true");
        row(R"({"flops": [1], "acc1": 50})", "flops is [1]");
        row(R"({"flops": "many", "acc1": 50})", "flops is \"many\"");
        row(R"({"flops": 100})", "neither acc1 nor acc5");
        row(R"({"flops": 100, "acc1": 101})", "acc1 is 101");
        row(R"({"flops": 100, "acc1": -1})", "acc1 is -1");
        row(R"({"flops": 100, "acc1": NaN})", "NaN");
        row(R"({"flops": 100, "acc1": -Infinity})", "-Infinity");
        row(R"({'flops': 100, 'acc1': nan})", "nan");
        row(R"({"flops": 100, "acc1": "nan"})", "acc1 is nan");
        row(R"({"flops": 100, "acc1": 50, "cfg_id": -1})", "cfg_id is -1");
        row(R"({"flops": 100, "acc1": 50, "cfg_id": "a"})", "cfg_id is \"a\"");
        row(R"({"cfg_id": 1, "fl{"cfg_id": 0, "flops": 100, "acc1": 50})", "");
        row(R"({"cfg_id": 1, "flops": 100, )", "cut off");
        row(R"({"flops": 100, "acc1": 50}{"flops": 100, "acc1": 50})", "not one JSON object");
    }
    /// In the middle of a file: refused with the line's number, or left out with a note that says the same.
    void whatCannotBeReadIsNamed() {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, why);
        const std::string text = std::string(kFirst) + "\n\n" + line.toStdString() + "\n" + R"({"flops": 9, "acc1": 9})" + "\n";
        const std::string sentence = errorOf([&] { read(text); });
        QVERIFY2(sentence.find("res.txt: line 3: ") != std::string::npos, sentence.c_str());
        QVERIFY2(sentence.find(why.toStdString()) != std::string::npos, sentence.c_str());
        const SnnetResults results = read(text, {"", {}, true});
        QCOMPARE(results.points.size(), size_t(2));
        QCOMPARE(results.notes.size(), size_t(1));
        QVERIFY(results.notes[0].find("line 3: ") != std::string::npos);
    }

    /// Cut anywhere inside its last line, a file gives the lines before and a note.
    void aCutLastLine() {
        const std::string last = R"({"cfg_id": 1, "flops": 200, "params": 8, "acc1": 60.5})";
        for (size_t k = 1; k < last.size(); ++k)
            for (const char* end : {"", "\n", "\r\n", "\n\n"}) {
                const SnnetResults results = read(std::string(kFirst) + "\n" + last.substr(0, k) + end);
                QCOMPARE(results.points.size(), size_t(1));
                QCOMPARE(results.notes.size(), size_t(1));
                QVERIFY2(results.notes[0].find("Line 2") == 0, results.notes[0].c_str());
            }
        QCOMPARE(read(std::string(kFirst) + "\n" + last).points.size(), size_t(2));
        QVERIFY(!errorOf([&] { read(last.substr(0, 20)); }).empty());
    }

    void repeatedIds() {
        const SnnetResults results =
            read(R"({"cfg_id": 0, "flops": 100, "acc1": 1}
                    {"cfg_id": 1, "flops": 200, "acc1": 2}
                    {"cfg_id": 0, "flops": 300, "acc1": 3}
                    {"flops": 400, "acc1": 4}
                    {"flops": 400, "acc1": 4})");
        QCOMPARE(results.points.size(), size_t(4));
        QCOMPARE(results.points[0].flops, std::int64_t(300));
        QCOMPARE(results.notes.size(), size_t(1));
        QVERIFY2(results.notes[0].find("cfg_id 0 is there more than once") == 0, results.notes[0].c_str());
    }

    void missingTop1() {
        const SnnetResults results = read(R"({"cfg_id": 0, "flops": 100, "acc5": 90})");
        QVERIFY(!results.points[0].top1 && results.points[0].top5 == 0.9);
        QCOMPARE(results.notes.size(), size_t(1));
    }

    void lineEndsAndMarks() {
        const std::string second = R"({"cfg_id": 1, "flops": 200, "acc1": 60})";
        for (const char* end : {"\n", "\r\n", "\r", "\n\n", "  \n\t\r\n"})
            for (const char* mark : {"", "\xEF\xBB\xBF"}) {
                const SnnetResults results = read(mark + std::string(kFirst) + end + second);
                QCOMPARE(results.points.size(), size_t(2));
                QVERIFY(results.notes.empty());
            }
        const auto lines = textLines("a\r\nb\n\rc", "t");
        QCOMPARE(lines.size(), size_t(3));
        QCOMPARE(lines[1].number, 2L);
        QCOMPARE(lines[2].number, 4L);
        QVERIFY(errorOf([] { read(std::string("\xFF\xFE{\0", 4)); }).find("UTF-16") != std::string::npos);
        for (const char* nothing : {"", "\n\n", "\xEF\xBB\xBF", "   "})
            QVERIFY(errorOf([&] { read(nothing); }).find("no results") != std::string::npos);
    }

    void bounds() {
        QVERIFY(errorOf([] { read(std::string(kMaxResultFile + 1, ' ')); }).find("bytes") != std::string::npos);
        const std::string longLine = R"({"flops": 1, "acc1": 1, "x": ")" + std::string(kMaxResultLine, 'x') + "\"}";
        QVERIFY(errorOf([&] { read(longLine); }).find("line 1") != std::string::npos);
        QVERIFY(errorOf([&] { read(std::string(kFirst) + "\n" + std::string(1000, '[')); }).find("line 2") != std::string::npos);
        std::string many;
        for (int k = 0; k < 200000; ++k)
            many += "x\n";
        QVERIFY(errorOf([&] { read(many); }).size() < 1000);
    }

    void families() {
        const std::string text = readTextFile(KLAS_TEST_DATA "/snnet_published.jsonl");
        QCOMPARE(read(text, {"deit", {}, false}).points.size(), size_t(71));
        QCOMPARE(read(text, {"swin", {}, false}).points.size(), size_t(41));
        const auto resnet = read(text, {"resnet18_50", {}, false}).points;
        QCOMPARE(resnet.size(), size_t(10));
        QVERIFY(resnet[0].anchor && !resnet[2].anchor);
        QVERIFY2(resnet[9].label == "ResNet-18:6/ResNet-50:12", resnet[9].label.c_str());
        QVERIFY(errorOf([&] { read(text); }).find("--family") != std::string::npos);
        QVERIFY(errorOf([&] { read(text, {"vgg", {}, false}); }).find("deit, resnet18_50, swin") != std::string::npos);
    }

    void anchorsByIds() {
        const std::string two = std::string(kFirst) + "\n" + R"({"cfg_id": 5, "flops": 200, "acc1": 60})";
        const auto points = read(two, {"", {5}, false}).points;
        QVERIFY(!points[0].anchor && points[1].anchor);
        QVERIFY(errorOf([&] { read(two, {"", {7}, false}); }).find("cfg_id 7") != std::string::npos);
    }

    void otherFiles_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("CSV") << QByteArray("flops,acc1\n100,50\n200,60\n");
        QTest::newRow("CSV, Windows") << QByteArray("id,flops,top1\r\n1,100,0.5\r\n2,200,0.6\r\n");
        QTest::newRow("CSV, semicolons") << QByteArray("acc1;name;flops\n50;\"a;b\";100\n60;\"c \"\"d\"\"\";200");
        QTest::newRow("CSV, tabs") << QByteArray("flops\tacc1\n100\t50\n200\t60\n");
        QTest::newRow("lines") << QByteArray(R"({"flops": 100, "acc1": 50})" "\n" R"({"flops": 200, "acc1": 60})");
        QTest::newRow("document") << QByteArray("{\n\"points\": [{\"flops\": 100, \"top1\": 0.5}, {\"flops\": 200, \"top1\": 0.6}]\n}");
        QTest::newRow("one line document") << QByteArray(R"({"points": [{"flops": 100, "top1": 0.5}, {"flops": 200, "top1": 0.6}]})");
    }
    void otherFiles() {
        QFETCH(QByteArray, text);
        const auto points = parseCurve(text.toStdString(), "f").points;
        QCOMPARE(points.size(), size_t(2));
        QCOMPARE(points[1].flops, std::int64_t(200));
        QVERIFY(std::abs(*points[1].top1 - 0.6) < 1e-12);
    }

    void otherFilesThatAreNone() {
        QVERIFY(errorOf([] { parseCurve("a,b\n1,2\n", "f"); }).find("neither") != std::string::npos);
        QVERIFY(errorOf([] { parseCurve("flops,acc1\n100,50\n1,2,3\n", "f"); }).find("line 3") != std::string::npos);
        QVERIFY(errorOf([] { parseCurve("flops,acc1\n100,50\n\nx,2\n", "f"); }).find("line 4") != std::string::npos);
        QVERIFY(errorOf([] { parseCurve("flops,acc1\n100,\"50\n", "f"); }).find("quote") != std::string::npos);
        QVERIFY(errorOf([] { parseCurve("flops,acc1\n", "f"); }).find("no results") != std::string::npos);
        QVERIFY(errorOf([] { parseCurve("{\"points\": 5}", "f"); }).size() > 0);
        QVERIFY(errorOf([] { parseCurve("", "f"); }).size() > 0);
    }
};

QTEST_APPLESS_MAIN(TestImports)
#include "tst_imports.moc"
