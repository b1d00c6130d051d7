// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/bootstrap.h"
#include "core/analysis/select.h"
#include "core/base/error.h"
#include "core/base/random.h"

#include <QtTest>
#include <cmath>

using namespace klas;

namespace {

ScoreMatrix scores(int rows, int columns, ImageGroups groups) {
    ScoreMatrix m(rows, columns, false);
    m.complete = true;
    m.groups = std::move(groups);
    return m;
}

/// Source and target of `depth` blocks that cost `flops` each; a stitching layer costs one FLOP.
NetCard chain(const char* name, int depth, int flops) {
    NetCard card;
    card.name = name;
    card.classes = 2;
    card.stemGrid = {1, 1, 1, 0};
    for (int b = 1; b <= depth; ++b)
        card.blocks.push_back({b, 1, card.stemGrid, {flops, 0}});
    return card;
}

} // namespace

class TestBootstrap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsTheSameImagesForEveryCell() {
        // Two groups of 1 and 3 images: a draw holds the first twice (2/1), the second twice (6/6) or both (5/4).
        const ScoreMatrix pair = scores(1, 1, {{1, 3}, {2, 3}});
        const ScoreMatrix self = scores(1, 2, {{1, 3}, {20, 0, 30, 1}});
        const auto draws = bootstrap(pair, self, 400, 7);
        QCOMPARE(draws.size(), size_t(400));
        int first = 0, second = 0, both = 0;
        for (const Resample& draw : draws) {
            const double value = draw.pair.value(1, 1);
            QVERIFY(std::abs(draw.targetSelf.value(1, 1) - 10 * value) < 1e-12);
            if (value == 2) {
                ++first;
                QCOMPARE(draw.pair.images, 2L);
            } else if (value == 1) {
                ++second;
                QCOMPARE(draw.targetSelf.value(1, 2), 1.0 / 3);
            } else if (value == 1.25) {
                ++both;
                QCOMPARE(draw.targetSelf.value(1, 2), 0.25);
            }
        }
        QCOMPARE(first + second + both, 400);
        // 1/4, 1/4, 1/2 within four standard deviations.
        QVERIFY(std::abs(first - 100) < 35 && std::abs(second - 100) < 35 && std::abs(both - 200) < 40);
        const auto again = bootstrap(pair, self, 400, 7), other = bootstrap(pair, self, 400, 8);
        bool differs = false;
        for (size_t k = 0; k < draws.size(); ++k) {
            QVERIFY(again[k].pair == draws[k].pair);
            differs |= !(other[k].pair == draws[k].pair);
        }
        QVERIFY(differs);
    }

    void spreadsLikeTheStandardError() {
        Random random(3);
        ImageGroups groups;
        double sum = 0, squares = 0;
        constexpr int kGroups = 100;
        for (int g = 0; g < kGroups; ++g) {
            const double value = random.uniform();
            groups.images.push_back(1);
            groups.sums.push_back(value);
            sum += value;
            squares += value * value;
        }
        const double mean = sum / kGroups, error = std::sqrt((squares / kGroups - mean * mean) / kGroups);
        const ScoreMatrix m = scores(1, 1, groups);
        double spread = 0;
        constexpr int kDraws = 4000;
        for (const Resample& draw : bootstrap(m, m, kDraws, 1))
            spread += std::pow(draw.pair.value(1, 1) - mean, 2);
        QVERIFY(std::abs(std::sqrt(spread / kDraws) / error - 1) < 0.05); // 1/√(2·4000) = 0.011
    }

    void refusesMatricesOfOtherImages() {
        const ScoreMatrix pair = scores(1, 1, {{1, 3}, {2, 3}});
        const ScoreMatrix shifted = scores(1, 1, {{2, 2}, {2, 3}});
        ScoreMatrix bare(1, 1, false);
        for (const ScoreMatrix* other : {&shifted, &std::as_const(bare)}) {
            QVERIFY(!canResample(pair, *other));
            QVERIFY_EXCEPTION_THROWN(bootstrap(pair, *other, 1, 1), Error);
        }
    }

    void saysHowStableAChoiceIs() {
        // One bucket, candidates (1,1) and (2,2) among others; the first group of images favours one, the second the
        // other, and with Σ = 1 everywhere Γ is Ω.
        const NetCard f = chain("f", 2, 10), g = chain("g", 3, 20);
        ScoreMatrix omega(2, 3, false), self(3, 3, false);
        ImageGroups omegaGroups{{1, 1}, {}}, selfGroups{{1, 1}, std::vector<double>(18, 1.0)};
        const double byGroup[2][6] = {{1, 9, 9, 9, 4, 9}, {8, 9, 9, 9, 4, 9}}; // (1,1) is 1 or 8, (2,2) always 4
        for (const auto& group : byGroup)
            omegaGroups.sums.insert(omegaGroups.sums.end(), group, group + 6);
        for (int i = 1; i <= 2; ++i)
            for (int j = 1; j <= 3; ++j)
                omega.setValue(i, j, (byGroup[0][(i - 1) * 3 + j - 1] + byGroup[1][(i - 1) * 3 + j - 1]) / 2);
        for (int i = 1; i <= 3; ++i)
            for (int j = 1; j <= 3; ++j)
                self.setValue(i, j, 1);
        omega.source = "f";
        omega.target = self.source = self.target = "g";
        omega.complete = self.complete = true;
        omega.groups = omegaGroups;
        self.groups = selfGroups;

        SelectionRequest request;
        request.buckets = 1;
        request.tau = 0;
        request.resamples = 300;
        const Selection s = select(request, {f, g, &omega, &self, nullptr});
        // The means are 4.5 and 4: (2,2) is chosen, unless the draw holds the first group twice.
        QCOMPARE(s.stitches.size(), size_t(1));
        QCOMPARE(s.stitches[0].stitch, (Stitch{"f", 2, "g", 2}));
        QVERIFY(std::abs(s.stitches[0].stability.value() - 0.75) < 0.1);
        QCOMPARE(s.options.at("resamples").get<int>(), 300);

        request.resamples = -1;
        QVERIFY_EXCEPTION_THROWN(select(request, {f, g, &omega, &self, nullptr}), Error);
        omega.groups.reset(); // an older project: no word about stability, no failure
        request.resamples = 300;
        QVERIFY(!select(request, {f, g, &omega, &self, nullptr}).stitches[0].stability);
    }
};

QTEST_APPLESS_MAIN(TestBootstrap)
#include "tst_bootstrap.moc"
