// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/select.h"
#include "core/base/random.h"
#include "tests/core/analysis/small_pair.h"

#include <QElapsedTimer>
#include <QtTest>
#include <cmath>
#include <limits>
#include <set>

using namespace klas;
using namespace klas::sample;

class SelectionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void klasByHand() {
        const Fixture x;
        const Selection s = x.klas(0.05, 2); // [300, 550) and [550, 800]
        QCOMPARE(draw(s, 3, 4), QString("...\n"
                                        "...\n"
                                        ".##"));
        QCOMPARE(s.stitches[0].stitch, (Stitch{"f", 3, "g", 3}));
        QCOMPARE(s.stitches[0].cost, (Cost{501, 2}));
        QCOMPARE(*s.stitches[0].gamma, 0.2 / 0.4);
        QCOMPARE(*s.stitches[1].omega, 0.41);
        QCOMPARE(*s.stitches[1].sigma, 0.5);
        QCOMPARE(*s.stitches[1].bucket, 1);
        QCOMPARE(s.buckets, (std::vector<FlopsBucket>{{300, 550, 4, 1}, {550, 800, 3, 1}}));
        QCOMPARE(s.uncoveredTargets, std::vector<int>{1});
        QVERIFY(anyNote(s, "2 legal stitches cost less"));
        QVERIFY(anyNote(s, "Blocks of g without any stitch: 1."));
        // 0.90 <= 1.1 · 0.82
        QCOMPARE(draw(x.klas(0.1, 2), 3, 4), QString("#..\n"
                                                     "...\n"
                                                     ".##"));
        // The default is one bucket for each target block that can be entered.
        const Selection three = x.klas(0, 0);
        QCOMPARE(three.buckets.size(), size_t{3});
        QCOMPARE(draw(three, 3, 4), QString("...\n"
                                            "..#\n"
                                            ".##"));
    }

    void emptyAndForced() {
        const Selection s = Fixture().klas(0, 100);
        // 301, 401, 501 twice, 601, 701 twice, in buckets of 5.
        QCOMPARE(draw(s, 3, 4), QString("..#\n"
                                        ".##\n"
                                        ".##"));
        QVERIFY(anyNote(s, "single candidate: 1, 21 and 61."));
        QVERIFY(anyNote(s, "Buckets 2, 3, 4"));
        QVERIFY(anyNote(s, "and 75 more of 100 have no stitch."));
    }

    void edgesBelongToTheUpperBucket() {
        // One FLOP more for the anchors alone puts the stitches, 301 to 801, on the edges of five buckets
        // over 301..801.
        NetCard f = chain("f", 3, 100), g = chain("g", 4, 200);
        f.norm.flops = 1;
        g.stem.flops = 1;
        const Bucketed b = bucketsOf(f, g, CostProfile::Default, 5);
        std::vector<int> buckets;
        for (const Candidate& c : b.candidates)
            buckets.push_back(c.bucket);
        QCOMPARE(buckets, (std::vector<int>{0, 1, 2, 2, 3, 4, 4, 4}));
    }

    void unresolvedSigma() {
        Fixture x;
        x.self.setError(3, 4, 0.25); // Σ = 0.4 < 2 · 0.25
        Selection s = x.klas(0.05, 2);
        QVERIFY(s.stitches[0].unresolved);
        QVERIFY(!s.stitches[1].unresolved);
        QVERIFY(anyNote(s, "after target blocks 3:"));
        x.self.setValue(3, 4, 0);
        const StitchScore score = stitchScore(x.omega, &x.self, 1, 3);
        QVERIFY(score.unresolved && std::isfinite(*score.gamma) && *score.gamma > 1e300);
        x.omega.setValue(1, 3, 50);
        QVERIFY(std::isfinite(*stitchScore(x.omega, &x.self, 1, 3).gamma));
        x.omega.setValue(1, 3, -1e-18);
        QCOMPARE(*stitchScore(x.omega, &x.self, 1, 3).omega, 0.0);
        QVERIFY(!stitchScore(x.omega, &x.self, 1, 4).gamma); // no block after the last
        QVERIFY(!stitchScore(x.omega, &x.self, 1, 0).omega);
    }

    void missingCellsAreNotChosen() {
        Fixture x;
        x.omega.setValue(3, 3, std::nan(""));
        x.omega.complete = false;
        const Selection s = x.klas(0, 2);
        QCOMPARE(draw(s, 3, 4), QString("...\n"
                                        "..#\n"
                                        ".#."));
        QVERIFY(anyNote(s, "still filling"));
        QVERIFY(selectKlas(matrix("kl", "f", "g", "- - - -\n - - - -\n - - - -"), x.self, x.f, x.g)
                    .stitches.empty());
    }

    void otherMeasures() {
        Fixture x;
        QCOMPARE(draw(selectByMeasure(x.omega, x.f, x.g, {0.05, 2}), 3, 4), QString("...\n"
                                                                                    "...\n"
                                                                                    ".##"));
        x.omega.measure = "cka"; // larger is closer: 0.6 and 0.9
        const Selection s = selectByMeasure(x.omega, x.f, x.g, {0.05, 2});
        QCOMPARE(draw(s, 3, 4), QString("##.\n"
                                        "...\n"
                                        "..."));
        QCOMPARE(s.method, std::string("measure:cka"));
        QCOMPARE(*s.stitches[1].score, 0.9);
    }

    void aSampleIsSpreadOverTheBuckets() {
        const Fixture x;
        const Bucketed all = bucketsOf(x.f, x.g, CostProfile::Default, 2);
        QCOMPARE(sampleAcross(all, 100, 1).size(), all.candidates.size());
        QCOMPARE(sampleAcross(all, 0, 1).size(), size_t(0));
        std::set<std::vector<size_t>> drawn;
        for (std::uint64_t seed = 0; seed < 50; ++seed) {
            const auto sample = sampleAcross(all, 4, seed);
            QCOMPARE(sample, sampleAcross(all, 4, seed));
            QCOMPARE(std::count_if(sample.begin(), sample.end(), [&](size_t k) { return all.candidates[k].bucket == 0; }), 2);
            drawn.insert(sample);
        }
        QVERIFY(drawn.size() > 5);
    }

    void randomKeepsTheBuckets() {
        const Fixture x;
        const SelectionRequest request{.method = "random", .buckets = 2, .seed = 3};
        const Selection s = select(request, x.inputs());
        QCOMPARE(s.buckets, x.klas(0.05, 2).buckets);
        QCOMPARE(s, select(request, x.inputs()));
        std::set<std::vector<int>> drawn;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            std::vector<int> cells;
            for (const SelectedStitch& chosen :
                 select({.method = "random", .buckets = 2, .seed = seed}, x.inputs()).stitches)
                cells.push_back(10 * chosen.stitch.i + chosen.stitch.j);
            drawn.insert(cells);
        }
        QCOMPARE(drawn.size(), size_t{4 * 3}); // every combination of one of 4 and one of 3
    }

    void uniformAndWholeSource() {
        const Fixture x;
        // Budgets 425 and 675: 401 is nearest to the one, 701 to the other.
        const Selection uniform = select({.method = "uniform", .buckets = 2}, x.inputs());
        QCOMPARE(draw(uniform, 3, 4), QString("#..\n"
                                              "..#\n"
                                              "..."));
        QCOMPARE(draw(select({.method = "whole-source"}, x.inputs()), 3, 4), QString("...\n"
                                                                                     "...\n"
                                                                                     "###"));
        // Without matrices: one for each bucket that is not empty.
        const Selection alone = select({.method = "uniform", .buckets = 2}, {x.f, x.g});
        QCOMPARE(alone.stitches.size(), size_t{2});
        QVERIFY(!alone.stitches[0].gamma);
    }

    /// Two stages of two blocks in f, of two and three in g: legal are
    ///
    ///            j =   1   2   3   4
    ///     i = 1, 2     #   #   .   .
    ///     i = 3, 4     .   .   #   #
    void hierarchicalPairs() {
        NetCard f = chain("f", 4, 100), g = chain("g", 5, 200);
        for (NetCard* card : {&f, &g})
            for (BlockCard& b : card->blocks)
                if (b.index > 2) b.stage = 2, b.grid = {2, 1, 1, 0};
        g.blocks[2].entry = {50, 0};
        QCOMPARE(defaultBuckets(f, g), 4);
        QCOMPARE(draw(select({.method = "whole-source"}, {f, g}), 4, 5), QString("....\n"
                                                                                "##..\n"
                                                                                "....\n"
                                                                                "..##"));
        // Γ is small where it is not legal; Σ(2) lies between probes of two stages and counts.
        const ScoreMatrix omega = matrix("kl", "f", "g", "0.9 0.8 0.001 0.001 1 \n 0.8 0.4 0.001 0.001 1 \n"
                                                         "0.001 0.001 0.6 0.5 1 \n 0.001 0.001 0.5 0.3 1");
        const ScoreMatrix self = matrix("kl", "g", "g", "0 1 1 1 1 \n 1 0 4 1 1 \n 1 1 0 1 1 \n 1 1 1 0 1 \n 1 1 1 1 0");
        const Selection s = select({.tau = 0, .buckets = 1}, {f, g, &omega, &self, nullptr});
        QCOMPARE(draw(s, 4, 5), QString("....\n"
                                        ".#..\n"
                                        "....\n"
                                        "...."));
        QCOMPARE(*s.stitches[0].gamma, 0.4 / 4);
        QCOMPARE(s.stitches[0].cost, (Cost{200 + 1 + 50 + 600, 2}));
        for (const char* method : {"klas", "random", "uniform", "min-kl", "whole-source", "snnet"})
            for (const SelectedStitch& chosen : select({.method = method}, {f, g, &omega, &self, nullptr}).stitches)
                QCOMPARE(f.block(chosen.stitch.i).stage, g.block(chosen.stitch.j).stage);
        // A chain without stages meets the second stage of g only.
        NetCard plain = chain("f", 3, 100);
        for (BlockCard& b : plain.blocks)
            b.grid = {2, 1, 1, 0};
        QCOMPARE(defaultBuckets(plain, g), 2);
        QCOMPARE(draw(select({.method = "whole-source"}, {plain, g}), 3, 5), QString("....\n....\n..##"));
        QCOMPARE(defaultBuckets(chain("f", 3, 100), chain("g", 4, 200)), 3);
        for (BlockCard& b : f.blocks)
            b.grid.height = 9;
        QVERIFY_EXCEPTION_THROWN(select({.method = "uniform"}, {f, g}), Error);
    }

    void overlapByHand() {
        const Fixture x;
        const Overlap o = overlap(x.klas(0.1, 2), selectWholeSource(x.f, x.g, CostProfile::Default));
        QCOMPARE(o.both, (std::vector<Stitch>{{"f", 3, "g", 2}, {"f", 3, "g", 3}}));
        QCOMPARE(o.onlyA, (std::vector<Stitch>{{"f", 1, "g", 1}}));
        QCOMPARE(o.onlyB, (std::vector<Stitch>{{"f", 3, "g", 1}}));
        QCOMPARE(o.jaccard, 0.5);
        QCOMPARE(overlap({}, {}).jaccard, 1.0);
    }

    void recommended() {
        AnchorDistances d;
        d.anchors = {"g", "f"};
        d.kl = {{0, 0.01}, {0.3, 0}}; // KL(g||f) is smaller, but f is the source
        const Fixture x;
        QCOMPARE(*recommendedPair(d, {x.f, x.g}), (AnchorPair{"f", "g", 0.3}));
        QVERIFY_EXCEPTION_THROWN(recommendedPair(d, {x.f}), Error);
        QVERIFY(!recommendedPair({}, {}));
    }

    void stability() {
        const Fixture x;
        Fixture other;
        other.omega.setValue(1, 1, 0.5); // Γ(1,1) = 0.5 beats Γ(3,2) = 0.82
        const Resample same{x.omega, x.self}, changed{other.omega, other.self};
        const auto shares = selectionStability(x.f, x.g, {0.05, 2}, {same, same, changed, same});
        QCOMPARE(shares, (std::map<Stitch, double>{
                             {{"f", 3, "g", 3}, 1.0}, {{"f", 3, "g", 2}, 0.75}, {{"f", 1, "g", 1}, 0.25}}));
        Selection s = x.klas(0.05, 2);
        setStability(s, shares);
        QCOMPARE(*s.stitches[1].stability, 0.75);
        QVERIFY(selectionStability(x.f, x.g, {}, {}).empty());
    }

    void everyMethodThroughOneDoor() {
        const Fixture x;
        for (const SelectionMethod& method : selectionMethods()) {
            ScoreMatrix measured = x.omega;
            measured.measure = method.measure;
            SelectionInputs inputs = x.inputs();
            if (!method.measure.empty()) inputs.measured = &measured;
            const InitialResults initial = x.initial();
            InitialResults reverse;
            for (int i = 1; i <= 4; ++i)
                for (int j = 1; j <= 2; ++j)
                    reverse[{i, j}] = {0.5, 1};
            inputs.initial = &initial;
            inputs.reverseInitial = &reverse;
            const ScoreMatrix back = matrix("kl", "g", "f", "0.9 0.9 9 \n 0.9 0.2 9 \n 9 0.6 9 \n 9 9 9"),
                              self = matrix("kl", "f", "f", "0 1 2 \n 1 0 0.5 \n 2 1 0");
            inputs.reverseKl = &back;
            inputs.sourceSelf = &self;
            inputs.sourceTop1 = 0.6;
            inputs.targetTop1 = 0.8;
            inputs.sourceProbes = {0.5, 0.6, 0.7};
            inputs.targetProbes = {0.6, 0.7, 0.75, 0.8};
            if (method.id == "snnet") inputs.source = chain("f", 4, 100), inputs.kl = inputs.reverseKl = nullptr;
            const Selection s = select({.method = method.id}, inputs);
            QCOMPARE(s.method, method.id);
            QCOMPARE(s.name, method.id + ":f:g");
            QVERIFY2(!s.stitches.empty(), method.id.c_str());
            QCOMPARE(selectionFromJson(parseJson(toJson(s).dump(), "test"), "test"), s);
            if (method.needsKl) QVERIFY_EXCEPTION_THROWN(select({.method = method.id}, {x.f, x.g}), Error);
        }
        QVERIFY_EXCEPTION_THROWN(select({.method = "best"}, x.inputs()), Error);
    }

    void badOptions() {
        const Fixture x;
        for (const double tau : {-0.01, std::nan(""), std::numeric_limits<double>::infinity()})
            QVERIFY_EXCEPTION_THROWN(x.klas(tau, 2), Error);
        for (const int buckets : {-1, 10001})
            QVERIFY_EXCEPTION_THROWN(x.klas(0.05, buckets), Error);
        QCOMPARE(x.klas(0.05, 10000).buckets.size(), size_t{10000});
        QVERIFY_EXCEPTION_THROWN(selectKlas(x.self, x.self, x.f, x.g), Error);   // 4 x 4 for 3 x 4
        QVERIFY_EXCEPTION_THROWN(selectKlas(x.omega, x.omega, x.f, x.g), Error); // Σ from the pair
        NetCard other = x.g;
        other.classes = 11;
        QVERIFY_EXCEPTION_THROWN(selectKlas(x.omega, x.self, x.f, other), Error);
        other = x.g;
        for (BlockCard& b : other.blocks)
            b.grid.height = 2;
        QVERIFY_EXCEPTION_THROWN(selectKlas(x.omega, x.self, x.f, other), Error);
    }

    /// A slider calls this while it is dragged.
    void isFast() {
        const int n = 100;
        const NetCard f = chain("a source with a long name", n, 100),
                      g = chain("a target with a long name", n, 300);
        ScoreMatrix omega(n, n, true), self(n, n, true);
        Random random(1);
        for (int i = 1; i <= n; ++i)
            for (int j = 1; j <= n; ++j) {
                omega.setValue(i, j, random.uniform());
                self.setValue(i, j, random.uniform());
            }
        double best = 1e9;
        for (int k = 0; k < 20; ++k) {
            QElapsedTimer timer;
            timer.start();
            const Selection s = select({.tau = 0.2}, {f, g, &omega, &self, nullptr});
            best = std::min(best, double(timer.nsecsElapsed()) / 1e6);
            QVERIFY(!s.stitches.empty());
        }
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        const double limit = 80;
#else
        const double limit = 8;
#endif
        QVERIFY2(best < limit, qPrintable(QString("%1 ms").arg(best)));
        qInfo("100 x 100 blocks: %.2f ms", best);
    }
};

QTEST_APPLESS_MAIN(SelectionTest)
#include "tst_selection.moc"
