// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"
#include "core/base/files.h"

#include <QtTest>

using namespace klas;

namespace {

/// 12 x 12 grey pixels: grids of 6 and 3; windows of 4 pad the first to 8, one window of 3 covers the second.
SwinConfig tinySwin() {
    return {.imageSize = 12,
            .patchSize = 2,
            .inChannels = 1,
            .width = 4,
            .depths = {1, 1},
            .heads = {1, 2},
            .window = 4,
            .mlpRatio = 2,
            .classes = 3};
}

/// 32 x 32 pixels: stem of sides 16, 8, 4, 2, then 4 tokens of width 8 and 1 of width 12.
LevitConfig tinyLevit() {
    return {.imageSize = 32,
            .widths = {8, 12},
            .keyDim = 4,
            .heads = {1, 2},
            .depths = {1, 1},
            .classes = 3};
}

template <typename Config>
NetCard card(const std::string& family, const Config& config) {
    return netCard({"net", family, config});
}

NetCard fromFile(const std::string& name) {
    const std::string file = "config_" + name + ".json";
    return netCard(archFromJson(parseJson(readTextFile(KLAS_TEST_DATA "/" + file), file), file));
}

bool isBuffer(const std::string& key) {
    for (const char* part : {"running_", "num_batches", "relative_position_index", "attention_bias_idxs", "attn_mask"})
        if (key.find(part) != std::string::npos) return true;
    return false;
}

} // namespace

class FamiliesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void swinByHand() {
        const NetCard c = card("swin", tinySwin());
        QCOMPARE(c.stem, (Cost{36 * 4 * 4 + 5 * 36 * 4, 16 + 4 + 8})); // map and norm
        // norms 10·36·4; on the padded 64: qkv 4·12, attention 2·16·4, projection 4·4; MLP 2·36·4·8
        QCOMPARE(c.block(1).cost.flops, 1440 + 64 * (48 + 128 + 16) + 2304);
        // norms; qkv 48+12; projection 16+4; MLP 32+8 and 32+4; 7² offsets of one head
        QCOMPARE(c.block(1).cost.params, 16 + 60 + 20 + 76 + 49);
        QCOMPARE(c.block(1).entry, Cost{});
        QCOMPARE(c.block(2).entry, (Cost{5 * 9 * 16 + 9 * 16 * 8, 32 + 16 * 8}));
        QCOMPARE(c.block(2).cost.flops, 720 + 9 * (192 + 144 + 64) + 2304);
        QCOMPARE(c.block(2).cost.params, 32 + 216 + 72 + 280 + 25 * 2);
        QCOMPARE(c.block(2).grid, (Grid{3, 3, 8}));
        QCOMPARE(c.block(2).stage, 2);
        QCOMPARE(c.norm, (Cost{5 * 9 * 8, 16}));
        QCOMPARE(c.head, (Cost{24, 27}));
        QCOMPARE(c.total().flops, 1296 + 16032 + 1872 + 6624 + 360 + 24);
        QCOMPARE(c.tokenParams, 0);
    }

    void levitByHand() {
        const NetCard c = card("levit", tinyLevit());
        // 3x3 convolutions 3-1-2-4-8 and their norms
        QCOMPARE(c.stem, (Cost{29 * 256 + 22 * 64 + 80 * 16 + 304 * 4, 29 + 22 + 80 + 304}));
        // qkv 8-16, attention 3·16·4, projection 8-8, MLP 8-16-8, each map with its norm
        QCOMPARE(c.block(1).cost, (Cost{640 + 192 + 320 + 640 + 576, 160 + 4 + 80 + 160 + 144}));
        // keys and values 8-40 on 4 tokens, query 8-8, attention 5·4·8, projection 32-12, MLP 12-24-12
        QCOMPARE(c.block(2).entry, (Cost{1600 + 80 + 160 + 408 + 336 + 312, 400 + 80 + 8 + 408 + 336 + 312}));
        QCOMPARE(c.block(2).cost, (Cost{448 + 24 + 216 + 336 + 312, 448 + 2 + 216 + 336 + 312}));
        QCOMPARE(c.norm, Cost{});
        QCOMPARE(c.head, (Cost{2 * (24 + 36), 2 * (24 + 36 + 3)}));
        LevitConfig one = tinyLevit();
        one.distilled = false;
        QCOMPARE(card("levit", one).head, (Cost{60, 63}));
    }

    void resnetBlocks() {
        const NetCard c = netCard(namedArch("resnet50"));
        QCOMPARE(c.depth(), 16);
        QCOMPARE(c.stemGrid, (Grid{56, 56, 64, 0, true}));
        QCOMPARE(c.block(4).grid, (Grid{28, 28, 512, 0, true}));
        QCOMPARE(c.block(4).stage, 2);
        // v1.5: the first 1x1 still runs on 56 x 56; the 3x3 halves; a shortcut of 256-512
        const std::int64_t large = 56 * 56, small = 28 * 28;
        QCOMPARE(c.block(4).cost.flops,
                 large * (256 * 128 + 2 * 128) + small * (9 * 128 * 128 + 2 * 128 + 128 * 512 + 2 * 512) +
                     small * (256 * 512 + 2 * 512));
        for (const BlockCard& b : c.blocks)
            QCOMPARE(b.entry, Cost{});
        QCOMPARE(c.localIndex(0), 0);
        QCOMPARE(c.localIndex(3), 3);
        QCOMPARE(c.localIndex(4), 1);
        QCOMPARE(c.localIndex(16), 3);
    }

    /// What the modules of the reference networks hold, buffers apart.
    void parametersOfModules_data() {
        QTest::addColumn<QString>("file");
        for (const char* name : {"swin", "resnet_basic", "resnet_bottleneck", "levit"})
            QTest::newRow(name) << QString(name);
    }
    void parametersOfModules() {
        QFETCH(QString, file);
        const std::string name = file.toStdString();
        const Json json = parseJson(readTextFile(KLAS_TEST_DATA "/config_" + name + ".json"), name);
        std::int64_t sum = 0;
        for (const auto& [key, value] : json.at("state_dict").items()) {
            std::int64_t count = 1;
            for (const auto side : value.at(1).get<std::vector<std::int64_t>>())
                count *= side;
            if (!isBuffer(key)) sum += count;
        }
        QCOMPARE(fromFile(name).total().params, sum);
    }

    /// Counted by flops_reference.py while torchvision's networks run.
    void torchvision_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("flops");
        QTest::addColumn<qint64>("params");
        QTest::newRow("swin t") << "swin_tiny_patch4_window7_224" << qint64{4509194496} << qint64{28288354};
        QTest::newRow("swin s") << "swin_small_patch4_window7_224" << qint64{8768534784} << qint64{49606258};
        QTest::newRow("swin b") << "swin_base_patch4_window7_224" << qint64{15467826176} << qint64{87768224};
        QTest::newRow("18") << "resnet18" << qint64{1819065856} << qint64{11689512};
        QTest::newRow("34") << "resnet34" << qint64{3671262720} << qint64{21797672};
        QTest::newRow("50") << "resnet50" << qint64{4111512576} << qint64{25557032};
        QTest::newRow("101") << "resnet101" << qint64{7833969664} << qint64{44549160};
        QTest::newRow("152") << "resnet152" << qint64{11558835200} << qint64{60192808};
    }
    void torchvision() {
        QFETCH(QString, name);
        QFETCH(qint64, flops);
        QFETCH(qint64, params);
        QCOMPARE(netCard(namedArch(name.toStdString())).total(), (Cost{flops, params}));
    }

    void torchvisionAtOddSizes() {
        SwinConfig s{.imageSize = 64, .width = 24, .depths = {2, 2}, .heads = {2, 4}, .window = 7, .classes = 10};
        QCOMPARE(card("swin", s).total(), (Cost{15133248, 79630})); // padded to 21 and 14
        s.imageSize = 60;
        s.window = 4;
        QCOMPARE(card("swin", s).total(), (Cost{8179128, 78190})); // grids of 15 and 8: merging pads
        ArchConfig resnet = namedArch("resnet18");
        resnet.setImageSize(97);
        resnet.setClasses(7);
        QCOMPARE(netCard(resnet).total(), (Cost{441394240, 11180103}));
        resnet = namedArch("resnet50");
        resnet.setImageSize(97);
        resnet.setClasses(7);
        QCOMPARE(netCard(resnet).total(), (Cost{999372864, 23522375}));
    }

    /// Millions of parameters as timm prints them; multiply-adds in millions of the paper (arXiv 2104.01136, table 3), which
    /// counts no norms.
    void publishedLevit_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("params");
        QTest::addColumn<double>("flops");
        QTest::newRow("128s") << "levit_128s" << 7.78 << 305.;
        QTest::newRow("128") << "levit_128" << 9.21 << 406.;
        QTest::newRow("192") << "levit_192" << 10.95 << 658.;
        QTest::newRow("256") << "levit_256" << 18.89 << 1120.;
        QTest::newRow("384") << "levit_384" << 39.13 << 2353.;
    }
    void publishedLevit() {
        QFETCH(QString, name);
        QFETCH(double, params);
        QFETCH(double, flops);
        const Cost total = netCard(namedArch(name.toStdString())).total();
        QCOMPARE(std::round(double(total.params) / 1e4) / 100, params);
        QVERIFY2(std::abs(double(total.flops) / 1e6 / flops - 1) < 0.02, qPrintable(QString::number(total.flops)));
    }

    void namesOfAllFamilies() {
        QCOMPARE(archNames().size(), size_t{15 + 4 + 5 + 5});
        const auto suggested = [](const char* typed) {
            try {
                namedArch(typed);
            } catch (const Error& e) {
                return QString(e.what()).section("closest names are ", 1).section(",", 0, 0);
            }
            return QString("no error");
        };
        QCOMPARE(suggested("swin_tiny"), QString("swin_tiny_patch4_window7_224"));
        QCOMPARE(suggested("swin_bas_patch4_window7_224"), QString("swin_base_patch4_window7_224"));
        QCOMPARE(suggested("ResNet-50"), QString("resnet50"));
        QCOMPARE(suggested("resnet_101"), QString("resnet101"));
        QCOMPARE(suggested("LeViT_128S"), QString("levit_128s"));
        QCOMPARE(suggested("levit384"), QString("levit_384"));
        QCOMPARE(suggested("vit_base"), QString("vit_base_patch16_224"));
        QCOMPARE(suggested("deit_tiny_distiled"), QString("deit_tiny_distilled_patch16_224"));
    }

    void cardAsJson() {
        const Json json = toJson(card("swin", tinySwin()));
        const Json& second = json.at("blocks").at(1);
        QCOMPARE(second.at("stage").get<int>(), 2);
        QCOMPARE(second.at("map").get<bool>(), false);
        QCOMPARE(second.at("entry").at("flops").get<int>(), 1872);
        QCOMPARE(second.at("flops").get<int>(), 6624);
        std::int64_t flops = 0;
        for (const char* part : {"stem", "norm", "head"})
            flops += json.at(part).at("flops").get<std::int64_t>();
        for (const Json& b : json.at("blocks"))
            flops += b.at("flops").get<std::int64_t>() + b.at("entry").at("flops").get<std::int64_t>();
        QCOMPARE(json.at("flops").get<std::int64_t>(), flops);
        QVERIFY(toJson(netCard(namedArch("resnet18"))).at("blocks").at(0).at("map").get<bool>());
    }
};

QTEST_APPLESS_MAIN(FamiliesTest)
#include "tst_families.moc"
