// SPDX-License-Identifier: GPL-3.0-or-later
// The bundled anchors are what their manifest says: measured again on the real test images.
#include "core/base/files.h"
#include "core/engine/data/dataset.h"
#include "core/engine/meters/accuracy.h"
#include "core/engine/nets/net.h"
#include "core/store/demo.h"

#include <QtTest>
#include <algorithm>
#include <map>

using namespace klas;
using namespace klas::engine;

class DemoAnchorsTest : public QObject {
    Q_OBJECT

    Json m_entries;

private Q_SLOTS:
    void initTestCase() {
        const std::string manifest = KLAS_SOURCE_DIR "/resources/anchors/manifest.json";
        m_entries = parseJson(readTextFile(manifest), manifest).at("anchors");
    }

    void areTheFilesOfTheManifest() {
        const auto anchors = demoAnchors();
        QCOMPARE(anchors.size(), size_t(5));
        std::uintmax_t bytes = 0;
        for (const Anchor& anchor : anchors) {
            QCOMPARE(sha256File(anchor.weights), anchor.sha256);
            bytes += fs::file_size(anchor.weights);
        }
        QVERIFY(bytes <= 8'000'000);
    }

    void haveTheAccuraciesOfTheManifest() {
        const DataSpec data;
        const auto test = openDataset(data, Split::Test);
        QCOMPARE(test->size(), 10000L);
        const auto anchors = demoAnchors();
        for (size_t k = 0; k < anchors.size(); ++k) {
            const auto net = loadNet(anchors[k].arch, anchors[k].weights, torch::kCPU);
            const AnchorAccuracy measured = evaluate(*net, *test, torch::kCPU, 500, Progress());
            const double told = m_entries[k].at("test_top1").get<double>();
            // Another processor may round differently: a handful of the 10 000 images may change sides.
            QVERIFY2(std::abs(measured.top1 - told) <= 0.0005, anchors[k].name.c_str());
            QCOMPARE(net->card().total().flops, m_entries[k].at("flops").get<std::int64_t>());
            QCOMPARE(net->card().total().params, m_entries[k].at("params").get<std::int64_t>());
        }
    }

    void areAFamilyWorthLookingAt() {
        std::vector<std::pair<std::int64_t, double>> all;
        std::map<int, int> depths;
        for (const Json& e : m_entries) {
            all.emplace_back(e.at("flops").get<std::int64_t>(), e.at("test_top1").get<double>());
            ++depths[e.at("arch").at("depth").get<int>()];
        }
        QCOMPARE(depths, (std::map<int, int>{{6, 4}, {9, 1}}));
        std::sort(all.begin(), all.end());
        for (size_t k = 1; k < all.size(); ++k)
            QVERIFY(all[k].second > all[k - 1].second);
        QVERIFY(all.back().second - all.front().second >= 0.06);
    }
};

QTEST_APPLESS_MAIN(DemoAnchorsTest)
#include "demo_anchors_test.moc"
