// SPDX-License-Identifier: GPL-3.0-or-later
// Networks on shared weights, and the sweep that measures all of them in one pass.
#include "core/analysis/cost.h"
#include "core/base/error.h"
#include "core/engine/stitching/family_init.h"
#include "core/engine/stitching/sweep.h"
#include "tests/core/engine/small_family.h"

#include <QtTest>

using namespace klas;
using namespace klas::engine;

namespace {

torch::Tensor allImages(const Dataset& images) {
    std::vector<long> all(size_t(images.size()));
    std::iota(all.begin(), all.end(), 0L);
    return images.batch(all).images;
}

} // namespace

class FamilyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_small = std::make_unique<SmallFamily>(m_folder.path().toStdString());
        m_family = std::make_unique<StitchedFamily>(m_small->anchors, m_small->tasks, false, torch::kCPU);
        initialiseLayers(*m_family, *m_small->images, 32, {});
    }

    void aStitchIsItsThreeParts() {
        const c10::InferenceMode inference;
        const auto images = allImages(*m_small->images);
        for (size_t t = 0; t < m_small->tasks.size(); ++t) {
            const Stitch& s = m_small->tasks[t].stitch;
            const auto f = loadNet(anchorOf(s.source).arch, anchorOf(s.source).weights, torch::kCPU),
                       g = loadNet(anchorOf(s.target).arch, anchorOf(s.target).weights, torch::kCPU);
            const auto wanted = g->runFrom(m_family->layer(t)(f->runTo(images, s.i)), s.j);
            QVERIFY(torch::equal(m_family->forward(Configuration::of(s), images), wanted));
        }
    }

    void costsAreThoseOfTheStitch() {
        const Cost cost = m_family->cost(Configuration::of(Stitch{"tiny", 1, "small", 1}));
        QVERIFY(cost == stitchCost(m_family->anchor("tiny").card(), 1, m_family->anchor("small").card(), 1));
        QCOMPARE(m_family->cost(Configuration::of("swin")).flops, m_family->anchor("swin").card().total().flops);
    }

    void theSweepEqualsEachAlone() {
        const auto configurations = m_family->configurations();
        const auto results = sweep(*m_family, configurations, *m_small->images, 50, 16, {});
        QCOMPARE(results.size(), configurations.size());
        for (const SweepResult& r : results) {
            const c10::InferenceMode inference;
            AccuracyMeter alone;
            Hits hits(50);
            for (long begin = 0; begin < 50; begin += 16) {
                std::vector<long> indices;
                for (long k = begin; k < std::min(begin + 16, 50L); ++k)
                    indices.push_back(k);
                const Batch batch = m_small->images->batch(indices);
                const auto logits = m_family->forward(r.configuration, batch.images);
                alone.add(logits, batch.labels);
                const auto right = logits.argmax(1).eq(batch.labels);
                for (long k = 0; k < right.size(0); ++k)
                    if (right[k].item<bool>()) hits.set(begin + k);
            }
            const std::string name = text(r.configuration);
            QCOMPARE(r.meter.images(), 50L);
            QVERIFY2(r.meter.top1() == alone.top1() && r.meter.top5() == alone.top5(), name.c_str());
            QVERIFY2(r.meter.loss() == alone.loss(), name.c_str()); // to the bit
            QVERIFY2(r.hits == hits, name.c_str());
        }
    }

    void oneBatchInTheOrderAskedFor() {
        const auto images = allImages(*m_small->images).narrow(0, 0, 4);
        std::vector<Configuration> some{Configuration::of(m_small->tasks[2].stitch), Configuration::of("tiny"),
                                        Configuration::of(m_small->tasks[0].stitch)};
        const auto logits = sweepBatch(*m_family, some, images);
        const c10::InferenceMode inference;
        for (size_t k = 0; k < some.size(); ++k)
            QVERIFY(torch::equal(logits[k], m_family->forward(some[k], images)));
        QVERIFY_EXCEPTION_THROWN(sweepBatch(*m_family, {Configuration::of(Stitch{"tiny", 2, "small", 1})}, images), Error);
    }

    void anchorsAreSharedNotCopied() {
        const auto images = allImages(*m_small->images).narrow(0, 0, 4);
        const Configuration c = Configuration::of(m_small->tasks[0].stitch); // tiny:1 > small:1
        const torch::NoGradGuard noGrad;
        const auto before = m_family->forward(c, images);
        torch::Tensor changed;
        for (const auto& [name, tensor] : m_family->namedParameters())
            if (name == "anchors.small.blocks.2.mlp.fc2.bias") changed = tensor;
        QVERIFY(changed.defined());
        changed[0] += 1; // one channel: a shift of all of them the final norm would take out
        const auto after = m_family->forward(c, images);
        QVERIFY((after - before).abs().max().item<float>() > 1e-3f);
        changed[0] -= 1;
        QVERIFY(torch::allclose(m_family->forward(c, images), before, 1e-4, 1e-5));
    }

    void damagedWeightsAreNamed() {
        StitchedFamily family(m_small->anchors, {m_small->tasks[0]}, false, torch::kCPU);
        {
            const torch::NoGradGuard noGrad;
            family.layer(0)->weight.fill_(NAN);
        }
        try {
            sweep(family, family.configurations(), *m_small->images, 8, 8, {});
            QFAIL("no complaint");
        } catch (const Error& e) {
            QVERIFY2(std::string(e.what()).find("tiny:1 > small:1") != std::string::npos, e.what());
        }
    }

    void whatDoesNotFitIsRefused() {
        const auto refuses = [&](const Stitch& s, const char* part) {
            try {
                StitchedFamily(m_small->anchors, {{s, {}}}, false, torch::kCPU);
            } catch (const Error& e) {
                return std::string(e.what()).find(part) != std::string::npos;
            }
            return false;
        };
        QVERIFY(refuses({"tiny", 4, "small", 1}, "1 to 3"));
        QVERIFY(refuses({"tiny", 1, "small", 3}, "0 to 2"));
        QVERIFY(refuses({"tiny", 1, "swin", 1}, "not legal"));
        QVERIFY(refuses({"tiny", 1, "nobody", 1}, "nobody"));
        QVERIFY_EXCEPTION_THROWN(StitchedFamily(m_small->anchors, {m_small->tasks[0], m_small->tasks[0]}, false, torch::kCPU), Error);
    }

    void speedIsMeasured() {
        const Speed speed = measureSpeed(*m_family, m_family->configurations().front(), allImages(*m_small->images).narrow(0, 0, 8));
        QVERIFY(speed.latency > 0 && speed.throughput > 0);
    }

private:
    const Anchor& anchorOf(const std::string& name) const {
        return *std::find_if(m_small->anchors.begin(), m_small->anchors.end(), [&](const Anchor& a) { return a.name == name; });
    }

    QTemporaryDir m_folder;
    std::unique_ptr<SmallFamily> m_small;
    std::unique_ptr<StitchedFamily> m_family;
};

QTEST_APPLESS_MAIN(FamilyTest)
#include "family_test.moc"
