// SPDX-License-Identifier: GPL-3.0-or-later
// Stitched networks as files: read back, in other batch sizes, damaged.
#include "core/base/error.h"
#include "core/engine/exports/torchscript.h"
#include "tests/core/engine/small_family.h"

#include <QtTest>
#include <fstream>
#include <set>

using namespace klas;
using namespace klas::engine;

namespace {

StitchConfig configOf(const SmallFamily& small, const Stitch& stitch) {
    StitchConfig config;
    config.stitch = stitch;
    for (const Anchor& a : small.anchors) {
        if (a.name == stitch.source) config.source = a.arch;
        if (a.name == stitch.target) config.target = a.arch;
    }
    config.cost = {1000, 100};
    config.data.means = {0.5, 0.5, 0.5};
    config.data.stddevs = {0.25, 0.25, 0.25};
    return config;
}

/// Every tensor random, statistics positive.
void fill(StitchedNet& net) {
    torch::manual_seed(11);
    std::map<std::string, torch::Tensor> values;
    for (const auto& [name, tensor] : net.tensors())
        values[name] = tensor.is_floating_point() ? 0.2 * torch::rand_like(tensor) + (name.ends_with("var") ? 0.5 : -0.1) : tensor.clone();
    net.set(values, "test");
}

} // namespace

class ExportsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_small = std::make_unique<SmallFamily>(m_folder.path().toStdString()); }

    void everyLayoutComesBackEqual_data() {
        QTest::addColumn<int>("task");
        for (int t = 0; t < int(m_small->tasks.size()); ++t)
            QTest::newRow(text(m_small->tasks[size_t(t)].stitch).c_str()) << t;
    }
    void everyLayoutComesBackEqual() {
        QFETCH(int, task);
        const torch::NoGradGuard noGrad;
        StitchedNet net(configOf(*m_small, m_small->tasks[size_t(task)].stitch));
        fill(net);
        const auto images = torch::rand({5, 3, 32, 32});
        const auto wanted = net.forward(images);
        const fs::path file = m_folder.path().toStdString() + "/stitch.safetensors";
        net.save(file);
        StitchedNet back(file);
        QVERIFY(torch::equal(back.forward(images), wanted));
        QCOMPARE(toJson(back.config()).dump(), toJson(net.config()).dump());
        const fs::path script = m_folder.path().toStdString() + "/stitch.pt";
        writeTorchScript(net, script);
        for (const long batch : {1L, 2L, 5L})
            QVERIFY(torch::allclose(torchScriptLogits(script, images.narrow(0, 0, batch)), wanted.narrow(0, 0, batch), 1e-4, 1e-5));
    }

    void onlyWhatItUsesIsWritten() {
        StitchedNet net(configOf(*m_small, {"tiny", 1, "small", 1}));
        std::set<std::string> names;
        for (const auto& [name, tensor] : net.tensors())
            names.insert(name);
        QVERIFY(names.count("source.blocks.0.attn.qkv.weight") && !names.count("source.blocks.1.attn.qkv.weight"));
        QVERIFY(!names.count("target.blocks.0.attn.qkv.weight") && names.count("target.blocks.1.attn.qkv.weight"));
        QVERIFY(names.count("layer.weight") && names.count("layer.bias") && names.count("target.head.weight") && !names.count("source.head.weight"));
        QVERIFY(names.count("source.cls_token") && !names.count("target.cls_token"));
    }

    void damagedFilesAreRefused() {
        const fs::path file = m_folder.path().toStdString() + "/damaged.safetensors";
        StitchedNet net(configOf(*m_small, m_small->tasks[0].stitch));
        fill(net);
        NamedTensors tensors = net.tensors();
        const auto refuses = [&](const NamedTensors& some, const Json& config, const char* part) {
            writeSafeTensors(file, some, {{"klas.stitch", config.dump()}});
            try {
                StitchedNet back(file);
            } catch (const Error& e) {
                if (std::string(e.what()).find(part) == std::string::npos) qInfo("%s", e.what());
                return std::string(e.what()).find(part) != std::string::npos;
            }
            return false;
        };
        const Json config = toJson(net.config());
        auto missing = tensors;
        missing.erase(missing.begin());
        QVERIFY(refuses(missing, config, "has no tensor"));
        auto misshapen = tensors;
        misshapen[0].second = torch::zeros({1});
        QVERIFY(refuses(misshapen, config, "another shape"));
        auto infinite = tensors;
        infinite[0].second = torch::full_like(infinite[0].second, INFINITY);
        QVERIFY(refuses(infinite, config, "not finite"));
        Json bad = config;
        bad["i"] = 0;
        QVERIFY(refuses(tensors, bad, "[i]"));
        bad = config;
        bad.erase("layer");
        QVERIFY(refuses(tensors, bad, "layer"));
        bad = config;
        bad["i"] = 77;
        QVERIFY(refuses(tensors, bad, "no stitch"));
        bad = config;
        bad["source"]["architecture"]["depth"] = 100000;
        QVERIFY(refuses(tensors, bad, ""));
        writeSafeTensors(file, tensors, {});
        QVERIFY_EXCEPTION_THROWN(StitchedNet{file}, Error);
        std::ofstream(file) << "nothing";
        QVERIFY_EXCEPTION_THROWN(torchScriptLogits(file, torch::zeros({1, 3, 32, 32})), Error);
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<SmallFamily> m_small;
};

QTEST_APPLESS_MAIN(ExportsTest)
#include "exports_test.moc"
