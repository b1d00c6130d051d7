// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/frontier.h"
#include "tests/core/analysis/small_pair.h"

#include <QtTest>
#include <cmath>

using namespace klas;
using namespace klas::sample;

/// Selections beyond KLAS.
class SelectionFrontTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thetaWithinASize() {
        const Fixture x;
        QCOMPARE(draw(selectTheta(x.omega, x.f, x.g, {0.05, 2}, 2), 3, 4), QString("...\n"
                                                                                   "...\n"
                                                                                   ".##"));
        // The third is the second best of the bucket where that lies closer to the best: 0.50 - 0.41 against 0.4 - 0.2.
        QCOMPARE(draw(selectTheta(x.omega, x.f, x.g, {0.05, 2}, 3), 3, 4), QString("...\n"
                                                                                   ".#.\n"
                                                                                   ".##"));
        QCOMPARE(selectTheta(x.omega, x.f, x.g, {0.05, 2}, 99).stitches.size(), size_t(7));
    }

    void initialResultsChoose() {
        const Fixture x;
        QCOMPARE(draw(selectInitAccuracy(x.initial(), x.f, x.g, {0.05, 2}, 2), 3, 4), QString("...\n"
                                                                                              "..#\n"
                                                                                              ".#."));
        // Ranks in the first bucket: Ω 3, 2, 4, 1 and loss 3, 1, 4, 2 for 301, 401, 501, 501; the cheaper of a tie.
        QCOMPARE(draw(selectThetaInit(x.omega, x.initial(), x.f, x.g, {0.05, 2}, 2), 3, 4), QString("...\n"
                                                                                                    "..#\n"
                                                                                                    ".#."));
        InitialResults holes = x.initial();
        holes.erase({1, 3});
        QVERIFY_EXCEPTION_THROWN(selectInitAccuracy(holes, x.f, x.g, {0.05, 2}, 2), Error);
        QVERIFY_EXCEPTION_THROWN(select({.method = "theta-init"}, x.inputs()), Error);
    }

    void bothDirectionsShareTheBuckets() {
        // g > f costs 200 i + 1 + 100 (3 - j): 401, 601 for j = 1 and 301, 501, 701 for j = 2; the others lie outside.
        const Fixture x;
        InitialResults reverse;
        for (int i = 1; i <= 4; ++i)
            for (int j = 1; j <= 2; ++j)
                reverse[{i, j}] = {0.2 * i + 0.05 * j, 1};
        const auto chosen = [&](size_t size) {
            std::vector<Stitch> stitches;
            for (const SelectedStitch& s : selectInitBoth(x.initial(), reverse, x.f, x.g, {0.05, 2}, size).stitches)
                stitches.push_back(s.stitch);
            return stitches;
        };
        // 0.9 of 300..550 and 0.7 of 550..800; then 0.45 is nearer to 0.7 than 0.5 is to 0.9.
        QCOMPARE(chosen(2), (std::vector<Stitch>{{"f", 2, "g", 3}, {"g", 3, "f", 2}}));
        QCOMPARE(chosen(3), (std::vector<Stitch>{{"f", 2, "g", 3}, {"g", 2, "f", 1}, {"g", 3, "f", 2}}));

        SelectionInputs inputs = x.inputs();
        const InitialResults forward = x.initial();
        inputs.initial = &forward;
        QVERIFY_EXCEPTION_THROWN(select({.method = "init-both"}, inputs), Error);
        inputs.reverseInitial = &reverse;
        ScoreMatrix back = matrix("kl", "g", "f", "9 9 9 \n 9 9 9 \n 9 0.6 9 \n 9 9 9"),
                    self = matrix("kl", "f", "f", "0 1 2 \n 1 0 0.5 \n 2 1 0");
        inputs.reverseKl = &back;
        inputs.sourceSelf = &self;
        const Selection s = select({.method = "init-both", .buckets = 2}, inputs);
        QCOMPARE(s.stitches.size(), size_t(2)); // as many as KLAS
        QCOMPARE(s.stitches.back().stitch, (Stitch{"g", 3, "f", 2}));
        QCOMPARE(*s.stitches.back().omega, 0.6);
        QCOMPARE(*s.stitches.back().gamma, 0.6 / 0.5);
        QCOMPARE(*s.stitches.front().omega, 0.4); // of f 2 > g 3
        // It leaves g after block 3 and enters it after block 3: blocks 1 and 2 are what is left.
        QCOMPARE(s.uncoveredTargets, (std::vector<int>{1, 2}));
        QVERIFY(QString::fromStdString(scoreMeaning(s)).startsWith("error as initialised"));
    }

    void initialResultsComeFromEvaluations() {
        const auto evaluation = [](Stitch s, const std::string& run, const std::string& split, long images, double top1) {
            Evaluation e;
            e.configuration = Configuration::of(std::move(s));
            e.run = run;
            e.split = split;
            e.images = images;
            e.top1 = top1;
            return e;
        };
        const auto results = initialResults({evaluation({"f", 1, "g", 1}, "", "validation", 100, 0.1), evaluation({"f", 1, "g", 1}, "", "validation", 20, 0.9),
                                             evaluation({"f", 1, "g", 2}, "run", "validation", 100, 0.2), evaluation({"f", 2, "g", 2}, "", "test", 100, 0.3),
                                             evaluation({"g", 1, "f", 2}, "", "validation", 100, 0.4)},
                                            "f", "g");
        QCOMPARE(results.size(), size_t(1));
        QCOMPARE(results.at({1, 1}).top1, 0.1); // more images count more
        const auto solved = [&](Json initImages, double top1) { // least squares on so many
            Evaluation e = evaluation({"f", 1, "g", 1}, "", "validation", 100, top1);
            e.provenance["init_images"] = std::move(initImages);
            return e;
        };
        QCOMPARE(initialResults({solved(512, 0.3), solved(5, 0.5)}, "f", "g").at({1, 1}).top1, 0.3);
        QCOMPARE(initialResults({solved(512, 0.3), solved(512, 0.4)}, "f", "g").at({1, 1}).top1, 0.4); // the last
        QCOMPARE(initialResults({solved("many", 0.3), solved(5, 0.5)}, "f", "g").at({1, 1}).top1, 0.5);
    }

    void marginalByHand() {
        // Expected top-1 between 0.6 and 0.8 with Ω(3, 4) = 1: 0.70 at 301, 0.72 at 401, 0.76 (and 0.68) at 501, 0.70 at 601,
        // 0.718 and 0.62 at 701. Gains of the staircase, times 500: 49.9 for 301 first, then 17.94 for 501, then 2 for 401.
        const Fixture x;
        QVERIFY(std::abs(expectedTop1(x.omega, 3, 3, 0.6, 0.8) - 0.76) < 1e-12);
        const Selection two = selectMarginal(x.omega, x.f, x.g, 0.6, 0.8, {0.05, 2}, 2);
        QCOMPARE(draw(two, 3, 4), QString("..#\n"
                                          "...\n"
                                          "..#"));
        QVERIFY(std::abs(*two.stitches[1].score - 0.76) < 1e-12);
        const Selection all = selectMarginal(x.omega, x.f, x.g, 0.6, 0.8, {0.05, 2}, 5);
        QCOMPARE(all.stitches.size(), size_t(3));
        QVERIFY(anyNote(all, "Only 3 stitches are expected to raise the front"));
    }

    void probeFrontByHand() {
        // By the probes g leaves 0.62 at 401 (g1 > f1, whose Ω is less than that of g1 > f2 at 301), 0.70 at 501 and 601, 0.78 at
        // 701; f no more than 0.65 at 501. Gains of the staircase over 0.6, times 500: 29.9 for 501, then 7.92 for 701, then 2.
        const Fixture x;
        const ScoreMatrix back = matrix("kl", "g", "f", "0.3 0.5 9 \n 0.4 0.4 9 \n 9 0.6 9 \n 9 9 9");
        SelectionInputs inputs = x.inputs();
        inputs.reverseKl = &back;
        inputs.sourceTop1 = 0.6;
        inputs.targetTop1 = 0.8;
        QVERIFY_EXCEPTION_THROWN(select({.method = "probe-front"}, inputs), Error); // no probes
        inputs.sourceProbes = {0.5, 0.55, 0.65};
        inputs.targetProbes = {0.62, 0.70, 0.78};
        QVERIFY_EXCEPTION_THROWN(select({.method = "probe-front"}, inputs), Error); // one is missing
        inputs.targetProbes.push_back(0.8);
        const auto chosen = [&](size_t size) {
            std::vector<Stitch> stitches;
            for (const SelectedStitch& s : selectProbeFront({x.omega, back, inputs.sourceProbes, inputs.targetProbes}, x.f, x.g, 0.6, 0.8, {0.05, 2}, size).stitches)
                stitches.push_back(s.stitch);
            return stitches;
        };
        QCOMPARE(chosen(1), (std::vector<Stitch>{{"g", 2, "f", 2}}));
        QCOMPARE(chosen(2), (std::vector<Stitch>{{"g", 2, "f", 2}, {"g", 3, "f", 2}}));
        QCOMPARE(chosen(5), (std::vector<Stitch>{{"g", 1, "f", 1}, {"g", 2, "f", 2}, {"g", 3, "f", 2}}));
        const Selection s = select({.method = "probe-front", .buckets = 2}, inputs);
        QCOMPARE(s.stitches.size(), size_t(2)); // as many as KLAS
        QCOMPARE(*s.stitches.back().score, 0.78);
        QCOMPARE(*s.stitches.back().omega, 0.6);
        QVERIFY(QString::fromStdString(scoreMeaning(s)).startsWith("top-1 of the probe"));
        inputs.reverseKl = nullptr;
        QVERIFY_EXCEPTION_THROWN(select({.method = "probe-front"}, inputs), Error);
    }
};

QTEST_APPLESS_MAIN(SelectionFrontTest)
#include "tst_selection_front.moc"
