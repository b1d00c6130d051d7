// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/arch.h"
#include "core/analysis/selection_snnet.h"
#include "core/base/files.h"

#include <QtTest>
#include <sstream>

using namespace klas;
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

    /// 71 lines, every number.
    void publishedTable() {
        const auto table =
            snnetTable({card("deit_base_patch16_224", "DeiT-B"), card("deit_tiny_patch16_224", "DeiT-Ti"),
                        card("deit_small_patch16_224", "DeiT-S")},
                       {2, 1, CostProfile::SnnetV1});
        std::istringstream file(readTextFile(KLAS_TEST_DATA "/snnet_published.jsonl"));
        size_t lines = 0;
        for (std::string line; std::getline(file, line);) {
            const Json expected = parseJson(line, "snnet_published.jsonl");
            if (expected.at("family") != "deit") continue;
            QVERIFY(lines < table.size());
            const SnnetLine& l = table[lines++];
            const Json actual{{"cfg_id", l.id},
                              {"kind", l.i ? "stitch" : "anchor"},
                              {"source", l.source},
                              {"target", l.target},
                              {"i", jsonOrNull(l.i)},
                              {"j", jsonOrNull(l.j)},
                              {"stitch_layer", jsonOrNull(l.layer)},
                              {"flops", l.cost.flops},
                              {"params", l.cost.params}};
            for (const auto& [field, value] : actual.items())
                QVERIFY2(value == expected.at(field), (line + "\nis not\n" + actual.dump()).c_str());
        }
        QCOMPARE(lines, size_t{71});
        QCOMPARE(table.size(), lines);
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
