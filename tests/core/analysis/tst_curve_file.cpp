// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/curve_file.h"

#include <QtTest>
#include <functional>

using namespace klas;

namespace {

std::string errorOf(const std::string& text) {
    try {
        parseCurve(text, "f");
    } catch (const Error& e) {
        return e.what();
    }
    return {};
}

bool says(const std::string& sentence, const char* part) {
    return sentence.find(part) != std::string::npos;
}

} // namespace

/// Curves that any program wrote.
class TestCurveFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Two networks of 100 and 200 FLOPs at 50 and 60 %.
    void shapes_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("CSV") << QByteArray("flops,acc1\n100,50\n200,60\n");
        QTest::newRow("CSV, Windows") << QByteArray("\xEF\xBB\xBFid,flops,top1\r\n1,100,0.5\r\n2,200,0.6\r\n");
        QTest::newRow("CSV, semicolons") << QByteArray("acc1;name;flops\n50;\"a;b\";100\n60;\"c \"\"d\"\"\";200");
        QTest::newRow("CSV, tabs") << QByteArray("flops\tacc1\n100\t50\n200\t60\n");
        QTest::newRow("lines") << QByteArray("{\"flops\": 100, \"acc1\": 50}\n{\"flops\": 200, \"acc1\": 60}\n");
        QTest::newRow("document") << QByteArray("{\n\"points\": [{\"flops\": 100, \"top1\": 0.5}, {\"flops\": 200, \"top1\": 0.6}]\n}");
        QTest::newRow("one line") << QByteArray("{\"points\": [{\"flops\": 100, \"top1\": 0.5}, {\"flops\": 200, \"top1\": 0.6}]}");
    }
    void shapes() {
        QFETCH(QByteArray, text);
        const auto points = parseCurve(text.toStdString(), "f").points;
        QCOMPARE(points.size(), size_t(2));
        QCOMPARE(points[1].flops, std::int64_t(200));
        QVERIFY(std::abs(*points[1].top1 - 0.6) < 1e-12);
    }

    void refusals() {
        QVERIFY(says(errorOf("a,b\n1,2\n"), "line 1"));
        QVERIFY(says(errorOf("flops,acc1\n100,50\n1,2,3\n"), "line 3"));
        QVERIFY(says(errorOf("flops,acc1\n100,50\n\nx,2\n"), "line 4"));
        QVERIFY(says(errorOf("flops,acc1\n100,\"50\n"), "quote"));
        QVERIFY(says(errorOf("flops,acc1\n"), "no results"));
        QVERIFY(says(errorOf("\n"), "no results"));
        for (const char* text : {"{\"points\": 5}", "{\"points\": []}", "{\n\"points\": [{}]\n}", "{\n\"points\": [{\"flops\": 5}]\n}",
                                 "{\n"})
            QVERIFY2(!errorOf(text).empty(), text);
        std::string wide = "flops";
        for (int k = 0; k < 2000; ++k)
            wide += ",x";
        QVERIFY(!errorOf(wide + "\n").empty());
    }
};

QTEST_APPLESS_MAIN(TestCurveFile)
#include "tst_curve_file.moc"
