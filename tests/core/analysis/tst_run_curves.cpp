// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/run_curves.h"

#include <QtTest>
#include <cmath>

using namespace klas;

namespace {

Evaluation evaluation(Configuration c, const std::string& run, long step, double top1, std::int64_t flops, long images = 100) {
    Evaluation e;
    e.configuration = std::move(c);
    e.run = run;
    e.step = step;
    e.split = "test";
    e.images = images;
    e.top1 = top1;
    e.cost = {flops, 1};
    return e;
}

FinetuneRun run(const std::string& name) {
    FinetuneRun r;
    r.name = name;
    r.selection = "of " + name;
    return r;
}

} // namespace

class RunCurvesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theLastStepOnAllImagesCounts() {
        const auto tiny = Configuration::of("tiny");
        const auto stitch = Configuration::of(Stitch{"tiny", 1, "base", 1});
        std::vector<Evaluation> all{evaluation(tiny, "", 0, 0.5, 10), evaluation(tiny, "a", 10, 0.6, 10), evaluation(tiny, "a", 5, 0.9, 10),
                                    evaluation(stitch, "a", 10, 0.7, 20), evaluation(stitch, "b", 10, 0.8, 20, 50)};
        all.push_back(evaluation(tiny, "b", 10, 0.65, 10));
        all.back().split = "validation";
        const auto networks = networksOfRuns(all, {run("b"), run("a"), run("c")}, "test");
        QCOMPARE(networks.size(), size_t(3)); // without run, b, a; nothing was measured of c
        QVERIFY(networks[0].run.empty());
        QCOMPARE(networks[1].selection, std::string("of b"));
        QCOMPARE(networks[2].evaluations.size(), size_t(2));
        QCOMPARE(networks[2].evaluations[0].top1, 0.6);
        const auto points = curvePoints(networks[2].evaluations);
        QVERIFY(points[0].anchor && !points[1].anchor);
        QCOMPARE(points[1].label, std::string("tiny:1 > base:1"));
    }

    void intervalsOverImages() {
        // One network at the range's start: the area is its top-1, whose spread is that of a mean of 400 draws, 0.025.
        Evaluation e = evaluation(Configuration::of("tiny"), "", 0, 0.5, 10, 400);
        e.hits = Hits(400);
        for (long k = 0; k < 400; k += 2)
            e.hits->set(k);
        const Estimate area = staircaseOverImages({e}, {}, {10, 20}, 1000, 3);
        QCOMPARE(area.value, 0.5);
        QVERIFY2(std::abs(area.high - area.low - 2 * 1.96 * 0.025) < 0.01, qPrintable(QString::number(area.high - area.low)));
        // Against itself no image makes a difference: the same ones are drawn for both.
        const Estimate nothing = staircaseOverImages({e}, {e}, {10, 20}, 100, 3);
        QCOMPARE(nothing.low, 0.0);
        QCOMPARE(nothing.high, 0.0);
    }

    void intervalsOverSeeds() {
        const Estimate e = overSeeds({1, 2, 3}); // sd 1, t(2) = 4.303
        QCOMPARE(e.value, 2.0);
        QVERIFY(std::abs(e.high - 2 - 4.303 / std::sqrt(3.0)) < 1e-9);
        QCOMPARE(overSeeds({5}).low, 5.0);
    }
};

QTEST_APPLESS_MAIN(RunCurvesTest)
#include "tst_run_curves.moc"
