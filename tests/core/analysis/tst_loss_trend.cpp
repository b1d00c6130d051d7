// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/loss_trend.h"

#include <QtTest>
#include <cmath>

using namespace klas;

/// When a finetuning that stays finite is said to have diverged.
class TestLossTrend : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void meansOfBothEnds() {
        LossTrend t;
        for (int k = 1; k <= 40; ++k)
            t.add(k <= 4 ? k : 10, 4);
        QCOMPARE(t.steps, 40L);
        QCOMPARE(t.begin, 2.5);
        QVERIFY(std::abs(t.end - 10) < 1e-3);
        QCOMPARE(LossTrend::window(4000), 100L);
        QCOMPARE(LossTrend::window(60), 6L);
        QCOMPARE(LossTrend::window(3), 1L);
        QVERIFY(lossTrendFromJson(Json::parse(toJson(t).dump()), "t") == t);
        QVERIFY(lossTrendFromJson(Json(), "t") == LossTrend());
    }

    void whatAGuessCosts() {
        FinetuneRecipe recipe;
        QCOMPARE(guessingLoss(recipe, 10), std::log(10.0));
        recipe.distillation.kind = "soft";
        recipe.distillation.weight = 0.25;
        recipe.distillation.temperature = 2;
        QCOMPARE(guessingLoss(recipe, 10), std::log(10.0) * (0.75 + 0.25 * 4));
        recipe.distillation.kind = "hard";
        QCOMPARE(guessingLoss(recipe, 10), std::log(10.0));
    }

    void whoIsWarned() {
        const auto warning = [](double begin, double end, double rate = 10, double clip = 0,
                                size_t networks = 1, long steps = 400) {
            FinetuneRecipe recipe;
            recipe.steps = steps;
            recipe.layerRate = recipe.anchorRate = rate;
            recipe.clipNorm = clip;
            return QString::fromStdString(
                divergenceWarning({begin, end, steps}, recipe, 10, networks, "a:1 > b:2"));
        };
        const QString far = warning(1.5, 3975);
        for (const char* part : {"a:1 > b:2", "3.98e+03", "1.5 at the beginning",
                                 "2.3 for a guess among 10 classes", "10 (layers)", "clip_norm=1"})
            QVERIFY2(far.contains(part), qPrintable(far));
        QVERIFY(!warning(1.5, 3975, 10, 1).contains("clip_norm"));
        QVERIFY(!warning(6, 5).isEmpty()); // far above a guess, whatever it began with
        QVERIFY(!warning(0.4, 0.9).isEmpty());
        QVERIFY(warning(0.4, 0.7).isEmpty());
        QVERIFY(warning(0.001, 0.1).isEmpty()); // as good as perfect before and after
        QVERIFY(warning(3, 1).isEmpty());
        // Six networks with a loss each: a window of 40 steps tells, one of two does not.
        QVERIFY(!warning(0.4, 0.9, 1, 1, 6).isEmpty());
        QVERIFY(warning(0.4, 0.9, 1, 1, 6, 20).isEmpty());
        QVERIFY(QString::fromStdString(divergenceWarning({}, {}, 10, 1, "x")).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestLossTrend)
#include "tst_loss_trend.moc"
