// SPDX-License-Identifier: GPL-3.0-or-later
// Fronts and areas by hand, and SN-Net's published curves by the areas that klas.md's authors found for them.
#include "core/analysis/frontier.h"
#include "core/analysis/snnet_results.h"
#include "core/base/error.h"
#include "core/base/files.h"

#include <QtTest>

using namespace klas;

namespace {

TradeoffPoint point(std::int64_t flops, double top1, bool anchor = false) {
    TradeoffPoint p;
    p.flops = flops;
    p.top1 = top1;
    p.anchor = anchor;
    return p;
}

/// Two anchors and a network between them that is better than half way.
std::vector<TradeoffPoint> three() {
    return {point(300, 0.8, true), point(100, 0.6, true), point(150, 0.75), point(200, 0.7)};
}

std::vector<TradeoffPoint> published(const std::string& family) {
    SnnetResultsOptions options;
    options.family = family;
    return parseSnnetResults(readTextFile(KLAS_TEST_DATA "/snnet_published.jsonl"), "published", options).points;
}

} // namespace

class FrontierTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void frontLeavesOutWhatIsBeaten() {
        auto points = three();
        points.push_back(point(150, 0.74)); // same cost, worse
        points.push_back(point(150, 0.75)); // the same again: the first counts
        TradeoffPoint unmeasured;
        unmeasured.flops = 50;
        points.push_back(unmeasured);
        const Front front = paretoFront(points);
        QCOMPARE(front, (Front{{1, 100, 0.6}, {2, 150, 0.75}, {0, 300, 0.8}}));
        QVERIFY(paretoFront({}).empty());
    }

    void budgetsAndLevels() {
        const Front front = paretoFront(three());
        QVERIFY(!top1Within(front, 99.9));
        QCOMPARE(*top1Within(front, 100), 0.6);
        QCOMPARE(*top1Within(front, 299), 0.75);
        QCOMPARE(*top1Within(front, 1e9), 0.8);
        QCOMPARE(*flopsFor(front, 0.1), 100.0);
        QCOMPARE(*flopsFor(front, 0.75), 150.0);
        QCOMPARE(*flopsFor(front, 0.76), 300.0);
        QVERIFY(!flopsFor(front, 0.81));
    }

    void areasByHand() {
        const auto points = three();
        const FlopsRange range = anchorRange(points);
        QCOMPARE(range, (FlopsRange{100, 300}));
        const CurveAreas areas = curveAreas(paretoFront(points), range);
        QCOMPARE(areas.staircase, 0.25 * 0.6 + 0.75 * 0.75);
        QCOMPARE(areas.trapezoid, 0.25 * 0.675 + 0.75 * 0.775);
        QCOMPARE(areas.hull, areas.trapezoid); // this front is concave
        QVERIFY_EXCEPTION_THROWN(anchorRange({point(5, 0.1)}), Error);
        QCOMPARE(anchorRange({point(5, 0.1), point(9, 0.2)}), (FlopsRange{5, 9})); // none marked: all count
    }

    void whatLiesOutsideTheRange() {
        // A front of a cheaper network, one in the middle, one beyond: the staircase begins with what is affordable.
        const Front front = paretoFront({point(50, 0.5), point(200, 0.7), point(400, 0.9)});
        const CurveAreas areas = curveAreas(front, {100, 300});
        QCOMPARE(areas.staircase, 0.5 * 0.5 + 0.5 * 0.7);
        QCOMPARE(areas.trapezoid, 0.75 * 0.6 + 1.0 * 0.8); // not cut, as published
        const double at0 = 0.5 + 0.2 / 3, at1 = 0.8; // lines of the front at 100 and 300
        QCOMPARE(areas.hull, 0.5 * (at0 + 0.7) / 2 + 0.5 * (0.7 + at1) / 2);
        QCOMPARE(curveAreas({}, {100, 300}), CurveAreas{});
    }

    void aBadMiddlePointDoesNotBendTheHull() {
        const Front front = paretoFront({point(100, 0.6), point(200, 0.61), point(300, 0.8)});
        QCOMPARE(curveAreas(front, {100, 300}).hull, 0.7);
        QVERIFY(curveAreas(front, {100, 300}).trapezoid < 0.7);
    }

    void publishedAreas_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<double>("staircase");
        QTest::addColumn<double>("trapezoid");
        QTest::newRow("DeiT") << "deit" << 0.7980 << 0.8374;
        QTest::newRow("Swin") << "swin" << 0.8306 << 0.8313;
    }
    void publishedAreas() {
        QFETCH(QString, family);
        QFETCH(double, staircase);
        QFETCH(double, trapezoid);
        const auto points = published(family.toStdString());
        const CurveAreas areas = curveAreas(paretoFront(points), anchorRange(points));
        QVERIFY2(std::abs(areas.staircase - staircase) < 1e-4, qPrintable(QString::number(areas.staircase, 'f', 6)));
        QVERIFY2(std::abs(areas.trapezoid - trapezoid) < 1e-4, qPrintable(QString::number(areas.trapezoid, 'f', 6)));
    }

    void gainsByHand() {
        const Front a = paretoFront({point(100, 0.6), point(150, 0.75), point(300, 0.8)});
        const Front b = paretoFront({point(100, 0.6), point(200, 0.7), point(300, 0.81)});
        const auto gains = curveGains(a, b, {100, 300});
        QVERIFY(gains.has_value());
        QCOMPARE(gains->mostTop1, 0.75 - 0.6);
        QCOMPARE(gains->mostTop1At, 150.0);
        QCOMPARE(gains->leastTop1, 0.8 - 0.81);
        QCOMPARE(gains->leastTop1At, 300.0);
        QCOMPARE(gains->mostFlops, 2.0); // 0.75: 150 against 300
        QCOMPARE(gains->mostFlopsAt, 0.75);
        QCOMPARE(gains->leastFlops, 1.0);
        QVERIFY(!curveGains(a, {}, {100, 300}));
    }
};

QTEST_APPLESS_MAIN(FrontierTest)
#include "tst_frontier.moc"
