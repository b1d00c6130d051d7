// SPDX-License-Identifier: GPL-3.0-or-later
// Every measure against outside results (tests/data/README.md) and by hand.
#include "core/base/error.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/kernels/instruction_set.h"
#include "core/engine/similarity/cka.h"
#include "core/engine/similarity/divergence.h"
#include "core/engine/similarity/least_squares.h"

#include <QtTest>
#include <cmath>
#include <iostream>

using namespace klas;
using namespace klas::engine;

namespace {

/// Runs the kernels of one instruction set while it lives.
struct UseSet {
    explicit UseSet(kernels::InstructionSet set) { kernels::useInstructionSet(set); }
    ~UseSet() { kernels::useInstructionSet(before); }
    kernels::InstructionSet before = kernels::instructionSet();
};

} // namespace

class SimilarityTest : public QObject {
    Q_OBJECT

    SafeTensors m_golden{std::string(KLAS_TEST_DATA) + "/similarity_golden.safetensors"};

    torch::Tensor golden(const QString& name) const { return m_golden.tensor(name.toStdString()); }
    double goldenNumber(const QString& name) const { return golden(name).item<double>(); }

    static DivergenceAccumulator accumulate(const char* measure, const torch::Tensor& a,
                                            const torch::Tensor& b, long batch, double temperature = 1) {
        DivergenceAccumulator sums(measure, a.size(0), b.size(0));
        for (long start = 0, k = 0; start < a.size(1); start += batch, ++k) {
            const long count = std::min(batch, a.size(1) - start);
            sums.add(probeBatch(a.narrow(1, start, count), temperature, "a", k),
                     probeBatch(b.narrow(1, start, count), temperature, "b", k));
        }
        return sums;
    }
    /// The same for the KL measures of any processor, from logits.
    static DivergenceAccumulator accumulateLogits(const char* measure, const torch::Tensor& a,
                                                  const torch::Tensor& b, long batch) {
        DivergenceAccumulator sums(measure, a.size(0), b.size(0));
        for (long start = 0, k = 0; start < a.size(1); start += batch, ++k) {
            const long count = std::min(batch, a.size(1) - start);
            sums.add({a.narrow(1, start, count), "a"}, {b.narrow(1, start, count), "b"}, 1, k);
        }
        return sums;
    }
    /// Σ p (log p - log q) per image in float64 straight from the definition, m x n x B.
    static torch::Tensor definition(const torch::Tensor& a, const torch::Tensor& b, double temperature = 1) {
        const auto lp = torch::log_softmax(a.to(torch::kFloat64) / temperature, 2).unsqueeze(1);
        const auto lq = torch::log_softmax(b.to(torch::kFloat64) / temperature, 2).unsqueeze(0);
        return (lp.exp() * (lp - lq)).sum(3);
    }
    /// Relative error of every cell above `floor`, absolute below it.
    static bool close(const torch::Tensor& value, const torch::Tensor& wanted, double relative,
                      double floor) {
        const auto error = (value - wanted).abs();
        const bool good =
            torch::where(wanted > floor, error <= relative * wanted, error <= floor).all().item<bool>();
        if (!good) std::cerr << "got\n" << value << "\nwanted\n" << wanted << std::endl;
        return good;
    }
    template <typename F>
    static QString refusal(F&& f) {
        try {
            f();
        } catch (const Error& e) {
            return QString::fromUtf8(e.what());
        }
        return {};
    }

private Q_SLOTS:
    void outsideDivergences_data() {
        QTest::addColumn<long>("batch");
        for (const char* name : {"random", "near_identical", "extreme_pm80", "extreme_onehot",
                                 "shift_invariance", "imagenet_c1000", "batch1"})
            for (const long batch : {1000L, 5L})
                QTest::addRow("%s, batches of %ld", name, batch) << batch;
    }
    void outsideDivergences() {
        QFETCH(long, batch);
        const QString name = "kl." + QString::fromUtf8(QTest::currentDataTag()).section(',', 0, 0);
        const auto a = golden(name + ".logits_a"), b = golden(name + ".logits_b");
        const auto kl = golden(name + ".theta_a_given_b"), reversed = golden(name + ".theta_b_given_a");
        const auto sums = accumulate("kl", a, b, batch);
        QVERIFY(close(sums.mean(), kl, 1e-6, 1e-9));
        QVERIFY((sums.mean() >= 0).all().item<bool>());
        const auto swapped = accumulate("kl_reversed", a, b, batch).mean();
        QVERIFY(close(swapped, reversed.size(0) == a.size(0) ? reversed : reversed.t(), 1e-6, 1e-9));
        QVERIFY(close(accumulate("js", a, b, batch).mean(), golden(name + ".js"), 1e-6, 1e-9));

        const auto perImage = golden(name + ".per_sample_a_b"); // m x n x B
        if (a.size(1) > 1) {
            const auto error = perImage.std(2, true) / std::sqrt(double(a.size(1)));
            QVERIFY(close(sums.standardError(), error, 1e-6, 1e-9));
        } else {
            QVERIFY(torch::isnan(sums.standardError()).all().item<bool>());
        }
    }

    void outsideDivergencesFromLogits_data() {
        QTest::addColumn<long>("batch");
        QTest::addColumn<int>("set");
        for (const char* name : {"random", "near_identical", "extreme_pm80", "extreme_onehot",
                                 "shift_invariance", "imagenet_c1000", "batch1"})
            for (const auto set : kernels::instructionSets())
                for (const long batch : {1000L, 5L})
                    QTest::addRow("%s, batches of %ld, instruction set %d", name, batch, int(set)) << batch << int(set);
    }
    void outsideDivergencesFromLogits() {
        QFETCH(long, batch);
        QFETCH(int, set);
        const UseSet use{kernels::InstructionSet(set)};
        const QString name = "kl." + QString::fromUtf8(QTest::currentDataTag()).section(',', 0, 0);
        const auto a = golden(name + ".logits_a"), b = golden(name + ".logits_b");
        const auto kl = golden(name + ".theta_a_given_b"), reversed = golden(name + ".theta_b_given_a");
        const auto sums = accumulateLogits("kl", a, b, batch);
        QVERIFY(close(sums.mean(), kl, 1e-6, 1e-9));
        QVERIFY((sums.mean() >= 0).all().item<bool>());
        const auto swapped = accumulateLogits("kl_reversed", a, b, batch).mean();
        QVERIFY(close(swapped, reversed.size(0) == a.size(0) ? reversed : reversed.t(), 1e-6, 1e-9));
        QVERIFY(accumulateLogits("kl", a, a, batch).mean().diagonal().max().item<double>() <= 1e-12);
        if (a.size(1) == 1) return;
        const auto error = golden(name + ".per_sample_a_b").std(2, true) / std::sqrt(double(a.size(1)));
        QVERIFY(close(sums.standardError(), error, 1e-6, 1e-9));
    }

    /// Networks of different depths, pairs with gaps between their columns, few and many classes, strides and types.
    void pairsTogether_data() {
        QTest::addColumn<long>("classes");
        QTest::addColumn<bool>("doubles");
        QTest::addColumn<int>("set");
        for (const auto set : kernels::instructionSets())
            for (const bool doubles : {false, true})
                for (const long classes : {1L, 2L, 3L, 7L, 8L, 9L, 15L, 33L, 64L, 65L, 130L})
                    QTest::addRow("%ld classes, %s, instruction set %d", classes, doubles ? "double" : "float", int(set))
                        << classes << doubles << int(set);
    }
    void pairsTogether() {
        QFETCH(long, classes);
        QFETCH(bool, doubles);
        QFETCH(int, set);
        const UseSet use{kernels::InstructionSet(set)};
        torch::manual_seed(3);
        const auto options = torch::TensorOptions(doubles ? torch::kFloat64 : torch::kFloat32);
        std::vector<BlockLogits> networks;
        for (const long blocks : {1L, 1L, 3L, 12L, 17L, 1L}) // narrowed: a block's images are not next to the next block's
            networks.push_back({torch::randn({blocks, 30, classes}, options).mul(4).narrow(1, 3, 21), "net"});
        const std::vector<std::pair<size_t, size_t>> wanted{{0, 0}, {0, 2}, {0, 5}, {1, 0}, {1, 2}, {2, 3}, {2, 4},
                                                            {3, 3}, {4, 1}, {4, 4}, {5, 0}, {5, 5}};
        for (const char* measure : {"kl", "kl_reversed"}) {
            std::vector<DivergenceAccumulator> sums;
            for (const auto& [f, g] : wanted)
                sums.emplace_back(measure, networks[f].logits.size(0), networks[g].logits.size(0));
            std::vector<DivergenceAccumulator::Pair> pairs;
            for (size_t k = 0; k < wanted.size(); ++k)
                pairs.push_back({&sums[k], wanted[k].first, wanted[k].second});
            for (int repeat = 0; repeat < 2; ++repeat)
                DivergenceAccumulator::addTogether(networks, 1.5, repeat, pairs);
            for (size_t k = 0; k < wanted.size(); ++k) {
                const auto &a = networks[wanted[k].first].logits, &b = networks[wanted[k].second].logits;
                const auto exact = std::string(measure) == "kl" ? definition(a, b, 1.5)
                                                                : definition(b, a, 1.5).transpose(0, 1);
                QCOMPARE(sums[k].images(), 42L);
                QVERIFY(close(sums[k].mean(), exact.mean(2), 1e-9, 1e-12));
                const auto error = torch::cat({exact, exact}, 2).std(2, true) / std::sqrt(42.0);
                QVERIFY(close(sums[k].standardError(), error, 1e-6, 1e-8));
            }
        }
    }

    /// A block a hair's breadth from another among blocks that are far from both.
    void nearOnesAmongFarOnes() {
        torch::manual_seed(4);
        auto a = torch::randn({6, 200, 10}, torch::kFloat64).mul_(5);
        a[5] = a[4] + 2e-4 * torch::randn({200, 10}, torch::kFloat64);
        for (const auto set : kernels::instructionSets()) {
            const UseSet use{set};
            const auto mean = accumulateLogits("kl", a, a, 64).mean();
            const auto p = torch::softmax(a[4], 1), delta = a[5] - a[4]; // KL = ln Σ p e^δ - Σ p δ
            const auto exact = (torch::log1p((p * torch::expm1(delta)).sum(1)) - (p * delta).sum(1)).mean().item<double>();
            QVERIFY2(exact > 1e-9 && exact < 1e-7, qPrintable(QString::number(exact)));
            const double got = mean[4][5].item<double>();
            QVERIFY2(std::abs(got - exact) <= 1e-6 * exact, qPrintable(QString("%1 not %2").arg(got).arg(exact)));
        }
    }

    void threadsDoNotMatter() {
        torch::manual_seed(5);
        const auto a = torch::randn({6, 333, 37});
        const int threads = torch::get_num_threads();
        std::vector<torch::Tensor> sums;
        for (const int count : {1, 2, 3}) {
            torch::set_num_threads(count);
            const auto scores = accumulateLogits("kl", a, a + 1, 300);
            sums.push_back(torch::stack({scores.mean(), scores.standardError()}));
        }
        torch::set_num_threads(threads);
        QVERIFY(torch::equal(sums[0], sums[1]) && torch::equal(sums[0], sums[2]));
    }

    void noDistanceToItself() {
        for (const char* name : {"random", "near_identical", "extreme_pm80", "imagenet_c1000"}) {
            const auto a = golden(QString("kl.%1.logits_a").arg(name));
            const auto diagonal = accumulate("kl", a, a, 7).mean().diagonal();
            QVERIFY2(diagonal.max().item<double>() <= 1e-12, name);
            const auto shifted =
                accumulate("kl", a.to(torch::kFloat64), a.to(torch::kFloat64) + 1024, 7).mean();
            QVERIFY2(shifted.diagonal().max().item<double>() <= 1e-10, name);
        }
    }

    void byHand() {
        // P = (1/2, 1/2), Q = (1/4, 3/4): KL = ½ ln 2 + ½ ln ⅔; T = 2 turns Q's odds of 3 into √3.
        const auto p = torch::zeros({1, 2, 2}),
                   q = torch::tensor({0.0, std::log(3.0)}, torch::kFloat64).expand({1, 2, 2});
        const double kl = 0.5 * std::log(2.0) + 0.5 * std::log(2.0 / 3),
                     reversed = 0.25 * std::log(0.5) + 0.75 * std::log(1.5);
        const double soft = 1 / (1 + std::sqrt(3.0));
        const auto value = [&](const char* measure, double t = 1) {
            return accumulate(measure, p, q, 1, t).matrix().value(1, 1);
        };
        QVERIFY(std::abs(value("kl") - kl) < 1e-15);
        QVERIFY(std::abs(value("kl_reversed") - reversed) < 1e-15);
        QVERIFY(std::abs(value("kl_temperature", 2) - (-std::log(2.0) - 0.5 * std::log(soft * (1 - soft)))) <
                1e-15);
        QVERIFY(std::abs(value("ce") + 0.5 * std::log(3.0 / 16)) < 1e-15);
        QVERIFY(std::abs(value("mse") - 1.0 / 16) < 1e-15);
        QVERIFY(accumulate("kl", p, q, 1).standardError().item<double>() < 1e-9);
    }

    void cka_data() {
        QTest::addColumn<long>("batch");
        QTest::newRow("related.minibatch_unbiased.bs16") << 16L;
        QTest::newRow("related.minibatch_unbiased.bs20") << 20L;
        QTest::newRow("related.unbiased") << 64L;
        QTest::newRow("independent.minibatch_unbiased.bs16") << 16L;
        QTest::newRow("wide.minibatch_unbiased.bs8") << 8L;
        QTest::newRow("rotation.minibatch_unbiased.bs16") << 16L;
    }
    void cka() {
        QFETCH(long, batch);
        const QString row = QTest::currentDataTag(), name = "cka." + row.section('.', 0, 0);
        const auto x = golden(name + ".X"), y = golden(name + ".Y");
        CkaAccumulator sums(1, 1);
        for (long start = 0; start < x.size(0); start += batch) {
            const long count = std::min<long>(batch, x.size(0) - start);
            sums.add({x.narrow(0, start, count)}, {y.narrow(0, start, count)});
        }
        const double got = sums.mean().item<double>(), wanted = goldenNumber("cka." + row);
        QVERIFY2(std::abs(got - wanted) < 1e-9, qPrintable(QString("%1 not %2").arg(got).arg(wanted)));
    }
    void ckaOfAllBlocks() {
        CkaAccumulator sums(3, 2);
        sums.add({golden("cka.matrix.X0"), golden("cka.matrix.X1"), golden("cka.matrix.X2")},
                 {golden("cka.matrix.Y0"), golden("cka.matrix.Y1")});
        QVERIFY((sums.mean() - golden("cka.matrix.unbiased")).abs().max().item<double>() < 1e-9);
    }

    void leastSquares_data() {
        QTest::addColumn<double>("tolerance");
        QTest::newRow("noisy") << 1e-9;
        QTest::newRow("exact") << 1e-12;
        QTest::newRow("offset_mean") << 1e-8;
        QTest::newRow("square") << 1e-10;
    }
    void leastSquares() {
        QFETCH(double, tolerance);
        const QString name = QString("ls.") + QTest::currentDataTag();
        const auto x = golden(name + ".X"), y = golden(name + ".Y");
        LeastSquaresAccumulator sums;
        for (long start = 0; start < x.size(0); start += 50) {
            const long count = std::min<long>(50, x.size(0) - start);
            sums.add({x.narrow(0, start, count)}, {y.narrow(0, start, count)});
        }
        const double got = sums.mean().item<double>(), wanted = goldenNumber(name + ".one_minus_r2");
        QVERIFY2(std::abs(got - wanted) < tolerance, qPrintable(QString("%1 not %2").arg(got).arg(wanted)));
    }

    void badLogitsAreNamed() {
        auto logits = torch::zeros({3, 4, 5});
        logits[1][2][3] = NAN;
        const auto message = refusal([&] { probeBatch(logits, 1, "tiny", 7); });
        QVERIFY2(message.contains("tiny") && message.contains("block 2") && message.contains("batch 8"),
                 qPrintable(message));
        DivergenceAccumulator kl("kl", 3, 3);
        const BlockLogits good{torch::zeros({3, 4, 5}), "base"};
        for (const double bad : {double(NAN), double(INFINITY), -double(INFINITY)}) {
            logits[1][2][3] = bad;
            const auto text = refusal([&] { kl.add(good, {logits, "tiny"}, 1, 9); });
            QVERIFY2(text.contains("tiny") && text.contains("block 2") && text.contains("batch 10"), qPrintable(text));
        }
        QCOMPARE(kl.images(), 0L); // nothing of the bad batch counts
        QVERIFY(refusal([] { probeBatch(torch::zeros({1, 1, 2}), 0, "tiny", 0); }).contains("temperature"));
        DivergenceAccumulator sums("kl", 1, 1);
        const auto two = probeBatch(torch::zeros({1, 4, 2}), 1, "a", 0);
        QVERIFY(refusal([&] {
                    sums.add(two, probeBatch(torch::zeros({1, 4, 3}), 1, "b", 0));
                }).contains("classes"));
        QVERIFY(refusal([&] {
                    sums.add(two, probeBatch(torch::zeros({1, 3, 2}), 1, "b", 0));
                }).contains("images"));
        QVERIFY(refusal([&] { DivergenceAccumulator("cka", 1, 1); }).contains("features"));
    }
};

QTEST_APPLESS_MAIN(SimilarityTest)
#include "similarity_test.moc"
