// SPDX-License-Identifier: GPL-3.0-or-later
// A forward equals the golden DeiT (float64 reference, see tests/data/README.md); weights that do not fit are refused.
#include "core/engine/checkpoints/load_weights.h"
#include "core/engine/nets/attention_kernel.h"
#include "core/engine/nets/net.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace klas;
using namespace klas::engine;

namespace {

const std::string data = KLAS_TEST_DATA "/";

ArchConfig goldenArch()
{
    return archFromJson(parseJson(readTextFile(data + "config_deit.json"), "config"), "config");
}

/// Largest excess of |a - b| over atol + rtol |b|; at most 0 when close.
double excess(const torch::Tensor& a, const torch::Tensor& b)
{
    return ((a - b).abs() - (2e-5 + 1e-5 * b.abs())).max().item<double>();
}

ArchConfig smallArch(bool distilled, bool deit3)
{
    ArchConfig arch;
    arch.name = "small";
    arch.shape = VitConfig{.imageSize = 8, .patchSize = 4, .inChannels = 1, .width = 12, .depth = 3, .heads = 2, .mlpRatio = 2,
                .classes = 5, .layerNormEps = 1e-6, .distilled = distilled, .layerScale = deit3,
                .patchPositionsOnly = deit3};
    return arch;
}

QString messageOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

} // namespace

class NetsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalsTheGoldenForward()
    {
        const torch::InferenceMode inference;
        const auto net = loadNet(goldenArch(), data + "deit.safetensors", torch::kCPU);
        const SafeTensors expected(data + "expected_deit.safetensors");
        const auto stages = net->trace(expected.tensor("input"));
        QCOMPARE(stages.size(), size_t(9)); // patch_embed, embed, 4 blocks, norm, logits with and without it
        for (const auto& [name, tensor] : stages)
            QVERIFY2(excess(tensor, expected.tensor(name)) <= 0, name.c_str());
        QVERIFY(excess(net->forward(expected.tensor("input")), expected.tensor("logits")) <= 0);
    }

    void runToAndRunFromMakeTheForward()
    {
        const torch::InferenceMode inference;
        for (const bool distilled : {false, true})
            for (const bool deit3 : {false, true}) {
                const auto net = makeNet(smallArch(distilled, deit3), 3);
                const auto images = torch::linspace(-1, 1, 2 * 64).view({2, 1, 8, 8});
                const auto whole = net->forward(images);
                QCOMPARE(whole.sizes(), at::IntArrayRef({2, 5}));
                for (int block = 0; block <= 3; ++block)
                    QVERIFY(torch::equal(net->runFrom(net->runTo(images, block), block), whole));
                QCOMPARE(net->pool(net->runTo(images, 2)).size(1), distilled ? 24 : 12);
            }
    }

    void shortAttentionEqualsTheProducts()
    {
        torch::manual_seed(5);
        for (const int n : {1, 5, 8, 17, 64})
            for (const int d : {1, 4, 11}) {
                auto qkv = torch::randn({3, n, 3, 2, d}).requires_grad_();
                auto exact = qkv.detach().to(torch::kFloat64).requires_grad_();
                const auto weights = torch::randn({3, n, 2 * d});
                const auto out = attention(qkv), reference = attentionByProducts(exact);
                QVERIFY((out - reference).abs().max().item<double>() < 1e-5);
                (out * weights).sum().backward();
                (reference * weights).sum().backward();
                QVERIFY((qkv.grad() - exact.grad()).abs().max().item<double>() < 1e-4);
                const torch::NoGradGuard noGrad;
                QVERIFY((attention(qkv.detach()) - reference).abs().max().item<double>() < 1e-5);
            }
    }

    void forwardWithGradientsIsTheSame()
    {
        for (const bool distilled : {false, true})
            for (const bool deit3 : {false, true}) {
                const auto net = makeNet(smallArch(distilled, deit3), 3);
                for (auto& p : net->module().named_parameters()) // LayerScale starts too small to be seen
                    if (p.key().find(".ls") != std::string::npos) p.value().data().fill_(0.7);
                const auto images = torch::linspace(-1, 1, 2 * 64).view({2, 1, 8, 8});
                const auto learning = net->forward(images);
                QVERIFY(learning.requires_grad());
                const torch::NoGradGuard noGrad;
                const auto inferred = net->forward(images);
                QVERIFY((learning - inferred).abs().max().item<double>() < 1e-5);
                QVERIFY(inferred.abs().max().item<double>() > 1e-3);
            }
    }

    void parametersMatchTheCard()
    {
        for (const bool distilled : {false, true})
            for (const bool deit3 : {false, true}) {
                const auto net = makeNet(smallArch(distilled, deit3));
                std::int64_t params = 0;
                for (const auto& p : net->module().parameters())
                    params += p.numel();
                QCOMPARE(params, net->card().total().params);
            }
    }

    void initialWeightsFollowTheSeed()
    {
        const auto a = makeNet(smallArch(false, false), 1), b = makeNet(smallArch(false, false), 1),
                   c = makeNet(smallArch(false, false), 2);
        const auto images = torch::ones({1, 1, 8, 8});
        QVERIFY(torch::equal(a->forward(images), b->forward(images)));
        QVERIFY(!torch::equal(a->forward(images), c->forward(images)));
    }

    void weightsThatDoNotFitAreNamed()
    {
        ArchConfig arch = goldenArch();
        arch.vit().depth = 3;
        const QString surplus = messageOf([&] { loadNet(arch, data + "deit.safetensors", torch::kCPU); });
        QVERIFY2(surplus.contains("surplus") && surplus.contains("blocks.3."), qPrintable(surplus));
        arch = goldenArch();
        arch.vit().depth = 5;
        const QString missing = messageOf([&] { loadNet(arch, data + "deit.safetensors", torch::kCPU); });
        QVERIFY2(missing.contains("missing") && missing.contains("blocks.4."), qPrintable(missing));
        arch = goldenArch();
        arch.setClasses(11);
        const QString shape = messageOf([&] { loadNet(arch, data + "deit.safetensors", torch::kCPU); });
        QVERIFY2(shape.contains("head.weight (10 x 48, expected 11 x 48)"), qPrintable(shape));
    }

    void nanWeightsAreNamed()
    {
        QTemporaryDir folder;
        const auto net = makeNet(smallArch(false, false));
        net->module().named_parameters()["blocks.1.mlp.fc1.bias"].data()[3] = NAN;
        const std::string file = folder.filePath("nan.safetensors").toStdString();
        writeSafeTensors(file, stateOf(net->module()));
        const QString message = messageOf([&] { loadNet(smallArch(false, false), file, torch::kCPU); });
        QVERIFY2(message.contains("blocks.1.mlp.fc1.bias"), qPrintable(message));
    }

    void wrongImagesAreRefused()
    {
        const auto net = makeNet(smallArch(false, false));
        const QString message = messageOf([&] { net->forward(torch::zeros({2, 3, 8, 8})); });
        QVERIFY2(message.contains("2 x 3 x 8 x 8"), qPrintable(message));
    }
};

QTEST_APPLESS_MAIN(NetsTest)
#include "nets_test.moc"
