// SPDX-License-Identifier: GPL-3.0-or-later
// L-BFGS on known minima, probes against an outside solution (tests/data/probe_reference.py), the cache when
// it is cut off.
#include "core/base/error.h"
#include "core/engine/kernels/instruction_set.h"
#include "core/engine/probes/collect.h"
#include "core/engine/probes/lbfgs.h"
#include "core/engine/probes/probe_net.h"
#include "core/engine/probes/probe_penalty.h"
#include "core/engine/probes/probe_tiles.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <fstream>

using namespace klas;
using namespace klas::engine;

namespace {

constexpr double kReferenceLoss = 0.7091327787988748;
constexpr double kReferenceFirst[] = {0.02192025686300691, 0.685354763372988, 0.2927249797640051};

/// The images of probe_reference.py: 60 x 3 features and their labels.
std::pair<torch::Tensor, torch::Tensor> referenceData() {
    auto x = torch::empty({60, 3});
    auto y = torch::empty({60}, torch::kInt64);
    for (long n = 0; n < 60; ++n) {
        for (long c = 0; c < 3; ++c)
            x[n][c] = float(std::sin(1.0 + 7 * n + 3 * c) * double(c + 1) + 5.0 * double(c));
        y[n] = (n * n + n / 3 + (x[n][0].item<float>() > 0)) % 3;
    }
    return {x, y};
}

} // namespace

class ProbesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

    static CacheLayout layout(long images, long classes = 3) {
        return {"key", {3, 3}, images, classes, false};
    }
    static std::vector<torch::Tensor> features(long first, long count) {
        const auto x = torch::arange(first * 3, (first + count) * 3, torch::kFloat32).view({count, 3});
        return {x, x + 0.5};
    }
    static void append(FeatureCache& cache, long first, long count) {
        cache.append(features(first, count), torch::arange(first, first + count), torch::zeros({count, 3}));
    }

private Q_SLOTS:
    void rosenbrock() {
        Lbfgs solver({-1.2, 1.0}, {200, 1e-8, 10, 1e-12});
        int evaluations = 0;
        while (!solver.finished() && ++evaluations < 1000) {
            const double x = solver.trial()[0], y = solver.trial()[1];
            solver.tell(100 * (y - x * x) * (y - x * x) + (1 - x) * (1 - x),
                        {-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)});
        }
        QVERIFY(solver.converged());
        QVERIFY2(evaluations < 80, qPrintable(QString::number(evaluations)));
        QVERIFY(std::abs(solver.point()[0] - 1) < 1e-6 && std::abs(solver.point()[1] - 1) < 1e-6);
    }
    void noMinimumStops() {
        Lbfgs solver({1.0}, {50, 1e-8, 5, 1e-12});
        int evaluations = 0;
        for (; !solver.finished() && evaluations < 5000; ++evaluations)
            solver.tell(-std::exp(std::min(solver.trial()[0], 700.0)),
                        {-std::exp(std::min(solver.trial()[0], 700.0))});
        QVERIFY(evaluations < 5000);
    }

    /// Sums of losses and gradients against autograd in float64, with every instruction set; not a whole number of
    /// tiles, classes and channels beside the kernels' tile sizes.
    void tilesEqualAutograd_data() {
        QTest::addColumn<int>("set");
        for (const auto set : kernels::instructionSets())
            QTest::addRow("instruction set %d", int(set)) << int(set);
    }
    void tilesEqualAutograd() {
        QFETCH(int, set);
        const auto best = kernels::instructionSet();
        kernels::useInstructionSet(kernels::InstructionSet(set));
        torch::manual_seed(2);
        for (const auto& [images, channels, classes] :
             {std::tuple<long, long, long>{1, 1, 2}, {600, 3, 10}, {512, 24, 13}, {300, 70, 3}, {257, 5, 60}}) {
            const auto x = torch::randn({3, images, channels}).mul_(5).add_(2).to(torch::kFloat16);
            const auto y = torch::randint(classes, {images}, torch::kLong);
            const auto mean = torch::randn({3, 1, channels}), scale = torch::rand({3, 1, channels}) + 0.1;
            const auto w = torch::randn({2, classes, channels + 1});
            const ProbeTiles kept(x, y, mean, scale, classes, 1 << 30), made(x, y, mean, scale, classes, 0);
            const auto [loss, gradient] = kept.evaluate(1, w);

            const auto ones = torch::ones({2, images, 1}, torch::kFloat64);
            const auto z = ((x.to(torch::kFloat32) - mean) * scale).to(torch::kFloat64).narrow(0, 1, 2);
            const auto exactW = w.to(torch::kFloat64).requires_grad_();
            const auto logits = torch::cat({z, ones}, 2).matmul(exactW.transpose(1, 2)); // 2 x N x K
            const auto losses = -torch::log_softmax(logits, 2).gather(2, y.view({1, -1, 1}).expand({2, -1, 1})).sum({1, 2});
            losses.sum().backward();
            QVERIFY(((loss - losses).abs() <= 1e-6 * losses.abs() + 1e-5).all().item<bool>());
            const double error = ((gradient - exactW.grad()).abs().max() / exactW.grad().abs().max()).item<double>();
            QVERIFY2(error < 2e-6, qPrintable(QString::number(error)));

            const auto [sameLoss, sameGradient] = made.evaluate(1, w);
            QVERIFY(torch::equal(sameLoss, loss) && torch::equal(sameGradient, gradient));
            const int threads = torch::get_num_threads();
            for (const int count : {1, 3}) {
                torch::set_num_threads(count);
                const auto [otherLoss, otherGradient] = kept.evaluate(1, w);
                QVERIFY(torch::equal(otherLoss, loss) && torch::equal(otherGradient, gradient));
            }
            torch::set_num_threads(threads);
        }
        kernels::useInstructionSet(best);
    }

    void outsideSolution() {
        // Both blocks hold the same information, one of them far from zero: standardisation makes them equal.
        const auto [x, y] = referenceData();
        FeatureCache cache(path("reference.features"), {"reference", {3, 3}, 60, 3, false});
        cache.append({x, x * 30 + 100}, y, torch::zeros({60, 3}));
        ProbeOptions options;
        options.l2 = 1e-2;
        const auto probes = trainProbes(cache, cache, options, torch::kCPU, Progress());
        const auto p = torch::softmax(probes.net.logits(cache, 0, 1, torch::kCPU), 2); // 2 x 1 x 3
        for (int block = 0; block < 2; ++block) {
            const ProbeResult& r = probes.blocks[size_t(block)];
            QCOMPARE(r.block, block + 1);
            QVERIFY2(std::abs(r.trainLoss - kReferenceLoss) < 2e-5,
                     qPrintable(QString::number(r.trainLoss, 'g', 12)));
            QVERIFY(std::abs(r.validationLoss - kReferenceLoss) < 2e-5);
            QVERIFY(std::abs(r.accuracy - 38.0 / 60) < 1e-12);
            QVERIFY(r.gradientNorm <= 1e-4);
            for (int k = 0; k < 3; ++k)
                QVERIFY(std::abs(p[block][0][k].item<float>() - kReferenceFirst[k]) < 1e-3);
        }
        const auto again = trainProbes(cache, cache, options, torch::kCPU, Progress());
        QVERIFY(torch::equal(torch::stack(probes.net.weight), torch::stack(again.net.weight)));
        QVERIFY(torch::equal(torch::stack(probes.net.bias), torch::stack(again.net.bias)));

        probes.net.save(path("probes.safetensors"));
        const ProbeNet read = ProbeNet::load(path("probes.safetensors"));
        QVERIFY(torch::equal(torch::stack(probes.net.weight), torch::stack(read.weight)));
    }

    void blocksOfDifferentWidth() {
        const auto [x, y] = referenceData();
        FeatureCache cache(path("widths.features"), {"widths", {3, 4, 3}, 60, 3, false});
        cache.append({x, torch::cat({x, torch::ones({60, 1})}, 1), x}, y, torch::zeros({60, 3}));
        ProbeOptions options;
        options.l2 = 1e-2;
        const auto probes = trainProbes(cache, cache, options, torch::kCPU, Progress());
        QCOMPARE(probes.blocks.size(), size_t(3));
        for (const ProbeResult& r : probes.blocks) // a constant channel changes nothing
            QVERIFY(std::abs(r.trainLoss - kReferenceLoss) < 2e-5);
        probes.net.save(path("widths.safetensors"));
        QCOMPARE(ProbeNet::load(path("widths.safetensors")).weight[1].size(1), 4);
    }

    void fewImagesGetTheirOwnPenalty() {
        // Block 1 is noise, whose probe is best held back; block 2 tells the class.
        torch::manual_seed(5);
        const auto labels = torch::randint(2, {400}, torch::kInt64);
        const auto noise = torch::randn({400, 40});
        auto telling = torch::randn({400, 40});
        telling.select(1, 0) += 6 * labels;
        const auto chosen = choosePenalties(torch::stack({noise, telling}), labels, 2, 100, torch::kCPU, Progress());
        QCOMPARE(chosen.size(), size_t(2));
        QCOMPARE(chosen[0], 0.1);
        QVERIFY(chosen[1] < 0.1);
        // With 100 images for each of the three numbers of a class there is nothing to choose.
        QCOMPARE(choosePenalties(noise.narrow(1, 0, 2).unsqueeze(0), labels, 2, 100, torch::kCPU, Progress()),
                 std::vector<double>{1e-4});

        // The chosen penalty is the one that the probe is trained with, and it is told.
        FeatureCache train(path("few.features"), {"few", {40, 40}, 400, 2, false});
        train.append({noise, telling}, labels, torch::zeros({400, 2}));
        const auto probes = trainProbes(train, train, ProbeOptions(), torch::kCPU, Progress());
        ProbeOptions fixed;
        fixed.l2 = chosen[0];
        const auto same = trainProbes(train, train, fixed, torch::kCPU, Progress());
        QCOMPARE(probes.blocks[0].l2, chosen[0]);
        QCOMPARE(probes.blocks[1].l2, chosen[1]);
        QVERIFY(torch::equal(probes.net.weight[0], same.net.weight[0]));
    }

    void correlatedChannelsConverge() {
        // The second channel is nearly the first: in plain coordinates a valley 1e4 times longer than wide.
        torch::manual_seed(6);
        const auto first = torch::randn({5000, 1}), second = first + 0.01 * torch::randn({5000, 1});
        const auto labels = (second - first + 0.01 * torch::randn({5000, 1}) > 0).to(torch::kInt64).squeeze(1);
        FeatureCache cache(path("correlated.features"), {"correlated", {2}, 5000, 2, false});
        cache.append({torch::cat({first, second}, 1)}, labels, torch::zeros({5000, 2}));
        ProbeOptions options;
        options.l2 = 1e-6;
        const ProbeResult r = trainProbes(cache, cache, options, torch::kCPU, Progress()).blocks[0];
        QVERIFY2(r.gradientNorm < 1e-4 && r.steps < 40, qPrintable(QString::number(r.steps)));
        QVERIFY(r.accuracy > 0.7);
    }

    void labelsOutsideTheClasses() {
        FeatureCache cache(path("labels.features"), layout(4));
        append(cache, 0, 4);
        QVERIFY_EXCEPTION_THROWN(trainProbes(cache, cache, {}, torch::kCPU, Progress()), Error);
    }

    void cacheGoesOnWhereItStopped() {
        {
            FeatureCache cache(path("cut.features"), layout(10));
            append(cache, 0, 4);
            cache.sync();
            append(cache, 4, 4); // written, but killed before it counted
            QCOMPARE(cache.done(), 4);
        }
        FeatureCache cache(path("cut.features"), layout(10));
        QCOMPARE(cache.done(), 4);
        append(cache, 4, 6);
        QVERIFY(cache.complete());
        QVERIFY(torch::equal(cache.features(0), features(0, 10)[0]));
        QVERIFY(torch::equal(cache.features(1), features(0, 10)[1]));
        QVERIFY(torch::equal(cache.labels(), torch::arange(10)));
        QVERIFY_EXCEPTION_THROWN(append(cache, 10, 1), Error);
    }
    void otherOrDamagedCacheStartsAnew() {
        {
            FeatureCache cache(path("other.features"), layout(10));
            append(cache, 0, 10);
        }
        auto changed = layout(10);
        changed.key = "other weights";
        {
            const FeatureCache cache(path("other.features"), changed);
            QCOMPARE(cache.done(), 0);
        }
        fs::resize_file(path("other.features"), 5000);
        const FeatureCache cache(path("other.features"), changed);
        QCOMPARE(cache.done(), 0);
    }
    void noRoom() {
        QVERIFY_EXCEPTION_THROWN(FeatureCache(path("huge.features"), {"huge", {1 << 20}, 1L << 24, 0, false}),
                                 Error);
        QVERIFY(!fs::exists(path("huge.features")));
    }
};

QTEST_APPLESS_MAIN(ProbesTest)
#include "probes_test.moc"
