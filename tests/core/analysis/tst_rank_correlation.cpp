// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/rank_correlation.h"

#include <QtTest>
#include <cmath>

using namespace klas;

class RankCorrelationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ranksShareTies() { QCOMPARE(averageRanks({3, 1, 3, 2}), (std::vector<double>{3.5, 1, 3.5, 2})); }

    void spearmanByHand() {
        QCOMPARE(*spearman({1, 2, 3}, {10, 20, 30}), 1.0);
        QCOMPARE(*spearman({1, 2, 3}, {3, 2, 1}), -1.0);
        // Ranks 1 2 3 4 5 and 2 1 4 3 5: 1 - 6 (1 + 1 + 1 + 1) / (5 · 24) = 0.8
        QVERIFY(std::abs(*spearman({1, 2, 3, 4, 5}, {2, 1, 4, 3, 5}) - 0.8) < 1e-12);
        // With a tie: ranks 1.5 1.5 3 and 1 2 3, centred -0.5 -0.5 1 and -1 0 1: 1.5 / √(1.5 · 2)
        QVERIFY(std::abs(*spearman({1, 1, 2}, {1, 2, 3}) - 1.5 / std::sqrt(3.0)) < 1e-12);
        QVERIFY(!spearman({1, 2}, {1, 2}) && !spearman({1, 1, 1}, {1, 2, 3}) && !spearman({1, 2, 3}, {1, 2}));
    }

    void trustWithinBuckets() {
        // Bucket 0 in perfect order; bucket 1 reversed; between them the scores follow the outcome.
        std::vector<ScoredResult> results{{0, 1, 0.9}, {0, 2, 0.8}, {0, 3, 0.7}, {1, 4, 0.4}, {1, 5, 0.5}, {1, 6, 0.6}};
        ScoreTrust trust = scoreTrust(results, 200, 1);
        QCOMPARE(trust.stitches, size_t(6));
        QCOMPARE(trust.buckets, size_t(2));
        QCOMPARE(*trust.inBucket, 0.0);
        QVERIFY(*trust.overall > 0.7); // what overall figures hide
        QVERIFY(std::abs(trust.regret - 0.1) < 1e-12); // 0 and 0.2
        QVERIFY(std::abs(trust.worstRegret - 0.2) < 1e-12);
        QVERIFY(!trust.inBucketLow && !trust.inBucketHigh); // three stitches drawn again say nothing
        std::vector<ScoredResult> more;
        for (int k = 0; k < 5; ++k) {
            more.push_back({0, double(k), 0.9 - 0.1 * k + (k == 2 ? 0.15 : 0)}); // not quite in order
            more.push_back({1, 10.0 + k, 0.4 - 0.05 * k});
        }
        const ScoreTrust five = scoreTrust(more, 200, 1);
        QVERIFY(*five.inBucketLow < *five.inBucket && *five.inBucket <= *five.inBucketHigh);
        QCOMPARE(scoreTrust(more, 200, 1).inBucketLow, five.inBucketLow); // seeded
        results.push_back({1, std::nan(""), 1.0}); // not scored
        results.push_back({2, 7, 0.1});            // alone: no choice, no rank
        trust = scoreTrust(results, 10, 1);
        QCOMPARE(trust.stitches, size_t(7));
        QVERIFY(std::abs(trust.regret - 0.1) < 1e-12);
        QVERIFY(!scoreTrust({}, 10).inBucket);
    }
};

QTEST_APPLESS_MAIN(RankCorrelationTest)
#include "tst_rank_correlation.moc"
