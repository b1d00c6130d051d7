// SPDX-License-Identifier: GPL-3.0-or-later
// Layouts and stitching layers by hand; stitched networks against SN-Net's own logits where the full reference data is at
// hand (KLAS_GOLDEN names its folder; only its small files are in tests/data).
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/nets/net.h"
#include "core/engine/stitching/layout.h"
#include "core/engine/stitching/stitch_layer.h"

#include <QtTest>

using namespace klas;
using namespace klas::engine;

namespace {

Grid tokensOf(int height, int width, int channels, int extra = 0) { return {height, width, channels, extra, false}; }
Grid mapOf(int height, int width, int channels) { return {height, width, channels, 0, true}; }

std::string goldenFolder() {
    const char* folder = std::getenv("KLAS_GOLDEN");
    return folder ? std::string(folder) + "/" : std::string();
}

Json readJson(const std::string& file) { return parseJson(readTextFile(file), file); }

double excess(const torch::Tensor& a, const torch::Tensor& b) {
    return ((a - b).abs() - (2e-5 + 1e-5 * b.abs())).max().item<double>();
}

ArchConfig goldenDeit(int width, int heads) {
    ArchConfig arch{"deit", "deit", {}};
    arch.shape = VitConfig{.imageSize = 32, .patchSize = 8, .width = width, .depth = 4, .heads = heads, .classes = 10};
    return arch;
}
ArchConfig goldenSwin(int width, std::vector<int> depths) {
    ArchConfig arch{"swin", "swin", {}};
    arch.shape = SwinConfig{.imageSize = 64, .width = width, .depths = std::move(depths), .heads = {1, 2, 4, 8},
                            .window = 4, .classes = 10};
    return arch;
}

/// Index over the whole network of block `local` (from 1) of `stage`.
int globalBlock(const Net& net, int stage, int local) {
    for (const BlockCard& block : net.card().blocks)
        if (block.stage == stage && --local == 0) return block.index;
    return 0;
}

} // namespace

class StitchingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void mapsBecomeTokensRowByRow() {
        const auto map = torch::arange(12, torch::kFloat32).view({1, 2, 2, 3}); // channel 0: 0..5, channel 1: 6..11
        const auto tokens = relayout(map, mapOf(2, 3, 2), tokensOf(2, 3, 7));
        const auto wanted = torch::tensor({0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11}, torch::kFloat32).view({1, 6, 2});
        QVERIFY(torch::equal(tokens, wanted));
        QVERIFY(torch::equal(relayout(tokens, tokensOf(2, 3, 2), mapOf(2, 3, 7)), map));
        QVERIFY(torch::equal(relayout(map, mapOf(2, 3, 2), mapOf(2, 3, 5)), map));
    }

    void extraTokensStayGoOrAreMade() {
        // class 10, distillation 20, positions 1, 2, 3, 6: their mean is 3
        const auto both = torch::tensor({10, 20, 1, 2, 3, 6}, torch::kFloat32).view({1, 6, 1});
        const auto with = [](std::vector<float> values) { return torch::tensor(values).view({1, -1, 1}); };
        const auto moved = [&](int from, int to) {
            return relayout(both.narrow(1, 2 - from, 4 + from), tokensOf(2, 2, 1, from), tokensOf(2, 2, 1, to));
        };
        QVERIFY(torch::equal(moved(2, 2), both));
        QVERIFY(torch::equal(relayout(both, tokensOf(2, 2, 1, 2), tokensOf(2, 2, 1, 1)), with({10, 1, 2, 3, 6})));
        QVERIFY(torch::equal(moved(2, 0), with({1, 2, 3, 6})));
        QVERIFY(torch::equal(moved(0, 1), with({3, 1, 2, 3, 6})));
        QVERIFY(torch::equal(moved(0, 2), with({3, 3, 1, 2, 3, 6})));
        QVERIFY(torch::equal(moved(1, 2), with({20, 3, 1, 2, 3, 6}))); // here 20 is the class token
        QVERIFY(torch::equal(relayout(both, tokensOf(2, 2, 1, 2), mapOf(2, 2, 1)).flatten(), with({1, 2, 3, 6}).flatten()));
    }

    void oneAffineMapAtEveryPosition() {
        const auto weight = torch::tensor({1.f, 2.f, 0.f, -1.f, 3.f, 1.f}).view({3, 2}), bias = torch::tensor({1.f, 0.f, -2.f});
        // (1, 2) -> (1 + 4 + 1, -2, 3 + 2 - 2), (3, 4) -> (12, -4, 11)
        const auto features = torch::tensor({1.f, 2.f, 3.f, 4.f}).view({1, 2, 2});
        const auto wanted = torch::tensor({6.f, -2.f, 3.f, 12.f, -4.f, 11.f}).view({1, 2, 3});
        for (const bool gradients : {false, true}) {
            const torch::AutoGradMode mode(gradients);
            StitchLayer tokens(tokensOf(1, 2, 2), tokensOf(1, 2, 3));
            tokens->set(weight, bias);
            QVERIFY(torch::equal(tokens(features), wanted));
            StitchLayer toMap(tokensOf(1, 2, 2), mapOf(1, 2, 3));
            toMap->set(weight, bias);
            QVERIFY(torch::equal(toMap(features), wanted.transpose(1, 2).reshape({1, 3, 1, 2})));
            StitchLayer maps(mapOf(1, 2, 2), mapOf(1, 2, 3));
            maps->set(weight, bias);
            QVERIFY(torch::equal(maps(features.transpose(1, 2).reshape({1, 2, 1, 2})), toMap(features)));
            StitchLayer toClass(mapOf(1, 2, 2), tokensOf(1, 2, 3, 1)); // the mean (2, 3) -> (9, -3, 7)
            toClass->set(weight, bias);
            const auto made = toClass(features.transpose(1, 2).reshape({1, 2, 1, 2}));
            QVERIFY(torch::equal(made.narrow(1, 1, 2), wanted));
            QVERIFY(torch::equal(made[0][0], torch::tensor({9.f, -3.f, 7.f})));
        }
    }

    void gradientsReachTheLayerAndTheFeatures() {
        StitchLayer layer(tokensOf(2, 2, 3, 1), mapOf(2, 2, 5));
        layer->set(torch::randn({5, 3}), torch::randn({5}));
        auto features = torch::randn({2, 5, 3}).requires_grad_();
        layer(features).sum().backward();
        QVERIFY(layer->weight.grad().abs().min().item<double>() > 0);
        QCOMPARE(layer->bias.grad()[0].item<float>(), 8.f); // two images of four positions
        QCOMPARE(features.grad()[0][0].abs().max().item<float>(), 0.f); // the class token is dropped
    }

    void whatDoesNotFitIsRefused() {
        QVERIFY_EXCEPTION_THROWN(StitchLayer(tokensOf(2, 2, 3), mapOf(2, 3, 5)), Error);
        StitchLayer layer(tokensOf(2, 2, 3), mapOf(2, 2, 5));
        QVERIFY_EXCEPTION_THROWN(layer(torch::zeros({1, 5, 3})), Error);
        QVERIFY_EXCEPTION_THROWN(layer->set(torch::zeros({3, 5}), torch::zeros({5})), Error);
    }

    void goldenDeitPairs() {
        const std::string golden = goldenFolder();
        if (golden.empty()) QSKIP("KLAS_GOLDEN names no folder with the full reference data");
        const torch::InferenceMode inference;
        const auto a = loadNet(goldenDeit(48, 3), golden + "stitch_deit_a48.safetensors", torch::kCPU);
        const auto b = loadNet(goldenDeit(96, 6), golden + "stitch_deit_b96.safetensors", torch::kCPU);
        const SafeTensors expected(golden + "expected_stitch_deit.safetensors");
        const auto images = expected.tensor("input_eval");
        int pairs = 0;
        for (const std::string& name : expected.names()) {
            int i = 0, j = 0;
            if (std::sscanf(name.c_str(), "pair_logits.%d_%d.final_norm", &i, &j) != 2 || !name.ends_with(".final_norm")) continue;
            const std::string layerName = "ps_inv." + std::to_string(i) + "_" + std::to_string(j);
            StitchLayer layer(a->card().block(i).grid, j == 0 ? b->card().stemGrid : b->card().block(j).grid);
            layer->set(expected.tensor(layerName + ".weight_f32"), expected.tensor(layerName + ".bias_f32"));
            const auto logits = b->runFrom(layer(a->runTo(images, i)), j);
            qInfo("%s %g", name.c_str(), (logits - expected.tensor(name)).abs().max().item<double>());
            QVERIFY2(excess(logits, expected.tensor(name)) <= 0, name.c_str());
            ++pairs;
        }
        QCOMPARE(pairs, 8);
    }

    void goldenConfigurations_data() {
        QTest::addColumn<QString>("family");
        QTest::newRow("swin") << "swin";
        QTest::newRow("resnet") << "resnet";
    }
    void goldenConfigurations() {
        const std::string golden = goldenFolder();
        if (golden.empty()) QSKIP("KLAS_GOLDEN names no folder with the full reference data");
        QFETCH(QString, family);
        const torch::InferenceMode inference;
        const Json config = readJson(golden + "config_stitch_" + family.toStdString() + ".json");
        const auto load = [&](int k) {
            const auto name = config.at("anchors").at(size_t(k)).get<std::string>();
            ArchConfig arch;
            if (family == "swin")
                arch = k == 0 ? goldenSwin(8, {2, 2, 2, 2}) : goldenSwin(12, {2, 2, 4, 2});
            else
                arch = archFromJson(readJson(golden + "config_" + name + ".json"), name);
            return loadNet(arch, golden + name + ".safetensors", torch::kCPU);
        };
        const auto a = load(0), b = load(1);
        const SafeTensors expected(golden + "expected_stitch_" + family.toStdString() + ".safetensors");
        const auto images = expected.tensor("input_eval");
        for (const Json& c : config.at("configs")) {
            const std::string id = std::to_string(c.at("cfg_id").get<int>());
            torch::Tensor logits;
            if (c.at("comb").size() == 1)
                logits = (c.at("comb")[0] == 0 ? a : b)->forward(images);
            else {
                const int stage = c.at("stage").get<int>(), i = globalBlock(*a, stage, c.at("i_local").get<int>()),
                          j = globalBlock(*b, stage, c.at("j_local").get<int>());
                StitchLayer layer(a->card().block(i).grid, b->card().block(j).grid);
                layer->set(expected.tensor("stitch." + id + ".weight"), expected.tensor("stitch." + id + ".bias"));
                logits = b->runFrom(layer(a->runTo(images, i)), j);
            }
            qInfo("configuration %s: %g", id.c_str(), (logits - expected.tensor("logits." + id)).abs().max().item<double>());
            QVERIFY2(excess(logits, expected.tensor("logits." + id)) <= 0, id.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(StitchingTest)
#include "stitching_test.moc"
