// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/cascade.h"
#include "core/base/error.h"

#include <QtTest>

using namespace klas;

class CascadeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fourImagesByHand() {
        // Sure and right; sure and wrong; unsure and wrong; unsure and right but the target is not.
        const std::vector<CascadeImage> images{{0.9, true, true}, {0.8, false, true}, {0.3, false, true}, {0.4, true, false}};
        const auto points = cascade(images, 10, 100, 100);
        QCOMPARE(points.size(), size_t(5));
        const double averages[] = {10, 35, 60, 85, 110}, top1[] = {0.5, 0.75, 0.5, 0.75, 0.75};
        for (size_t k = 0; k < 5; ++k) {
            QCOMPARE(points[k].averageFlops, averages[k]);
            QCOMPARE(points[k].top1, top1[k]);
            QCOMPARE(points[k].worstFlops, k == 0 ? 10.0 : 110.0);
        }
        QCOMPARE(points[1].threshold, 0.4); // 0.3 lies below it
        QVERIFY(points[4].threshold > 0.9);
        const Front front = cascadeFront(points);
        QCOMPARE(front.size(), size_t(2)); // 0.5 at 10, 0.75 at 35
        QCOMPARE(front[1].flops, 35.0);
        // From 10 to 110: 0.5 for a quarter, 0.75 for the rest.
        QCOMPARE(curveAreas(front, {10, 110}).staircase, 0.25 * 0.5 + 0.75 * 0.75);
    }

    void equalConfidencesGoTogether() {
        const auto points = cascade({{0.5, true, true}, {0.5, false, true}, {0.5, true, true}}, 1, 2, 100);
        QCOMPARE(points.size(), size_t(2));
        QCOMPARE(points[1].averageFlops, 3.0);
    }

    void manyImagesAreThinned() {
        std::vector<CascadeImage> images;
        for (int k = 0; k < 1000; ++k)
            images.push_back({k / 1000.0, k % 2 == 0, true});
        const auto points = cascade(images, 1, 9, 10);
        QVERIFY(points.size() >= 10 && points.size() <= 12);
        QCOMPARE(points.front().top1, 0.5);
        QCOMPARE(points.back().top1, 1.0);
        QVERIFY_EXCEPTION_THROWN(cascade({}, 1, 9), Error);
    }
};

QTEST_APPLESS_MAIN(CascadeTest)
#include "tst_cascade.moc"
