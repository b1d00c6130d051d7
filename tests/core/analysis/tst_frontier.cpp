// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/curve_delta.h"
#include "core/analysis/snnet_results.h"
#include "core/base/files.h"
#include "core/records/reference_curve.h"

#include <QtTest>
#include <limits>

using namespace klas;

namespace {

Curve curve(std::initializer_list<std::pair<double, double>> points) {
    Curve all;
    for (const auto& [flops, accuracy] : points)
        all.push_back({flops, accuracy, all.size()});
    return all;
}

bool near(double a, double b, double tolerance = 1e-12) {
    return std::abs(a - b) <= tolerance;
}

std::string errorOf(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.what();
    }
    return {};
}

} // namespace

/// Fronts and areas against numbers worked out by hand, and against those known of SN-Net's published results.
class TestFrontier : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// One better and cheaper, one equal and dearer, one equal in FLOPs and worse: all off the front.
    void front() {
        const Curve front = paretoFront(curve({{4, 0.9}, {1, 0.5}, {3, 0.6}, {2, 0.7}, {2, 0.6}, {5, 0.9}}));
        QCOMPARE(front.size(), size_t(3));
        QCOMPARE(front[0].index, size_t(1));
        QCOMPARE(front[1].index, size_t(3));
        QCOMPARE(front[2].index, size_t(0));
        QVERIFY(paretoFront({}).empty());
        QVERIFY(!errorOf([] { paretoFront(curve({{1, std::nan("")}})); }).empty());
    }

    /// Steps 0.5 on [1,2), 0.7 on [2,4), 0.9 on [4,5]: (0.5 + 1.4 + 0.9) / 4. Hull: (1,.5) (2,.7) lies on the chord
    /// to (4,.9)? slope 0.2, then 0.1: a corner. Trapezoids 0.6 + 1.6, flat 0.9 after. (0.6 + 1.6 + 0.9) / 4.
    void areasByHand() {
        const Curve points = curve({{1, 0.5}, {2, 0.7}, {3, 0.6}, {4, 0.9}, {6, 0.99}});
        QVERIFY(near(staircaseArea(points, {1, 5}), 2.8 / 4));
        QVERIFY(near(hullArea(points, {1, 5}), 3.1 / 4));
        // The trapezoid takes (6, 0.99) too: 0.6 + 1.6 + 1.89.
        QVERIFY(near(trapezoidArea(points, {1, 5}), 4.09 / 4));
        // From 1.5: one that cheap is there, the best of them stands at the beginning.
        QVERIFY(near(staircaseArea(points, {1.5, 5}), (0.25 + 1.4 + 0.9) / 3.5));
        QVERIFY(near(hullArea(points, {1.5, 5}), (0.3 + 1.6 + 0.9) / 3.5));
        // From 0: nothing is cheaper than 1.
        QVERIFY(near(staircaseArea(points, {0, 5}), 2.8 / 5));
        QVERIFY(near(hullArea(points, {0, 5}), 3.1 / 5));
        QCOMPARE(staircaseArea({}, {0, 5}), 0.0);
        QCOMPARE(hullArea({}, {0, 5}), 0.0);
    }

    /// A point under the line from its neighbours is no corner: mixing those is better.
    void theHullLeavesOutWhatMixingBeats() {
        QVERIFY(near(hullArea(curve({{0, 0.2}, {2, 0.3}, {4, 0.8}}), {0, 4}), 0.5));
        QVERIFY(near(hullArea(curve({{0, 0.2}, {2, 0.5}, {4, 0.8}}), {0, 4}), 0.5)); // on the line
    }

    void noRangeIsAnError() {
        for (const FlopsRange range : {FlopsRange{1, 1}, {2, 1}, {0, INFINITY}, {std::nan(""), 1}})
            QVERIFY(!errorOf([&] { staircaseArea(curve({{1, 1}}), range); }).empty());
    }

    /// SN-Net's published results. DeiT's staircase is 0.798051: 0.7980 follows when accuracies
    /// are rounded to the two digits that tables print.
    void publishedAreas() {
        const std::string text = readTextFile(KLAS_TEST_DATA "/snnet_published.jsonl");
        const auto areas = [&](const char* family) {
            const auto points = parseSnnetResults(text, "published", {family, {}, false}).points;
            return curveAreas(top1Curve(points), flopsRange(points));
        };
        const CurveAreas deit = areas("deit"), swin = areas("swin");
        QVERIFY2(near(deit.staircase, 0.7980, 1e-4), qPrintable(QString::number(deit.staircase, 'g', 10)));
        QVERIFY(near(deit.staircase, 0.798051188054, 1e-11));
        QVERIFY(near(deit.trapezoid, 0.8374, 5e-5));
        QVERIFY(near(swin.staircase, 0.8306, 5e-5));
        QVERIFY(near(swin.trapezoid, 0.8313, 5e-5));
        QVERIFY(deit.hull > deit.staircase && swin.hull > swin.staircase);
    }

    void rangesComeFromAnchors() {
        std::vector<TradeoffPoint> points(3);
        points[0].flops = 5;
        points[1].flops = 10;
        points[2].flops = 20;
        QCOMPARE(flopsRange(points), (FlopsRange{5, 20}));
        points[1].anchor = points[2].anchor = true;
        QCOMPARE(flopsRange(points), (FlopsRange{10, 20}));
        points[1].anchor = false;
        QVERIFY(!errorOf([&] { flopsRange(points); }).empty());
    }

    void atEqual() {
        const Curve front = paretoFront(curve({{1, 0.5}, {2, 0.7}, {4, 0.9}}));
        QVERIFY(!accuracyAt(front, 0.5));
        QCOMPARE(accuracyAt(front, 1), std::optional(0.5));
        QCOMPARE(accuracyAt(front, 3.9), std::optional(0.7));
        QCOMPARE(accuracyAt(front, 100), std::optional(0.9));
        QCOMPARE(flopsAt(front, 0), std::optional(1.0));
        QCOMPARE(flopsAt(front, 0.6), std::optional(2.0));
        QCOMPARE(flopsAt(front, 0.9), std::optional(4.0));
        QVERIFY(!flopsAt(front, 0.95));
    }

    /// A: .5 .7 .9 at 1 2 4; B: .5 .8 .85 at 1 3 4. At 2: +.2, at 3: -.1, at 4: +.05. .7 costs 2 and 3: 1.5 x;
    /// .8 costs 4 and 3; .85 costs 4 and 4; .9 is beyond B.
    void deltaByHand() {
        const CurveDelta delta =
            compareCurves(curve({{1, 0.5}, {2, 0.7}, {4, 0.9}}), curve({{1, 0.5}, {3, 0.8}, {4, 0.85}}), {1, 4});
        QCOMPARE(delta.atFlops.size(), size_t(4));
        QCOMPARE(delta.atFlops[0], (AtFlops{1, 0.5, 0.5}));
        QCOMPARE(delta.atFlops[1], (AtFlops{2, 0.7, 0.5}));
        QCOMPARE(delta.atFlops[2], (AtFlops{3, 0.7, 0.8}));
        QCOMPARE(delta.atFlops[3], (AtFlops{4, 0.9, 0.85}));
        QVERIFY(delta.largestGain == delta.atFlops[1] && delta.largestLoss == delta.atFlops[2]);
        QCOMPARE(delta.atAccuracy.size(), size_t(4));
        QCOMPARE(delta.atAccuracy[1], (AtAccuracy{0.7, 2, 3}));
        QCOMPARE(delta.atAccuracy[3], (AtAccuracy{0.85, 4, 4}));
        QVERIFY(delta.largestSaving && near(delta.largestSaving->saving(), 1.5));
        QVERIFY(near(delta.a.staircase - delta.b.staircase, (0.5 + 1.4) / 3 - (1.0 + 0.8) / 3));
    }

    /// The range begins where both have a network, and ends with the reference's anchors.
    void deltaWhereBothAre() {
        const CurveDelta delta = compareCurves(curve({{2, 0.6}, {9, 0.9}}), curve({{1, 0.5}, {4, 0.8}}), {1, 4});
        QCOMPARE(delta.range, (FlopsRange{2, 4}));
        QVERIFY(near(delta.a.staircase, 0.6) && near(delta.b.staircase, 0.5));
        QVERIFY(!delta.largestSaving || delta.largestSaving->a <= 4);
        QVERIFY(!errorOf([] { compareCurves(curve({{5, 0.6}}), curve({{1, 0.5}, {4, 0.8}}), {1, 4}); }).empty());
        QVERIFY(!errorOf([] { compareCurves({}, curve({{1, 0.5}}), {1, 4}); }).empty());
    }

    void aCurveAgainstItself() {
        const Curve points = curve({{1, 0.5}, {2, 0.7}, {4, 0.9}});
        const CurveDelta delta = compareCurves(points, points, {1, 4});
        QVERIFY(!delta.largestGain && !delta.largestLoss && !delta.largestSaving && delta.a == delta.b);
    }

    void curvesSurviveJson() {
        ReferenceCurve curve{"name", "title", "origin", "Apache-2.0", {}, {"a note"}};
        curve.points.push_back({7, "a:1/b:2", 1258411200, 5717416, 0.70564, 0.9, true});
        curve.points.push_back({std::nullopt, "", 1, std::nullopt, std::nullopt, 0.5, false});
        QVERIFY(referenceCurveFromJson(parseJson(toJson(curve).dump(), "test"), "test") == curve);
        Json bad = toJson(curve);
        bad["points"][0]["top1"] = 70.5;
        QVERIFY(!errorOf([&] { referenceCurveFromJson(bad, "test"); }).empty());
    }
};

QTEST_APPLESS_MAIN(TestFrontier)
#include "tst_frontier.moc"
