// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"
#include "core/analysis/pipeline_cost.h"
#include "core/analysis/stitch_space.h"

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

    void thePipelineByHand() {
        const auto anchor = [](const char* name, int width) {
            Anchor a{name, {}, {}, {}};
            a.arch.shape = VitConfig{.imageSize = 28, .patchSize = 7, .inChannels = 1, .width = width, .depth = 3, .heads = 2, .mlpRatio = 2, .classes = 10};
            return a;
        };
        LedgerInputs in;
        in.anchors = {anchor("a", 8), anchor("b", 16)};
        FinetuneRun one, two, half, other;
        one.selection = "klas", two.selection = "KLAS-seed2", half.selection = "klas", other.selection = "SN-Net";
        one.flops = 1000, two.flops = 3000, half.flops = 5, other.flops = 800;
        one.recipe.steps = 10, one.recipe.batch = 4;
        for (FinetuneRun* run : {&one, &two, &half, &other}) {
            run->stitches = {{Stitch{"a", 1, "b", 2}, {}}};
            run->step = run->steps = 10;
        }
        half.step = 5; // not done yet
        in.runs = {half, one, two, other};
        const std::vector<LedgerRow> ledger{{"features", "a", 1, 100, {}}, {"features", "b", 1, 200, {}}, {"features", "jobs, from start to end", 1, 0, 9.0},
                                            {"matrices", "cka", 1, 0, {}}, {"matrices", "js", 1, 7, {}}, {"matrices", "kl", 1, 50, {}}};
        const PipelineCost cost = pipelineCost(in, ledger);
        QCOMPARE(cost.features, 300.0);
        QCOMPARE(cost.anchors, 2L);
        QCOMPARE(cost.kl, 50.0);
        QVERIFY(cost.klas == (MethodCost{2, 2000.0}) && cost.snnet == (MethodCost{1, 800.0}));
        QCOMPARE(*cost.whole(), 2350.0);
        QCOMPARE(cost.stitches, 6L); // i = 1..3, j = 1..2
        double forward = 0;
        for (int i = 1; i <= 3; ++i)
            for (int j = 1; j <= 2; ++j)
                forward += double(stitchCost(netCard(in.anchors[0].arch), i, netCard(in.anchors[1].arch), j).flops);
        QCOMPARE(*cost.every, 3 * 10 * 4 * forward);
        in.runs = {other};
        QVERIFY(!pipelineCost(in, ledger).whole() && !pipelineCost(in, ledger).every);
    }

    void namesOfMethods() {
        QVERIFY(isOfMethod("klas", "klas", "KLAS") && isOfMethod("KLAS", "klas", "KLAS") && isOfMethod("KLAS-seed12", "klas", "KLAS"));
        QVERIFY(!isOfMethod("klas-like", "klas", "KLAS") && !isOfMethod("", "klas", "KLAS"));
    }
};

QTEST_APPLESS_MAIN(CostLedgerTest)
#include "tst_cost_ledger.moc"
