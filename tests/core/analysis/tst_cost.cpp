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
