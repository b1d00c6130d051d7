// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/trust_warnings.h"
#include "tests/core/analysis/drawn_pair.h"

#include <QtTest>

using namespace klas;
using namespace klas::sample;

namespace {

/// f: 3 blocks of 100, g: 4 blocks of 200; three buckets: (3,3) alone, two with i = 2 and 3, and what enters block 2 and 1.
/// In each Γ and Ω pick the same.
struct Pair {
    NetCard f = chain("f", 3, 100), g = chain("g", 4, 200);
    ScoreMatrix omega = matrix("kl", "f", "g", "0.9 0.8 0.7 0.4 \n 0.8 0.50 0.4 0.3 \n 0.7 0.41 0.2 0.1");
    ScoreMatrix self = matrix("kl", "g", "g", "0 1 2 3 \n 1 0 1 2 \n 2 1 0 1 \n 3 2 1 0");
    InitialResults initial;
    TrustInputs inputs() const { return {f, g, &omega, &self, &initial}; }
    QStringList warnings() const { return of(inputs()); }
    static QStringList of(const TrustInputs& inputs) {
        QStringList all;
        for (const std::string& w : trustWarnings(inputs))
            all << QString::fromStdString(w);
        return all;
    }
};

} // namespace

class TestTrustWarnings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGoodPairHasNone() {
        Pair p;
        p.omega.images = 5000;
        p.initial = {{{1, 1}, {0.5, 0.9}}, {{2, 1}, {0.5, 0.8}}, {{3, 1}, {0.5, 0.7}}, {{2, 2}, {0.5, 0.5}}, {{3, 2}, {0.5, 0.4}}};
        TrustInputs in = p.inputs();
        in.headKl = 0.01;
        in.probeTop1 = 0.81;
        in.headTop1 = 0.80;
        QCOMPARE(Pair::of(in), QStringList());
        QCOMPARE(trustWarnings({p.f, p.g}).size(), size_t(0)); // nothing to judge by
    }

    void theSourceIsJudged() {
        Pair p;
        TrustInputs in = p.inputs();
        in.headKl = 0.25;
        in.probeTop1 = 0.831;
        in.headTop1 = 0.80;
        const QStringList said = Pair::of(in);
        QCOMPARE(said.size(), 2);
        QVERIFY(said[0].contains("last probe of f is 0.25 nats"));
        QVERIFY(said[1].contains("beats its own head by 3.1 points"));
    }

    void fewImages() {
        Pair p;
        p.omega.images = 999;
        QCOMPARE(p.warnings().size(), 1);
        QVERIFY(p.warnings()[0].contains("only 999 images"));
    }

    void unresolvedSigma() {
        Pair p;
        p.self = matrix("kl", "g", "g", "0 1 2 3 \n 1 0 0 2 \n 2 1 0 0 \n 3 2 1 0");
        const QStringList said = p.warnings();
        QVERIFY(said.size() >= 1 && said[0].contains("after target blocks 2 and 3"));
    }

    void gammaAgainstTheta() {
        Pair p; // a large Σ after block 1 makes (1,1) or (2,1) Γ's pick where (2,2), (3,2) have the least Ω
        p.self = matrix("kl", "g", "g", "0 9 2 3 \n 1 0 1 2 \n 2 1 0 1 \n 3 2 1 0");
        QCOMPARE(p.warnings().size(), 1);
        QVERIFY(p.warnings()[0].contains("buckets Γ picks a stitch whose Ω is clearly above"));
        // Not where the errors could explain it.
        ScoreMatrix unsure(3, 4, true);
        for (int i = 1; i <= 3; ++i)
            for (int j = 1; j <= 4; ++j) {
                unsure.setValue(i, j, p.omega.value(i, j));
                unsure.setError(i, j, 1);
            }
        unsure.measure = "kl";
        unsure.source = "f";
        unsure.target = "g";
        p.omega = unsure;
        QCOMPARE(p.warnings(), QStringList());
    }

    void thetaAgainstTheLossAsInitialised() {
        Pair p;
        p.initial = {{{1, 1}, {0.5, 0.1}}, {{2, 1}, {0.5, 0.2}}, {{3, 1}, {0.5, 0.3}}, {{2, 2}, {0.5, 0.4}}};
        QCOMPARE(p.warnings(), QStringList()); // four have no order worth a sentence
        p.initial[{3, 2}] = {0.5, 0.5};
        p.initial[{3, 3}] = {0.5, 9}; // cheap: not of this rule
        QCOMPARE(p.warnings().size(), 1);
        QVERIFY(p.warnings()[0].contains("the 5 stitches into the first target blocks oppositely (rank correlation -1.00)"));
    }

    void otherMatricesAreRefused() {
        Pair p;
        p.self = p.omega;
        QVERIFY_EXCEPTION_THROWN(p.warnings(), std::exception);
    }
};

QTEST_GUILESS_MAIN(TestTrustWarnings)
#include "tst_trust_warnings.moc"
