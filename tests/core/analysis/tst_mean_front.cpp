// SPDX-License-Identifier: GPL-3.0-or-later
// The mean of staircases by hand.
#include "core/analysis/mean_front.h"

#include <QtTest>

using namespace klas;

class MeanFrontTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void risesWhereAnyOfThemDoes() {
        const Front a{{0, 100, 0.5}, {1, 150, 0.75}, {2, 300, 0.75 + 0.125}},
            b{{0, 100, 0.25}, {1, 200, 0.5}, {2, 400, 0.9}};
        const std::vector<MeanStep> expected{{100, 0.375, 0.25, 0.5},
                                             {150, 0.5, 0.25, 0.75},
                                             {200, 0.625, 0.5, 0.75},
                                             {300, 0.6875, 0.5, 0.875}};
        QCOMPARE(meanStaircase({a, b}, {100, 300}), expected); // 400 lies beyond the range
    }

    void beginsWhereAllHaveANetwork() {
        const Front early{{0, 50, 0.5}}, late{{0, 120, 0.75}};
        QCOMPARE(meanStaircase({early, late}, {100, 300}), (std::vector<MeanStep>{{120, 0.625, 0.5, 0.75}}));
        QCOMPARE(
            meanStaircase({early}, {100, 300}),
            (std::vector<MeanStep>{{100, 0.5, 0.5, 0.5}})); // cheaper than the range: held from its start
        QVERIFY(meanStaircase({late, Front{}}, {100, 300}).empty());
        QVERIFY(meanStaircase({}, {100, 300}).empty());
    }

    void itsAreaIsTheMeanOfTheAreas() {
        const FlopsRange range{100, 300};
        const Front a{{0, 100, 0.5}, {1, 150, 0.75}, {2, 300, 0.9}}, b{{0, 100, 0.25}, {1, 200, 0.5}};
        const auto steps = meanStaircase({a, b}, range);
        double area = 0;
        for (size_t k = 0; k < steps.size(); ++k)
            area += steps[k].mean *
                    ((k + 1 < steps.size() ? steps[k + 1].flops : range.high) - steps[k].flops) / 200;
        QVERIFY(std::abs(area - (curveAreas(a, range).staircase + curveAreas(b, range).staircase) / 2) <
                1e-12);
    }
};

QTEST_APPLESS_MAIN(MeanFrontTest)
#include "tst_mean_front.moc"
