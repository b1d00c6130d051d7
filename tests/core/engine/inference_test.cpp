// SPDX-License-Identifier: GPL-3.0-or-later
// The layers without gradients equal torch's operations in float64, with every instruction set that this processor has.
#include "core/engine/kernels/instruction_set.h"
#include "core/engine/nets/attention_kernel.h"
#include "core/engine/nets/convolution.h"
#include "core/engine/nets/inference.h"

#include <QtTest>

using namespace klas::engine;

namespace {

torch::Tensor exact(const torch::Tensor& x) { return x.defined() ? x.to(torch::kFloat64) : x; }

torch::Tensor exactLinear(const torch::Tensor& x, const inference::Linear& l) {
    auto y = exact(x);
    if (l.norm) y = torch::layer_norm(y, {y.size(-1)}, exact(l.norm->weight), exact(l.norm->bias), l.norm->options.eps());
    y = y.matmul(exact(l.weight).t());
    if (l.bias.defined()) y = y + exact(l.bias);
    if (l.scale.defined()) y = y * exact(l.scale);
    return y;
}

torch::nn::LayerNorm someNorm(long width) {
    torch::nn::LayerNorm norm(torch::nn::LayerNormOptions({width}).eps(1e-6));
    norm->weight.normal_();
    norm->bias.normal_();
    return norm;
}

inference::Linear someLayer(long width, long out) {
    return {torch::randn({out, width}) / std::sqrt(double(width)), torch::randn({out})};
}

double distance(const torch::Tensor& got, const torch::Tensor& wanted) {
    return (got - wanted).abs().max().item<double>();
}

} // namespace

class InferenceTest : public QObject {
    Q_OBJECT
    const kernels::InstructionSet m_best = kernels::instructionSet();
    const torch::NoGradGuard m_noGrad;

    static void everySet() {
        QTest::addColumn<int>("set");
        for (const auto set : kernels::instructionSets())
            QTest::addRow("instruction set %d", int(set)) << int(set);
    }
    static void use() {
        QFETCH(int, set);
        kernels::useInstructionSet(kernels::InstructionSet(set));
        torch::manual_seed(7);
    }

private Q_SLOTS:
    void cleanup() { kernels::useInstructionSet(m_best); }

    void linear_data() { everySet(); }
    void linear() {
        use();
        for (const long rows : {1L, 5L, 12L, 31L, 150L})
            for (const long width : {1L, 7L, 16L, 48L, 531L}) // the last one is deeper than a block
                for (const long out : {1L, 8L, 31L, 33L, 96L}) {
                    const auto norm = someNorm(width);
                    const auto x = torch::randn({rows, width}) * 3 + 1;
                    auto layer = someLayer(width, out);
                    const auto check = [&](const char* what) {
                        auto wanted = exactLinear(x, layer);
                        if (layer.residual.defined()) wanted = wanted + exact(layer.residual);
                        const double error = distance(inference::linear(x, layer), wanted);
                        QVERIFY2(error < 2e-5, qPrintable(QString("%1: %2 for %3 x %4 x %5").arg(what).arg(error).arg(rows).arg(width).arg(out)));
                    };
                    check("bias");
                    layer.residual = torch::randn({rows, out}) * 5;
                    check("residual");
                    if (width > 1) layer.norm = norm.get();
                    layer.scale = torch::randn({out});
                    check("all");
                    layer.bias = layer.residual = torch::Tensor();
                    check("no bias");
                }
    }

    void mlp_data() { everySet(); }
    void mlp() {
        use();
        for (const auto& [rows, width, hidden] : {std::tuple<long, long, long>{1, 12, 24}, {197, 48, 192}, {40, 33, 700}}) {
            const auto norm = someNorm(width);
            const auto x = torch::randn({2, rows, width});
            auto first = someLayer(width, hidden), second = someLayer(hidden, width);
            const auto plain = inference::mlp(x, first, second);
            QVERIFY(distance(plain, exactLinear(torch::gelu(exactLinear(x, first)), second)) < 1e-5);
            first.norm = norm.get();
            second.scale = torch::randn({width});
            second.residual = x;
            const auto wanted = exactLinear(torch::gelu(exactLinear(x, first)), second) + exact(x);
            QVERIFY(distance(inference::mlp(x, first, second), wanted) < 1e-5);
        }
    }

    /// The identity on both sides leaves GELU alone, at every value that matters.
    void gelu_data() { everySet(); }
    void gelu() {
        use();
        const auto x = torch::linspace(-12, 12, 24001).unsqueeze(1), one = torch::ones({1, 1});
        const double error = distance(inference::mlp(x, {one, {}}, {one, {}}), torch::gelu(exact(x)));
        QVERIFY2(error < 1e-6, qPrintable(QString::number(error)));
    }

    void attention_data() { everySet(); }
    void attention() {
        use();
        for (const long tokens : {1L, 5L, 17L, 64L, 100L, 197L, 530L})
            for (const long d : {1L, 4L, 11L, 64L}) {
                const auto qkv = torch::randn({2, tokens, 3, 3, d});
                const double error = distance(inference::attention(qkv), attentionByProducts(exact(qkv)));
                QVERIFY2(error < 1e-5, qPrintable(QString("%1 for %2 tokens, d %3").arg(error).arg(tokens).arg(d)));
            }
        // Weights of 0 and 1: the largest score is far from the others.
        const auto far = torch::randn({1, 40, 3, 1, 8}) * 100;
        QVERIFY(distance(inference::attention(far), attentionByProducts(exact(far))) < 1e-2);
    }

    /// Other sizes for queries and values, views of larger tensors, a bias for each head.
    void attentionWithBias_data() { everySet(); }
    void attentionWithBias() {
        use();
        for (const auto& [queries, keys, d, e] : {std::tuple<long, long, long, long>{1, 1, 1, 1}, {16, 49, 8, 32}, {49, 49, 32, 32}, {64, 150, 16, 40}}) {
            const auto q = torch::randn({2, queries, 3, d + 2}).narrow(3, 1, d);
            const auto kv = torch::randn({2, keys, 3, d + e}), bias = torch::randn({3, queries, keys}) * 3;
            const auto k = kv.narrow(3, 0, d), v = kv.narrow(3, d, e);
            const auto heads = [](const torch::Tensor& x) { return exact(x).transpose(1, 2); };
            const auto weights = torch::softmax(heads(q).matmul(heads(k).transpose(-2, -1)) / std::sqrt(double(d)) + exact(bias), -1);
            const auto wanted = weights.matmul(heads(v)).transpose(1, 2).flatten(2);
            QVERIFY(distance(inference::attention(q, k, v, bias), wanted) < 1e-5);
        }
    }

    /// A batch norm, an activation and a residual behind 1x1 and other convolutions, channels of all remainders.
    void convolutionWithItsNorm_data() { everySet(); }
    void convolutionWithItsNorm() {
        use();
        for (const long out : {1L, 5L, 16L, 37L})
            for (const long kernel : {1L, 3L})
                for (const long stride : {1L, 2L})
                    for (const auto act : {Activation::None, Activation::Relu, Activation::Hardswish}) {
                        torch::nn::Conv2d convolution(
                            torch::nn::Conv2dOptions(6, out, kernel).stride(stride).padding(kernel / 2).bias(false));
                        torch::nn::BatchNorm2d norm(out);
                        norm->weight.normal_();
                        norm->bias.normal_();
                        norm->running_mean.normal_();
                        norm->running_var.uniform_(0.5, 2);
                        norm->eval();
                        const auto x = torch::randn({2, 6, 7, 7});
                        const auto plain = torch::batch_norm(
                            torch::conv2d(exact(x), exact(convolution->weight), {}, stride, kernel / 2), exact(norm->weight),
                            exact(norm->bias), exact(norm->running_mean), exact(norm->running_var), false, 0, 1e-5, false);
                        const auto residual = torch::randn(plain.sizes());
                        QVERIFY(distance(convolveNormed(x, convolution, norm, act), activate(plain, act)) < 2e-5);
                        QVERIFY(distance(convolveNormed(x, convolution, norm, act, residual),
                                         activate(plain + exact(residual), act)) < 2e-5);
                        layChannelsLast(convolution);
                        QVERIFY(distance(convolveNormed(x, convolution, norm, act), activate(plain, act)) < 2e-5);
                        norm->weight.zero_(); // nothing folded outlives a change
                        QVERIFY(distance(convolveNormed(x, convolution, norm, Activation::None),
                                         exact(norm->bias).view({1, -1, 1, 1}).expand_as(plain)) < 1e-6);
                    }
    }

    void rowsDoNotDependOnTheBatchOrThreads_data() { everySet(); }
    void rowsDoNotDependOnTheBatchOrThreads() {
        use();
        const auto x = torch::randn({7, 29, 48});
        auto up = someLayer(48, 150), down = someLayer(150, 48), qkv = someLayer(48, 144);
        const auto norm = someNorm(48);
        qkv.norm = up.norm = norm.get();
        const auto block = [&](const torch::Tensor& in) {
            const auto heads = inference::linear(in, qkv).view({in.size(0), 29, 3, 3, 16});
            auto last = down;
            last.residual = inference::attention(heads);
            return inference::mlp(last.residual, up, last);
        };
        const auto whole = block(x);
        QVERIFY(torch::equal(block(x.narrow(0, 2, 3)), whole.narrow(0, 2, 3)));
        const int threads = torch::get_num_threads();
        for (const int count : {1, 2, 3, 5}) {
            torch::set_num_threads(count);
            QVERIFY(torch::equal(block(x), whole));
        }
        torch::set_num_threads(threads);
    }

    /// Image by image or layer by layer: how a block is computed depends on the number of threads, its result does not.
    void blockIsItsLayers_data() { everySet(); }
    void blockIsItsLayers() {
        use();
        const auto first = someNorm(48), second = someNorm(48);
        inference::Block layers{someLayer(48, 144), someLayer(48, 48), someLayer(48, 100), someLayer(100, 48), 3};
        layers.qkv.norm = first.get();
        layers.up.norm = second.get();
        layers.proj.scale = torch::randn({48});
        layers.down.scale = torch::randn({48});
        const int threads = torch::get_num_threads();
        for (const long tokens : {1L, 17L, 130L}) {
            const auto x = torch::randn({6, tokens, 48});
            auto proj = layers.proj, down = layers.down;
            proj.residual = x;
            const auto heads = inference::linear(x, layers.qkv).view({6, tokens, 3, 3, 16});
            down.residual = inference::linear(inference::attention(heads), proj);
            const auto wanted = inference::mlp(down.residual, layers.up, down);
            for (const int count : {1, 3, 4}) { // 4: too few images for each to have a thread
                torch::set_num_threads(count);
                QVERIFY(torch::equal(inference::block(x, layers), wanted));
            }
        }
        torch::set_num_threads(threads);
    }

    void standsInOnlyWithoutGradients() {
        const auto x = torch::zeros({1});
        QVERIFY(inference::fits(x));
        QVERIFY(!inference::fits(x.to(torch::kFloat64)));
        const torch::AutoGradMode gradients(true);
        QVERIFY(!inference::fits(x));
    }
};

QTEST_APPLESS_MAIN(InferenceTest)
#include "inference_test.moc"
