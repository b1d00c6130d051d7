// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/curve_view.h"

#include <QLabel>
#include <QTest>
#include <cmath>

using namespace klas;
using namespace klas::ui;

namespace {

RunCurve curve(long from, long to, double loss = 1) {
    RunCurve c;
    c.run = "klas";
    for (long step = from; step <= to; ++step)
        c.points.push_back({step, loss / double(step), 1e-3, double(step)});
    return c;
}

} // namespace

class TestCurveView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void thinningKeepsEndsAndSpikes() {
        std::vector<CurvePoint> points;
        for (long k = 0; k < 100000; ++k)
            points.push_back({k + 1, k == 54321 ? 99.0 : k == 65432 ? -99.0 : 1.0, 0, 0});
        const auto few = thinned(points, 500);
        QVERIFY(few.size() <= 500);
        QCOMPARE(few.front().step, 1L);
        QCOMPARE(few.back().step, 100000L);
        QVERIFY(std::is_sorted(few.begin(), few.end(), [](const CurvePoint& a, const CurvePoint& b) { return a.step < b.step; }));
        QVERIFY(std::any_of(few.begin(), few.end(), [](const CurvePoint& p) { return p.loss == 99; }));
        QVERIFY(std::any_of(few.begin(), few.end(), [](const CurvePoint& p) { return p.loss == -99; }));
        QCOMPARE(thinned(few, 500), few);
        QVERIFY(thinned({}, 500).empty());
    }

    void aRunGrowsAndIsResumed() {
        CurveView view;
        view.resize(400, 250);
        view.show();
        view.clear("No step is done yet.");
        QCOMPARE(view.findChildren<QLabel*>()[0]->text(), QString("No step is done yet."));
        view.setCurve(curve(1, 10), 100);
        view.add(curve(11, 20));
        QCOMPARE(view.curve().points.size(), size_t(20));
        view.add(curve(15, 25, 2)); // from the checkpoint at 14 on
        QCOMPARE(view.curve().points.size(), size_t(25));
        QCOMPARE(view.curve().points[14].loss, 2.0 / 15);
        QCOMPARE(view.curve().points[13].loss, 1.0 / 14);
        RunCurve other = curve(26, 30);
        other.run = "snnet";
        view.add(other);
        QCOMPARE(view.curve().points.size(), size_t(25));
        QVERIFY2(view.readout().startsWith("step 25, loss 0.08"), qPrintable(view.readout()));
        QCOMPARE(view.accessibleDescription(), "klas: " + view.readout());
    }

    void theMouseReadsAPoint() {
        CurveView view;
        view.resize(500, 300);
        view.show();
        view.setCurve(curve(1, 100), 100);
        QTest::qWait(50);
        QTest::mouseMove(&view, QPoint(1, 150)); // left of the first step
        QVERIFY2(view.readout().contains("step 1,"), qPrintable(view.readout()));
        QTest::mouseMove(&view, QPoint(499, 150));
        QVERIFY2(view.readout().contains("step 100,"), qPrintable(view.readout()));
    }

    void oneMillionPointsAreDrawnAtOnce() {
        CurveView view;
        view.resize(800, 300);
        view.show();
        RunCurve c;
        c.run = "long";
        for (long k = 1; k <= 1000000; ++k)
            c.points.push_back({k, 1 / std::sqrt(double(k)), 0, 0});
        view.setCurve(c, 1000000);
        view.replotNow();
        QVERIFY2(view.readout().startsWith("step 1000000, loss 0.001"), qPrintable(view.readout()));
    }
};

QTEST_MAIN(TestCurveView)
#include "tst_curve_view.moc"
