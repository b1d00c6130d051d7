// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"
#include "core/analysis/stitch_space.h"

#include <QtTest>

using namespace klas;

namespace {

/// 4 patches of 2 x 2 x 1 pixels, 5 tokens of width 4, 2 blocks, MLP of width 8, 3 classes.
ArchConfig tinyArch() {
    ArchConfig arch;
    arch.name = "tiny";
    arch.shape = VitConfig{.imageSize = 4,
                .patchSize = 2,
                .inChannels = 1,
                .width = 4,
                .depth = 2,
                .heads = 2,
                .mlpRatio = 2,
                .classes = 3};
    return arch;
}

template <typename Call>
QString sentence(Call call) {
    try {
        call();
    } catch (const Error& e) {
        return e.what();
    }
    return "no error";
}

} // namespace

class CostTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tinyByHand() {
        const NetCard card = netCard(tinyArch());
        QCOMPARE(card.stem.flops, 4 * 4 * 4);                // patches x width x pixels
        QCOMPARE(card.stem.params, (4 * 4 + 4) + 4 + 5 * 4); // map, class token, positions
        QCOMPARE(card.tokenParams, 24);
        // norms 2·5·20; qkv 5·4·12; scores and mixing 2·25·4; projection 5·16; MLP 2·5·4·8
        QCOMPARE(card.block(1).cost.flops, 200 + 240 + 200 + 80 + 320);
        // norms 2·8; qkv 48+12; projection 16+4; MLP 32+8 and 32+4
        QCOMPARE(card.block(2).cost.params, 16 + 60 + 20 + 40 + 36);
        QCOMPARE(card.norm, (Cost{100, 8}));
        QCOMPARE(card.head, (Cost{12, 15}));
        QCOMPARE(card.total().flops, 64 + 2 * 1040 + 100 + 12);
        QCOMPARE(card.stemGrid.tokens(), 5);
    }

    void optionsOfDeit() {
        ArchConfig distilled = tinyArch();
        distilled.vit().distilled = true;
        // a token more: its embedding and position; a second head
        QCOMPARE(netCard(distilled).total().params, netCard(tinyArch()).total().params + 4 + 4 + 15);
        QCOMPARE(netCard(distilled).norm.flops, 5 * 6 * 4);
        ArchConfig deit3 = tinyArch();
        deit3.vit().layerScale = deit3.vit().patchPositionsOnly = true;
        QCOMPARE(netCard(deit3).total().params, netCard(tinyArch()).total().params + 2 * 2 * 4 - 4);
        QCOMPARE(netCard(deit3).total().flops, netCard(tinyArch()).total().flops);
    }

    /// Parameter counts as timm prints them.
    void publishedParameters_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("params");
        QTest::newRow("tiny") << "deit_tiny_patch16_224" << qint64{5717416};
        QTest::newRow("small") << "vit_small_patch16_224" << qint64{22050664};
        QTest::newRow("base") << "vit_base_patch16_224" << qint64{86567656};
        QTest::newRow("large") << "vit_large_patch16_224" << qint64{304326632};
        QTest::newRow("distilled tiny") << "deit_tiny_distilled_patch16_224" << qint64{5910800};
        QTest::newRow("distilled base") << "deit_base_distilled_patch16_224" << qint64{87338192};
        QTest::newRow("deit3 small") << "deit3_small_patch16_224" << qint64{22059496};
        QTest::newRow("deit3 large") << "deit3_large_patch16_224" << qint64{304374760};
    }
    void publishedParameters() {
        QFETCH(QString, name);
        QFETCH(qint64, params);
        QCOMPARE(qint64{netCard(namedArch(name.toStdString())).total().params}, params);
    }

    void namesAreKnown() {
        QCOMPARE(archNames().size(), size_t{29});
        for (const std::string& name : archNames())
            QCOMPARE(namedArch(name).name, name);
        const QString error = sentence([] { namedArch("deit_smal"); });
        QVERIFY2(error.contains("deit_small_patch16_224"), qPrintable(error));
        QVERIFY(sentence([] { namedArch(std::string(1 << 20, 'x')); }).size() < 400);
        QVERIFY(sentence([] { namedArch(""); }).contains("no architecture"));
    }

    void stitchByHand() {
        ArchConfig wide = tinyArch();
        wide.name = "wide";
        wide.vit().width = 8;
        wide.vit().depth = 3;
        const NetCard source = netCard(tinyArch()), target = netCard(wide);
        const Cost layer{5 * 4 * 8, 4 * 8 + 8};
        const Cost expected =
            source.stem + source.block(1).cost + layer + target.block(3).cost + target.norm + target.head;
        QCOMPARE(stitchCost(source, 1, target, 2), expected);
        // As SN-Net publishes: without the final norm's FLOPs and without tokens and positions.
        QCOMPARE(stitchCost(source, 1, target, 2, CostProfile::SnnetV1),
                 expected - (Cost{target.norm.flops, source.tokenParams}));
        QVERIFY(sentence([&] { stitchCost(source, 0, target, 1); }).contains("1 to 2"));
        QVERIFY(sentence([&] { stitchCost(source, 1, target, 3); }).contains("0 to 2"));
        QVERIFY(sentence([&] { costProfileFromText("other"); }).contains("snnet-v1"));
    }

    void legalOnesOnly() {
        ArchConfig other = tinyArch();
        other.vit().depth = 4;
        const NetCard source = netCard(tinyArch()), target = netCard(other);
        QCOMPARE(legalStitches(source, target).size(), size_t{2 * 3});
        const auto withJ0 = legalStitches(source, target, {CostProfile::Default, true});
        QCOMPARE(withJ0.size(), size_t{2 * 4});
        QCOMPARE(withJ0.front().stitch, (Stitch{"tiny", 1, "tiny", 0}));
        QCOMPARE(withJ0.front().cost, stitchCost(source, 1, target, 0));

        other.setImageSize(8);
        QVERIFY(legalStitches(source, netCard(other)).empty());
        other = tinyArch();
        other.setClasses(10);
        const QString error = sentence([&] { legalStitches(source, netCard(other)); });
        QVERIFY2(error.contains("3 classes") && error.contains("10"), qPrintable(error));
    }

    /// One block of each layout; only the stitching layer, 2 -> 3 channels, costs anything.
    void tokensWithoutPosition_data() {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<int>("vectors");
        QTest::newRow("none") << 0 << 0 << 20;
        QTest::newRow("class token to class token") << 1 << 1 << 21;
        QTest::newRow("distilled to distilled") << 2 << 2 << 22;
        QTest::newRow("class token dropped") << 1 << 0 << 20;
        QTest::newRow("both dropped") << 2 << 0 << 20;
        QTest::newRow("distillation token dropped") << 2 << 1 << 21;
        QTest::newRow("class token from the mean") << 0 << 1 << 21;
        QTest::newRow("both from one mean") << 0 << 2 << 21;
        QTest::newRow("distillation token from the mean") << 1 << 2 << 22;
    }
    void tokensWithoutPosition() {
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(int, vectors);
        NetCard source, target;
        source.blocks = {{1, 1, {4, 5, 2, from}, {}, {}}};
        target.blocks = {{1, 1, {4, 5, 3, to}, {}, {}}, {2, 1, {4, 5, 3, to}, {}, {}}};
        QCOMPARE(stitchedVectors(source.blocks[0].grid, target.blocks[0].grid), vectors);
        QCOMPARE(stitchCost(source, 1, target, 1), (Cost{vectors * 2 * 3, 2 * 3 + 3}));
    }

    /// Two stages of two blocks each; the step between them costs 1000 and 7 parameters.
    void entriesBelongToTheirSide() {
        const auto staged = [](const char* family, int channels) {
            NetCard card;
            card.family = family;
            card.stemGrid = {4, 4, channels};
            for (int b = 1; b <= 4; ++b) {
                const int side = b <= 2 ? 4 : 2;
                card.blocks.push_back({b, b <= 2 ? 1 : 2, {side, side, channels}, {10, 1}, {}});
            }
            card.blocks[2].entry = {1000, 7};
            card.norm = {100, 2};
            return card;
        };
        const NetCard f = staged("swin", 1), g = staged("swin", 2);
        QCOMPARE(f.total(), (Cost{1140, 13}));
        const auto cost = [&](int i, int j, CostProfile profile) { return stitchCost(f, i, g, j, profile); };
        using enum CostProfile;
        // Stage 1: only the target's step lies on the way, in both profiles.
        QCOMPARE(cost(1, 2, Default), (Cost{10 + 16 * 2 + 1000 + 20 + 100, 1 + 4 + 7 + 2 + 2}));
        QCOMPARE(cost(1, 2, SnnetV1), cost(1, 2, Default));
        // Stage 2: only the source's; SN-Net leaves out its parameters for a Swin, not for a LeViT.
        QCOMPARE(cost(3, 3, Default), (Cost{30 + 1000 + 4 * 2 + 10 + 100, 3 + 7 + 4 + 1 + 2}));
        QCOMPARE(cost(3, 3, SnnetV1), cost(3, 3, Default) - (Cost{0, 7}));
        QCOMPARE(stitchCost(staged("levit", 1), 3, g, 3, SnnetV1), cost(3, 3, Default));
        // Legal where the grid and the stage agree: 2 x 1 targets in stage 1 (j = 1, 2), 2 x 1 in stage 2 (j = 3).
        QStringList drawn;
        for (const CostedStitch& s : legalStitches(f, g, {Default, true}))
            drawn << QString("%1>%2").arg(s.stitch.i).arg(s.stitch.j);
        QCOMPARE(drawn.join(" "), QString("1>0 1>1 1>2 2>0 2>1 2>2 3>3 4>3"));
    }

    /// source > target: stages of the target that can be entered, j = 0 included.
    void legalAcrossFamilies_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("count");
        const char *deit = "deit_small_patch16_224", *swin = "swin_tiny_patch4_window7_224";
        // By stage 3 x 2 + 4 x 2 + 6 x 6 + 3 x 1 (the last block is left alone), and 3 for j = 0.
        QTest::newRow("maps to tokens") << "resnet50" << swin << 6 + 8 + 36 + 3 + 3;
        QTest::newRow("tokens to maps") << swin << "resnet50" << 6 + 8 + 36 + 4 + 2;
        QTest::newRow("ViT to the 14 x 14 of a Swin") << deit << swin << 12 * 6;
        QTest::newRow("and back, before its first block too") << swin << deit << 6 * 12;
        QTest::newRow("ViT to a ResNet's 14 x 14") << deit << "resnet50" << 12 * 6;
        QTest::newRow("ViT to LeViT's first stage") << deit << "levit_256" << 12 * 5;
        QTest::newRow("no common grid in the same stage") << "resnet50" << "levit_256" << 0;
    }
    void legalAcrossFamilies() {
        QFETCH(QString, source);
        QFETCH(QString, target);
        QFETCH(int, count);
        const NetCard f = netCard(namedArch(source.toStdString())), g = netCard(namedArch(target.toStdString()));
        QCOMPARE(int(legalStitches(f, g, {CostProfile::Default, true}).size()), count);
        for (const CostedStitch& s : legalStitches(f, g)) {
            QVERIFY(f.block(s.stitch.i).grid.samePositions(g.block(s.stitch.j).grid));
            QVERIFY(stitchStage(f, s.stitch.i, g, s.stitch.j).has_value());
        }
    }

    void stagesStayApart() {
        NetCard source = netCard(tinyArch());
        NetCard target = source;
        source.blocks[1].stage = 2;
        QVERIFY(isLegal(source, 2, target, 1)); // the target has no stages: the grid alone decides
        target.blocks.back().stage = 2;
        QVERIFY(isLegal(source, 1, target, 1));
        QVERIFY(!isLegal(source, 2, target, 1));
        QVERIFY(!isLegal(source, 2, target, 0));
    }
};

QTEST_APPLESS_MAIN(CostTest)
#include "tst_cost.moc"
