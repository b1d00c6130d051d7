// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/selection_family.h"
#include "core/base/error.h"
#include "tests/core/analysis/drawn_pair.h"

#include <QtTest>
#include <cmath>

using namespace klas;
using namespace klas::sample;

namespace {

/// e: 3 blocks of 50, f: 3 of 100, g: 4 of 200: 150, 300 and 800 FLOPs, with top-1 of 0.5, 0.6 and 0.8.
struct Family {
    NetCard e = chain("e", 3, 50), f = chain("f", 3, 100), g = chain("g", 4, 200);
    ScoreMatrix ef = matrix("kl", "e", "f", "1 1 1 \n 1 1 1 \n 1 0.2 1"), eg = matrix("kl", "e", "g", "9 2 2 2 \n 9 2 2 2 \n 9 1.6 1.8 2"),
                fg = matrix("kl", "f", "g", "0.9 0.60 0.5 0.4 \n 0.8 0.50 0.4 0.3 \n 0.7 0.41 0.2 1.0");
    ScoreMatrix ff = matrix("kl", "f", "f", "0 1 2 \n 1 0 1 \n 2 1 0"), gg = matrix("kl", "g", "g", "0 1 2 3 \n 1 0 0.5 2 \n 2 1 0 0.4 \n 3 2 1 0");

    std::vector<SelectionInputs> pairs() const {
        SelectionInputs a{e, f, &ef, &ff}, b{e, g, &eg, &gg}, c{f, g, &fg, &gg};
        a.sourceTop1 = b.sourceTop1 = 0.5;
        a.targetTop1 = c.sourceTop1 = 0.6;
        b.targetTop1 = c.targetTop1 = 0.8;
        return {a, b, c};
    }
};

std::vector<Stitch> stitchesOf(const Selection& selection) {
    std::vector<Stitch> all;
    for (const SelectedStitch& s : selection.stitches)
        all.push_back(s.stitch);
    return all;
}

} // namespace

class SelectionFamilyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void dominance() {
        const std::vector<CostAndTop1> others{{100, 0.5}, {200, 0.7, 0.03}};
        QVERIFY(!dominated({100, 0.5}, others)); // itself
        QVERIFY(dominated({100, 0.49}, others));
        QVERIFY(!dominated({99, 0.1}, others));
        QVERIFY(!dominated({250, 0.71}, others));
        QVERIFY(dominated({250, 0.64, 0.04}, others)); // 0.06 worse, and both together are off by 0.05
        QVERIFY(!dominated({250, 0.66, 0.04}, others));
        QVERIFY(!dominated({250, std::nan("")}, others)); // nothing is expected of it
    }

    void pairsInOrder() {
        using Pairs = std::vector<std::pair<std::string, std::string>>;
        const Family x;
        QCOMPARE(orderedPairs({x.g, x.e, x.f}), (Pairs{{"e", "f"}, {"e", "g"}, {"f", "g"}}));
        QCOMPARE(neighbours({x.g, x.e, x.f}), (Pairs{{"e", "f"}, {"f", "g"}}));
        NetCard other = x.f;
        other.classes = 7;
        QCOMPARE(orderedPairs({x.g, x.e, other}), (Pairs{{"e", "g"}}));
        QVERIFY(neighbours({}).empty());
    }

    /// One bucket a pair. Γ is least at e 3 > f 2 (0.2; 251 FLOPs, expected 0.6 - 0.1 * 0.2 = 0.58), e 3 > g
    /// 2 (3.2; 551, 0.8 - 0.3 * 1.6 / 2 = 0.56) and f 3 > g 3 (0.5; 501, 0.8 - 0.2 * 0.2 = 0.76). For the
    /// second f itself and the third are expected to be better: f by 0.04, with an error of 0.3 / sqrt(12) =
    /// 0.087, the third by 0.2, with one of 0.104.
    void klasOverAllPairs() {
        const Family x;
        const Selection s = selectAllPairs({.method = "klas", .buckets = 1}, x.pairs());
        QCOMPARE(stitchesOf(s), (std::vector<Stitch>{{"e", 3, "f", 2}, {"f", 3, "g", 3}}));
        QCOMPARE(s.stitches[0].cost.flops, 251);
        QVERIFY(std::abs(*s.stitches[0].score - 0.58) < 1e-12);
        QVERIFY(std::abs(*s.stitches[1].score - 0.76) < 1e-12);
        QVERIFY(!s.stitches[0].bucket);
        QCOMPARE(s.name, std::string("klas:all"));
        QCOMPARE(s.options["pairs"], Json({"e:f", "e:g", "f:g"}));
        QCOMPARE(s.options["dropped"], Json(1));
        QCOMPARE(selectionFromJson(parseJson(toJson(s).dump(), "test"), "test"), s);
    }

    void whatIsNotClearlyWorseStays() {
        // Without the third pair the second stitch has only f against it, and its expectation is not that
        // sure.
        Family x;
        auto pairs = x.pairs();
        pairs.pop_back();
        QCOMPARE(selectAllPairs({.method = "klas", .buckets = 1}, pairs).stitches.size(), size_t(2));
        // Farther from g than e's own last probe they are expected to be as good as e, no worse: 0.1 behind f
        // is clear, 0.08 not.
        for (int i = 1; i <= 3; ++i)
            for (int j = 2; j <= 3; ++j)
                x.eg.setValue(i, j, i == 3 && j == 2 ? 2.5 : 2.4);
        const auto left = [&](double top1OfF) {
            pairs[0].targetTop1 = top1OfF;
            return stitchesOf(selectAllPairs({.method = "klas", .buckets = 1}, pairs));
        };
        QCOMPARE(left(0.6), (std::vector<Stitch>{{"e", 3, "f", 2}}));
        QCOMPARE(left(0.58), (std::vector<Stitch>{
                                 {"e", 3, "f", 2}, {"e", 1, "g", 2}, {"e", 2, "g", 2}, {"e", 3, "g", 2}}));
        QCOMPARE(left(0.5).size(), size_t(4)); // e is no worse than f, and nothing is known to be better
    }

    void baselinesKeepAll() {
        const Family x;
        const Selection s = selectAllPairs({.method = "whole-source", .name = "mine"}, x.pairs());
        QCOMPARE(s.stitches.size(), size_t(2 + 3 + 3));
        QCOMPARE(s.name, std::string("mine"));
        QVERIFY(!s.options.contains("dropped"));
    }

    void refusals() {
        const Family x;
        QVERIFY_EXCEPTION_THROWN(selectAllPairs({}, {}), Error);
        try {
            selectAllPairs({.method = "init-both"}, x.pairs());
            QFAIL("no complaint");
        } catch (const Error& e) {
            const QString said = e.what();
            QVERIFY2(said.contains("klas, snnet, random") && said.contains("measure:cka") &&
                         !said.contains("klas-reverse,"),
                     e.what());
        }
        auto pairs = x.pairs();
        pairs[1].targetTop1.reset();
        QVERIFY_EXCEPTION_THROWN(selectAllPairs({.method = "klas", .buckets = 1}, pairs), Error);
        pairs = x.pairs();
        pairs[2].kl = nullptr;
        QVERIFY_EXCEPTION_THROWN(selectAllPairs({.method = "klas", .buckets = 1}, pairs), Error);
    }
};

QTEST_APPLESS_MAIN(SelectionFamilyTest)
#include "tst_selection_family.moc"
