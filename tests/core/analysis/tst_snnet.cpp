// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"
#include "core/analysis/selection_snnet.h"
#include "core/base/files.h"

#include <QtTest>
#include <sstream>

using namespace klas;
Q_DECLARE_METATYPE(std::vector<klas::NetCard>)
using Pairs = std::vector<std::pair<int, int>>;

namespace {

const Json& reference() {
    static const Json json =
        parseJson(readTextFile(KLAS_TEST_DATA "/stitch_configs.json"), "stitch_configs.json");
    return json;
}

NetCard card(const std::string& name, const std::string& shownAs = {}) {
    ArchConfig arch = namedArch(name);
    if (!shownAs.empty()) arch.name = shownAs;
    return netCard(arch);
}

} // namespace

class SnnetTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pairedLists() {
        for (const Json& c : reference().at("paired")) {
            const auto variant = c.at("variant") == "deit" ? snnet::Variant::All : snnet::Variant::Ascending;
            const snnet::PairList list =
                snnet::pairedStitching(c.at("depth"), c.at("kernel"), c.at("stride"), variant);
            QCOMPARE(list.pairs, c.at("stitch_cfgs").get<Pairs>());
            QCOMPARE(list.layers, c.at("layer_ids").get<std::vector<int>>());
            QCOMPARE(list.layerCount, c.at("num_stitches").get<int>());
        }
    }

    void unpairedLists() {
        for (const Json& c : reference().at("unpaired")) {
            const snnet::PairList list = snnet::unpairedStitching(c.at("front"), c.at("end"));
            QCOMPARE(list.pairs, c.at("stitch_cfgs").get<Pairs>());
            QCOMPARE(list.layers, c.at("layer_ids_as_zipped").get<std::vector<int>>());
            QCOMPARE(list.layerCount, c.at("num_stitches").get<int>());
            QCOMPARE(snnet::nearestBlocks(c.at("front"), c.at("end")),
                     c.at("end_mapping_ids").get<std::vector<int>>());
        }
    }

    /// The exact quotient floor(b·front/end) and the float32 one part in just these places.
    void float32Interpolation() {
        Json found = Json::array();
        for (int front = 2; front <= 48; ++front)
            for (int end = 2; end <= 96; ++end) {
                const std::vector<int> blocks = snnet::nearestBlocks(front, end);
                Json differs = Json::array();
                for (int b = 0; b < end; ++b)
                    if (blocks[static_cast<size_t>(b)] != b * front / end) differs.push_back(b);
                if (!differs.empty()) found.push_back({front, end, differs});
            }
        QCOMPARE(
            QString::fromStdString(found.dump()),
            QString::fromStdString(
                reference().at("interpolate_nearest_vs_exact_floor_mismatches_front2..48_end2..96").dump()));
    }

    void deitLists() {
        for (const Json& c : reference().at("get_stitch_configs_deit")) {
            const auto configs = snnet::deitConfigs(c.at("depth"), c.at("kernel"), c.at("stride"),
                                                    c.at("num_models"), c.at("nearest"));
            QCOMPARE(configs.size(), c.at("num_configs").get<size_t>());
            if (!c.contains("configs")) continue;
            for (size_t k = 0; k < configs.size(); ++k) {
                const Json& expected = c.at("configs").at(k);
                QCOMPARE(configs[k].anchors, expected.at("comb").get<std::vector<int>>());
                QCOMPARE(configs[k].pairs, expected.at("cfgs").get<Pairs>());
                QCOMPARE(configs[k].layers, expected.at("layers").get<std::vector<int>>());
            }
        }
    }

    void stagedLists() {
        for (const Json& c : reference().at("get_stitch_configs_staged")) {
            const auto configs = snnet::stagedConfigs(c.at("depths").get<std::vector<int>>());
            QCOMPARE(configs.size(), c.at("configs").size());
            for (size_t k = 0; k < configs.size(); ++k) {
                const Json& expected = c.at("configs").at(k);
                QCOMPARE(configs[k].anchors, expected.at("comb").get<std::vector<int>>());
                QCOMPARE(configs[k].pairs.at(0), (expected.at("cfg").get<std::pair<int, int>>()));
                QCOMPARE(configs[k].layers.at(0), expected.at("layer").get<int>());
            }
        }
    }

    void whereTheReferenceRaises() {
        QVERIFY_EXCEPTION_THROWN(snnet::unpairedStitching(1, 4), Error);
        QVERIFY_EXCEPTION_THROWN(snnet::unpairedStitching(1, 1), Error);
        QVERIFY_EXCEPTION_THROWN(snnet::deitConfigs(12, 2, 1, 2, true), Error);
        QVERIFY_EXCEPTION_THROWN(snnet::pairedStitching(12, 2, 0, snnet::Variant::All), Error);
        QVERIFY_EXCEPTION_THROWN(snnet::pairedStitching(12, 0, 1, snnet::Variant::All), Error);
        QVERIFY_EXCEPTION_THROWN(snnet::deitConfigs(1000, 1000, 1, 3, false), Error);
    }

    /// 122 lines, every number.
    void publishedTables_data() {
        QTest::addColumn<QString>("family");
        QTest::addColumn<std::vector<NetCard>>("anchors");
        QTest::addColumn<size_t>("count");
        QTest::newRow("deit") << "deit"
                              << std::vector{card("deit_base_patch16_224", "DeiT-B"),
                                             card("deit_tiny_patch16_224", "DeiT-Ti"),
                                             card("deit_small_patch16_224", "DeiT-S")}
                              << size_t{71};
        QTest::newRow("swin") << "swin"
                              << std::vector{card("swin_tiny_patch4_window7_224", "Swin-Ti"),
                                             card("swin_small_patch4_window7_224", "Swin-S"),
                                             card("swin_base_patch4_window7_224", "Swin-B")}
                              << size_t{41};
        QTest::newRow("resnet") << "resnet18_50"
                                << std::vector{card("resnet18", "ResNet-18"), card("resnet50", "ResNet-50")}
                                << size_t{10};
    }
    void publishedTables() {
        QFETCH(QString, family);
        QFETCH(std::vector<NetCard>, anchors);
        QFETCH(size_t, count);
        const auto table = snnetTable(anchors, {2, 1, CostProfile::SnnetV1});
        std::istringstream file(readTextFile(KLAS_TEST_DATA "/snnet_published.jsonl"));
        size_t lines = 0;
        for (std::string line; std::getline(file, line);) {
            const Json expected = parseJson(line, "snnet_published.jsonl");
            if (expected.at("family") != family.toStdString()) continue;
            QVERIFY(lines < table.size());
            const SnnetLine& l = table[lines++];
            Json actual{{"cfg_id", l.id},
                        {"kind", l.i ? "stitch" : "anchor"},
                        {"source", l.source},
                        {"target", l.target},
                        {"stage", jsonOrNull(l.stage)},
                        {"i", jsonOrNull(l.i)},
                        {"j", jsonOrNull(l.j)},
                        {"i_local", jsonOrNull(l.iLocal)},
                        {"j_local", jsonOrNull(l.jLocal)},
                        {"stitch_layer", jsonOrNull(l.layer)},
                        {"flops", l.cost.flops}};
            if (!expected.at("params").is_null()) actual["params"] = l.cost.params;
            for (const auto& [field, value] : actual.items())
                QVERIFY2(value == expected.at(field), (line + "\nis not\n" + actual.dump()).c_str());
        }
        QCOMPARE(lines, count);
        QCOMPARE(table.size(), lines);
    }

    /// Small networks, counted by SN-Net's own code: a window larger than the last grid.
    void smallStagedTables_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<std::vector<NetCard>>("anchors");
        const auto swin = [](const char* name, int width, std::vector<int> depths) {
            return netCard({name, "swin",
                            SwinConfig{.imageSize = 64, .width = width, .depths = depths, .heads = {1, 2, 4, 8},
                                       .window = 4, .classes = 10}});
        };
        const auto resnet = [](const char* name, bool bottleneck, std::vector<int> layers) {
            return netCard({name, "resnet",
                            ResnetConfig{.imageSize = 64, .bottleneck = bottleneck, .stemWidth = 8, .layers = layers,
                                         .planes = {8, 16, 32, 64}, .classes = 10}});
        };
        QTest::newRow("swin") << "config_stitch_swin.json"
                              << std::vector{swin("a", 8, {2, 2, 2, 2}), swin("b", 12, {2, 2, 4, 2})};
        QTest::newRow("resnet") << "config_stitch_resnet.json"
                                << std::vector{resnet("a", false, {2, 2, 2, 2}), resnet("b", true, {2, 3, 4, 2})};
    }
    void smallStagedTables() {
        QFETCH(QString, file);
        QFETCH(std::vector<NetCard>, anchors);
        const Json configs = parseJson(readTextFile(KLAS_TEST_DATA "/" + file.toStdString()), "config").at("configs");
        const auto table = snnetTable(anchors, {2, 1, CostProfile::SnnetV1});
        QCOMPARE(table.size(), configs.size());
        for (size_t k = 0; k < table.size(); ++k) {
            const SnnetLine& l = table[k];
            Json actual{{"cfg_id", l.id}, {"flops", l.cost.flops}, {"params", l.cost.params}};
            if (l.i) {
                actual["stage"] = *l.stage;
                actual["i_local"] = *l.iLocal;
                actual["j_local"] = *l.jLocal;
                actual["layer"] = *l.layer;
            }
            for (const auto& [field, value] : actual.items())
                QVERIFY2(!configs[k].contains(field) || value == configs[k].at(field),
                         (configs[k].dump() + "\nis not\n" + actual.dump()).c_str());
        }
    }

    /// LeViT skips its last stage; with a ResNet the first stage is left out too.
    void otherFamilies() {
        const auto drawn = [](const std::vector<SnnetLine>& table) {
            QStringList lines;
            for (const SnnetLine& l : table)
                if (l.i) lines << QString("%1: %2>%3").arg(l.stage.value_or(0)).arg(*l.iLocal).arg(*l.jLocal);
            return lines.join("  ");
        };
        const auto levit = snnetTable({card("levit_192"), card("levit_256")});
        QCOMPARE(drawn(levit), QString("1: 1>1  1: 2>2  1: 3>3  2: 1>1  2: 2>2  2: 3>3"));
        QCOMPARE(*levit[5].i, 5); // after the four blocks of stage 1; subsampling has no number
        // Nothing is left out of LeViT's costs: the whole source, the layer, the whole target around them.
        const NetCard f = card("levit_192"), g = card("levit_256");
        QCOMPARE(levit[5].cost, stitchCost(f, 5, g, 5, CostProfile::SnnetV1));
        QCOMPARE(stitchCost(f, 5, g, 5), stitchCost(f, 5, g, 5, CostProfile::SnnetV1));

        QCOMPARE(drawn(snnetTable({card("resnet18"), card("swin_tiny_patch4_window7_224")})),
                 QString("2: 1>1  3: 1>1  3: 1>2  3: 2>3  3: 2>4  3: 2>5"));
        // ResNet-50 is deeper than Swin-Ti in stage 2, and as deep in stage 3.
        std::vector<std::string> notes;
        QCOMPARE(drawn(snnetTable({card("resnet50"), card("swin_tiny_patch4_window7_224")}, {}, &notes)),
                 QString("3: 1>1  3: 2>2  3: 3>3  3: 4>4  3: 5>5"));
        QCOMPARE(notes.size(), size_t{1});
        QVERIFY(QString::fromStdString(notes[0]).contains("in stage 2"));
        // A ViT's 14 x 14 is the third stage of a Swin.
        const auto mixed = snnetTable({card("deit_tiny_patch16_224"), card("swin_small_patch4_window7_224")});
        QVERIFY(drawn(mixed).startsWith("3: 1>1  3: 2>2")); // nearest: block b from floor(b · 12/18)
        QCOMPARE(*mixed[2].j, 5);
        QVERIFY_EXCEPTION_THROWN(snnetTable({card("resnet50"), card("levit_256")}), Error);
    }

    void selectionStageByStage() {
        const NetCard f = card("swin_tiny_patch4_window7_224"), g = card("swin_small_patch4_window7_224");
        const Selection s = selectSnnet(f, g, {2, 1, CostProfile::SnnetV1});
        QCOMPARE(s.stitches.size(), size_t{1 + 1 + 17});
        QCOMPARE(s.stitches.front().stitch, (Stitch{f.name, 1, g.name, 1}));
        QCOMPARE(s.stitches.front().cost, (Cost{8797436160, 49615570}));
        QCOMPARE(s.uncoveredTargets, (std::vector<int>{2, 4, 22, 23})); // ends of stages, the last stage
    }

    void tableOfTwo() {
        const auto table = snnetTable({card("deit_tiny_patch16_224"), card("deit_base_patch16_224")});
        QCOMPARE(table.size(), size_t{2 + 34});
        QCOMPARE(table[2].source, std::string("deit_tiny_patch16_224"));
        // The default profile counts the target's final norm, 5·197·768.
        const auto published = snnetTable({card("deit_tiny_patch16_224"), card("deit_base_patch16_224")},
                                          {2, 1, CostProfile::SnnetV1});
        QCOMPARE(table[2].cost.flops - published[2].cost.flops, std::int64_t{5 * 197 * 768});
        QCOMPARE(table[2].cost.params - published[2].cost.params, std::int64_t{192 + 197 * 192});
    }

    void unequalDepths() {
        const Selection s = selectSnnet(card("deit_base_patch16_224"), card("deit_large_patch16_224"));
        QCOMPARE(s.stitches.size(), size_t{23});
        QCOMPARE(s.stitches[0].stitch.i, 1);
        QCOMPARE(s.stitches[0].stitch.j, 1);
        QVERIFY(s.uncoveredTargets.empty());
        for (const SnnetOptions& slip : {SnnetOptions{.window = 0}, SnnetOptions{.stride = 0}, SnnetOptions{.window = -3}}) // where no window slides, too
            QVERIFY_EXCEPTION_THROWN(selectSnnet(card("deit_base_patch16_224"), card("deit_large_patch16_224"), slip), Error);
        const Selection back = selectSnnet(card("deit_large_patch16_224"), card("deit_base_patch16_224"));
        QVERIFY(back.stitches.empty());
        QVERIFY(QString::fromStdString(back.notes.at(0)).contains("deeper"));
    }

    void badFamilies() {
        const NetCard tiny = card("deit_tiny_patch16_224");
        QVERIFY_EXCEPTION_THROWN(snnetTable({tiny}), Error);
        QVERIFY_EXCEPTION_THROWN(snnetTable({tiny, tiny}), Error);
        ArchConfig other = namedArch("deit_small_patch16_224");
        other.setClasses(10);
        QVERIFY_EXCEPTION_THROWN(snnetTable({tiny, netCard(other)}), Error);
        other.setClasses(1000);
        other.setImageSize(384);
        QVERIFY_EXCEPTION_THROWN(snnetTable({tiny, netCard(other)}), Error);
        QVERIFY_EXCEPTION_THROWN(snnetTable({tiny, card("deit_small_patch16_224")}, {0, 1}), Error);
    }
};

QTEST_APPLESS_MAIN(SnnetTest)
#include "tst_snnet.moc"
