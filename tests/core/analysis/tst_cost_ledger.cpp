// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"
#include "core/analysis/cost_ledger.h"

#include <QtTest>

using namespace klas;

class CostLedgerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingCostsNothing() { QVERIFY(costLedger({}).empty()); }

    void byHand() {
        Anchor a{"a", {}, {}, {}};
        a.arch.shape = VitConfig{.imageSize = 28, .patchSize = 7, .inChannels = 1, .width = 8, .depth = 2, .heads = 2, .mlpRatio = 2, .classes = 10};
        const double each = double(netCard(a.arch).total().flops);
        ProbeReport probes;
        probes.anchor = "a";
        probes.provenance = {{"images", 500}};
        ScoreMatrix kl(2, 2, true), cka(2, 2, false);
        for (ScoreMatrix* m : {&kl, &cka}) {
            m->source = m->target = "a";
            m->images = 100;
        }
        kl.measure = "kl";
        cka.measure = "cka";
        Evaluation before, after;
        before.images = 50;
        before.cost = {200, 1};
        after = before;
        after.run = "one";
        FinetuneRun one, two, hand;
        one.selection = two.selection = "klas";
        one.flops = 1000, two.flops = 3000, hand.flops = 7;
        one.seconds = 1.5, two.seconds = 2, hand.seconds = 0.25;
        const auto rows = costLedger({{a}, {probes}, {kl, cka}, {before, before, after}, {one, hand, two}, {{"features", 9}, {"features", 1}, {"previews", 2}}});
        QCOMPARE(rows, (std::vector<LedgerRow>{{"features", "a", 1, 600 * each, {}},
                                               {"features", "jobs, from start to end", 2, 0, 10.0},
                                               {"matrices", "cka", 1, 0, {}},
                                               {"matrices", "kl", 1, 100 * 10 * 2 * 2, {}},
                                               {"previews", "", 2, 20000, {}},
                                               {"previews", "jobs, from start to end", 1, 0, 2.0},
                                               {"finetuning", "chosen by hand", 1, 7, 0.25},
                                               {"finetuning", "klas", 2, 4000, 3.5},
                                               {"evaluation", "", 1, 10000, {}}}));
    }
};

QTEST_APPLESS_MAIN(CostLedgerTest)
#include "tst_cost_ledger.moc"
