// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_outlook.h"
#include "tests/core/analysis/small_pair.h"

#include <QtTest>

using namespace klas;
using namespace klas::sample;

class SelectionOutlookTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void costBucketsAndExpectation() {
        // KLAS at τ = 0.05 in two buckets of 300..800 chooses (3, 3), 501, of the first and (3, 2), 701, of the second.
        const Fixture x;
        const Selection chosen = x.klas(0.05, 2);
        QCOMPARE(chosen.stitches.size(), size_t(2));
        SelectionInputs inputs = x.inputs();
        SelectionOutlook o = outlookOf(chosen, inputs);
        QCOMPARE(o.trainingFlops, 3 * (300 + 800 + 501 + 701) / 4.0);
        QCOMPARE(o.buckets, 2);
        QVERIFY(o.emptyBuckets.empty() && o.expected.empty() && !o.area); // the anchors' accuracies are not known

        inputs.sourceTop1 = 0.5;
        inputs.targetTop1 = 0.9;
        o = outlookOf(chosen, inputs);
        // Ω(3, 4) = 1.0: 0.9 - 0.4 * 0.2 and 0.9 - 0.4 * 0.41.
        QCOMPARE(o.expected.size(), size_t(2));
        QCOMPARE(o.expected[0].cost.flops, std::int64_t(501));
        QVERIFY(std::abs(o.expected[0].top1 - 0.82) < 1e-12);
        QVERIFY(std::abs(o.expected[1].top1 - 0.736) < 1e-12);
        // 0.5 up to 501, then 0.82 (the second is beaten) up to 800.
        QVERIFY(std::abs(*o.area - (0.5 * 201 + 0.82 * 299) / 500) < 1e-12);
        QVERIFY(std::abs(*o.anchorsArea - 0.5) < 1e-12); // the dearer one counts at its own cost only
    }

    void nothingIsExpectedBeyondTheAnchors() {
        const Fixture x;
        const Selection chosen = x.klas(0.05, 2); // (3, 3) and (3, 2)
        SelectionInputs inputs = x.inputs();
        inputs.sourceTop1 = 0.9; // from the better anchor to the other
        inputs.targetTop1 = 0.5;
        QVERIFY(outlookOf(chosen, inputs).expected.empty()); // no probes, no expectation
        inputs.sourceProbes = {0.6, 0.7, 0.95};
        QCOMPARE(outlookOf(chosen, inputs).expected.size(), size_t(2));
        QCOMPARE(outlookOf(chosen, inputs).expected[0].top1, 0.9);
        inputs.sourceProbes[2] = 0.4; // it may well be worse than both
        QCOMPARE(outlookOf(chosen, inputs).expected[0].top1, 0.4);
    }

    void bucketsWithoutAChoice() {
        const Fixture x;
        Selection chosen = x.klas(0.05, 2);
        chosen.buckets[1].chosen = 0;
        chosen.buckets.push_back({800, 900, 0, 0}); // nothing to choose from is nobody's fault
        QCOMPARE(outlookOf(chosen, x.inputs()).emptyBuckets, std::vector<int>{2});
    }
};

QTEST_APPLESS_MAIN(SelectionOutlookTest)
#include "tst_selection_outlook.moc"
