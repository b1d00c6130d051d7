// SPDX-License-Identifier: GPL-3.0-or-later
// Least squares against SN-Net's own pseudo-inverses where the full reference data is at hand (KLAS_GOLDEN), against
// closed forms and against a plain solution on the raw activations elsewhere.
#include "core/base/error.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/stitching/affine_least_squares.h"
#include "core/engine/stitching/family_init.h"
#include "core/engine/stitching/layout.h"
#include "tests/core/engine/small_family.h"

#include <QtTest>

using namespace klas;
using namespace klas::engine;

namespace {

AffineMap fitInPieces(const torch::Tensor& x, const torch::Tensor& y, long piece) {
    RowMoments xs(x.size(1)), ys(y.size(1));
    AffineLeastSquares fit(xs, {&ys});
    for (long k = 0; k < x.size(0); k += piece) {
        const long rows = std::min(piece, x.size(0) - k);
        fit.add(xs.add(x.narrow(0, k, rows)), {ys.add(y.narrow(0, k, rows))});
    }
    return fit.solve(0);
}

double mseOf(const torch::Tensor& x, const torch::Tensor& y, const torch::Tensor& weight, const torch::Tensor& bias) {
    return (y.to(torch::kFloat64) - torch::addmm(bias, x.to(torch::kFloat64), weight.t())).square().mean().item<double>();
}

double relative(const torch::Tensor& a, const torch::Tensor& b) { return ((a - b).norm() / b.norm()).item<double>(); }

std::string goldenFolder() {
    const char* folder = std::getenv("KLAS_GOLDEN");
    return folder ? std::string(folder) + "/" : std::string();
}

} // namespace

class StitchInitTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLineByHand() {
        // y = 2x + 1 with one point off by 3: x = 0, 1, 2, 3, y = 1, 3, 8, 7: slope 2.3, offset 1.3
        const auto x = torch::tensor({0.f, 1.f, 2.f, 3.f}).view({4, 1}), y = torch::tensor({1.f, 3.f, 8.f, 7.f}).view({4, 1});
        const AffineMap map = fitInPieces(x, y, 3);
        QVERIFY(std::abs(map.weight.item<double>() - 2.3) < 1e-12);
        QVERIFY(std::abs(map.bias.item<double>() - 1.3) < 1e-12);
        QVERIFY(std::abs(map.mse - 1.575) < 1e-12); // residuals -0.3, -0.6, 2.1, -1.2: 6.3 / 4
        QCOMPARE(map.rank, 1L);
    }

    void largeOffsetsCostNoDigits() {
        torch::manual_seed(3);
        const auto x = torch::randn({400, 5}, torch::kFloat64) + 1e6, weight = torch::randn({3, 5}, torch::kFloat64);
        const AffineMap map = fitInPieces(x, x.mm(weight.t()) + 7, 50);
        QVERIFY(relative(map.weight, weight) < 1e-8);
        QVERIFY(map.mse < 1e-9);
    }

    void deficientRanksGiveTheShortestSolution() {
        // The second channel is twice the first, the third is constant: of all (w1, w2, w3, b) that reproduce y = x1 + 4 the
        // shortest has w along (1, 2) / 5, and the constant 3 shared as w3 : b = 3 : 1.
        const auto first = torch::arange(10, torch::kFloat64);
        const auto x = torch::stack({first, 2 * first, torch::full({10}, 3.0, torch::kFloat64)}, 1);
        const AffineMap map = fitInPieces(x, (first + 4).view({10, 1}), 4);
        QCOMPARE(map.rank, 1L);
        QVERIFY(torch::allclose(map.weight.flatten(), torch::tensor({0.2, 0.4, 1.2}, torch::kFloat64), 1e-9, 1e-9));
        QVERIFY(std::abs(map.bias.item<double>() - 0.4) < 1e-9);
        QVERIFY(map.mse < 1e-20);
    }

    void severalTargetsShareOneMatrix() {
        torch::manual_seed(4);
        const auto x = torch::randn({90, 6}), a = torch::randn({90, 4}), b = torch::randn({90, 7});
        RowMoments xs(6), as(4), bs(7);
        AffineLeastSquares both(xs, {&as, &bs});
        QVERIFY_EXCEPTION_THROWN(both.solve(0), Error);
        both.add(xs.add(x), {as.add(a), bs.add(b)});
        QVERIFY(torch::allclose(both.solve(1).weight, fitInPieces(x, b, 90).weight, 1e-10, 1e-12));
        QVERIFY(torch::allclose(both.solve(0).bias, fitInPieces(x, a, 17).bias, 1e-9, 1e-10));
        QVERIFY_EXCEPTION_THROWN(both.add(x, {a}), Error);
        QVERIFY_EXCEPTION_THROWN(both.add(x, {a, b.narrow(0, 0, 80)}), Error);
        QVERIFY_EXCEPTION_THROWN(as.add(b), Error);
        QVERIFY_EXCEPTION_THROWN(xs.add(torch::full({1, 6}, NAN)), Error);
    }

    void goldenSolverCases_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("wellPosed");
        QTest::newRow("manyrows") << "manyrows" << true;
        QTest::newRow("underdetermined") << "underdetermined" << true; // the shortest solution is one
        QTest::newRow("rankdef") << "rankdef" << true;
        QTest::newRow("illcond") << "illcond" << false;
    }
    void goldenSolverCases() {
        if (goldenFolder().empty()) QSKIP("KLAS_GOLDEN names no folder with the full reference data");
        QFETCH(QString, name);
        QFETCH(bool, wellPosed);
        const SafeTensors golden(goldenFolder() + "expected_stitch_deit.safetensors");
        const std::string key = "lsq." + name.toStdString() + ".";
        const auto x = golden.tensor(key + "X"), y = golden.tensor(key + "Y");
        const auto weight = golden.tensor(key + "weight_f64"), bias = golden.tensor(key + "bias_f64");
        const AffineMap map = fitInPieces(x, y, 13);
        const double wanted = mseOf(x, y, weight, bias), ours = mseOf(x, y, map.weight, map.bias);
        qInfo("%s: weights %g, mse %g for %g", qPrintable(name), relative(map.weight, weight), ours, wanted);
        if (wellPosed) QVERIFY(relative(map.weight, weight) < 1e-4);
        QVERIFY(ours <= wanted * (1 + 1e-6) + 1e-12);
    }

    void goldenDeitPairs() {
        if (goldenFolder().empty()) QSKIP("KLAS_GOLDEN names no folder with the full reference data");
        const SafeTensors golden(goldenFolder() + "expected_stitch_deit.safetensors");
        int pairs = 0;
        for (const std::string& name : golden.names()) {
            int i = 0, j = 0;
            if (std::sscanf(name.c_str(), "ps_inv.%d_%d.weight_f64", &i, &j) != 2 || !name.ends_with(".weight_f64")) continue;
            const std::string key = "ps_inv." + std::to_string(i) + "_" + std::to_string(j) + ".";
            const auto x = golden.tensor("feat_a." + std::to_string(i)).reshape({-1, 48}),
                       y = golden.tensor("feat_b." + std::to_string(j)).reshape({-1, 96});
            const AffineMap map = fitInPieces(x, y, 50);
            QVERIFY2(relative(map.weight, golden.tensor(name)) < 1e-4, name.c_str());
            QVERIFY2(std::abs(map.mse / golden.tensor(key + "mse_f64").item<double>() - 1) < 1e-6, name.c_str());
            ++pairs;
        }
        QCOMPARE(pairs, 8);
    }

    void goldenFamilyIsInitialisedFromImages() {
        if (goldenFolder().empty()) QSKIP("KLAS_GOLDEN names no folder with the full reference data");
        const SafeTensors golden(goldenFolder() + "expected_stitch_deit.safetensors");
        std::vector<StitchTask> tasks;
        for (const auto& [i, j] : {std::pair{1, 0}, {1, 1}, {1, 3}, {2, 1}, {2, 2}, {3, 3}, {4, 1}})
            tasks.push_back({{"a", i, "b", j}, {}});
        StitchedFamily family({goldenAnchor("a", 48, 3, goldenFolder() + "stitch_deit_a48.safetensors"),
                               goldenAnchor("b", 96, 6, goldenFolder() + "stitch_deit_b96.safetensors")},
                              tasks, false, torch::kCPU);
        const auto images = golden.tensor("input_init");
        const TensorImages dataset(images, torch::zeros({images.size(0)}, torch::kInt64), 10);
        const auto fits = initialiseLayers(family, dataset, 0, {});
        for (size_t t = 0; t < tasks.size(); ++t) {
            const std::string key = "ps_inv." + std::to_string(tasks[t].stitch.i) + "_" + std::to_string(tasks[t].stitch.j) + ".";
            QVERIFY2(relative(family.layer(t)->weight.to(torch::kFloat64), golden.tensor(key + "weight_f64")) < 1e-4, key.c_str());
            QVERIFY(std::abs(fits[t].mse / golden.tensor(key + "mse_f64").item<double>() - 1) < 1e-4);
        }
    }

    void everyFamilyOfLayouts() {
        // Each layer leaves what a plain solution on the raw activations leaves.
        const QTemporaryDir folder;
        SmallFamily small(folder.path().toStdString());
        StitchedFamily family(small.anchors, small.tasks, false, torch::kCPU);
        const auto fits = initialiseLayers(family, *small.images, 24, {});
        const torch::NoGradGuard noGrad;
        const auto images = small.images->batch([] {
            std::vector<long> all(24);
            std::iota(all.begin(), all.end(), 0L);
            return all;
        }()).images;
        for (size_t t = 0; t < small.tasks.size(); ++t) {
            const Stitch& s = small.tasks[t].stitch;
            Net &f = family.anchor(s.source), &g = family.anchor(s.target);
            const auto wanted = g.runTo(images, s.j);
            const auto made = family.layer(t)(f.runTo(images, s.i));
            const double mse = (wanted - made).square().mean().item<double>();
            QVERIFY2(std::abs(mse - fits[t].mse) < 1e-4 * mse + 1e-8, text(s).c_str());
            Grid from = f.card().block(s.i).grid, to = s.j == 0 ? g.card().stemGrid : g.card().block(s.j).grid;
            const int channels = from.channels;
            from.map = false;
            Grid tokens = from;
            tokens.extraTokens = to.extraTokens;
            const auto x = relayout(f.runTo(images, s.i), f.card().block(s.i).grid, tokens).reshape({-1, channels}).to(torch::kFloat64);
            const auto ones = torch::cat({x, torch::ones({x.size(0), 1}, torch::kFloat64)}, 1);
            Grid toTokens = to;
            toTokens.map = false;
            const auto y = relayout(wanted, to, toTokens).reshape({-1, to.channels}).to(torch::kFloat64);
            const auto best = (y - ones.mm(torch::linalg_pinv(ones, 1e-12).mm(y))).square().mean().item<double>();
            QVERIFY2(fits[t].mse <= best * (1 + 1e-5) + 1e-10, qPrintable(QString("%1: %2 for %3").arg(QString::fromStdString(text(s))).arg(fits[t].mse).arg(best)));
        }
    }

    void sharedLayersAreTheMeanOfTheirStitches() {
        const QTemporaryDir folder;
        SmallFamily small(folder.path().toStdString());
        std::vector<StitchTask> tasks{{{"tiny", 1, "small", 1}, 0}, {{"tiny", 2, "small", 1}, 0}, {{"tiny", 2, "small", 2}, 1}};
        StitchedFamily shared(small.anchors, tasks, true, torch::kCPU), own(small.anchors, tasks, false, torch::kCPU);
        initialiseLayers(shared, *small.images, 24, {});
        initialiseLayers(own, *small.images, 24, {});
        QCOMPARE(shared.layerCount(), size_t(2));
        QVERIFY(torch::allclose(shared.layer(0)->weight, (own.layer(0)->weight + own.layer(1)->weight) / 2, 1e-5, 1e-6));
        QVERIFY(torch::equal(shared.layer(1)->weight, own.layer(2)->weight));
    }
};

QTEST_APPLESS_MAIN(StitchInitTest)
#include "stitch_init_test.moc"
