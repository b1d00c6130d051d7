// SPDX-License-Identifier: GPL-3.0-or-later
// The optimiser of paths against torch's own AdamW, the loss by hand, and a trainer that repeats itself.
#include "core/base/error.h"
#include "core/engine/stitching/family_init.h"
#include "core/engine/training/finetune_loss.h"
#include "core/engine/training/finetune_trainer.h"
#include "tests/core/engine/small_family.h"

#include <QtTest>
#include <torch/optim/adamw.h>

using namespace klas;
using namespace klas::engine;

namespace {

FinetuneRecipe shortRecipe() {
    FinetuneRecipe recipe;
    recipe.steps = 24;
    recipe.batch = 12;
    recipe.seed = 7;
    return recipe;
}

/// A family as initialised and a trainer over the first two transformers and their stitches.
struct Training {
    explicit Training(SmallFamily& small, const FinetuneRecipe& recipe, Teacher teacher = {},
                      torch::Dtype precision = torch::kFloat32)
        : family({small.anchors[0], small.anchors[1]},
                 {small.tasks[0], small.tasks[1], small.tasks[2], small.tasks[3]}, false, torch::kCPU) {
        initialiseLayers(family, *small.images, 32, {});
        for (const auto& [name, tensor] : family.namedParameters())
            torch::Tensor(tensor).set_data(tensor.detach().to(precision));
        auto trained = family.configurations();
        if (recipe.mode != "joint") trained = {Configuration::of(small.tasks[0].stitch)};
        DataSpec data;
        trainer = std::make_unique<FinetuneTrainer>(family, trained, recipe, *small.images, finetuneAugmentation(recipe, data, 32), -1.f, teacher);
    }
    void run(long steps) {
        for (long k = 0; k < steps; ++k)
            losses.push_back(trainer->step().loss);
    }
    torch::Tensor flat() const {
        std::vector<torch::Tensor> all;
        for (const auto& [name, tensor] : family.namedParameters())
            all.push_back(tensor.detach().flatten().clone());
        return torch::cat(all);
    }
    StitchedFamily family;
    std::unique_ptr<FinetuneTrainer> trainer;
    std::vector<double> losses;
};

} // namespace

class FinetuneTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_small = std::make_unique<SmallFamily>(m_folder.path().toStdString()); }

    void pathsMoveAsTorchsAdamW() {
        // Three tensors; path 0 uses a and b, path 1 b and c. torch.optim skips what has no gradient.
        const auto make = [] {
            std::vector<torch::Tensor> all{torch::linspace(-1, 1, 6).view({2, 3}), torch::linspace(0, 2, 3), torch::linspace(1, 3, 4).view({2, 2})};
            for (auto& t : all)
                t.set_requires_grad(true);
            return all;
        };
        const auto loss = [](const std::vector<torch::Tensor>& w, int path) {
            return path == 0 ? (w[0].mv(w[1])).square().sum() : (w[2] * w[1].sum()).sin().sum();
        };
        auto ours = make(), theirs = make();
        AdamWOptions options;
        options.weightDecay = 0.1;
        PathAdamW adamw({{"a", ours[0], false}, {"b", ours[1], false}, {"c", ours[2], true}}, {{true, true, false}, {false, true, true}}, options);
        QCOMPARE(adamw.segments(), size_t(3));
        const auto group = [&](std::vector<torch::Tensor> tensors, double rate, double decay) {
            return torch::optim::OptimizerParamGroup(std::move(tensors),
                                                     std::make_unique<torch::optim::AdamWOptions>(torch::optim::AdamWOptions(rate).weight_decay(decay)));
        };
        torch::optim::AdamW reference(std::vector<torch::optim::OptimizerParamGroup>{group({theirs[0]}, 0.01, 0.1), group({theirs[1]}, 0.01, 0.0),
                                                                                    group({theirs[2]}, 0.03, 0.1)},
                                      torch::optim::AdamWOptions(0.01));
        for (const int path : {0, 0, 1, 0, 1, 1, 1, 0}) {
            adamw.zeroGrad(size_t(path));
            loss(ours, path).backward();
            adamw.step(size_t(path), 0.03, 0.01);
            for (auto& t : theirs)
                t.mutable_grad() = torch::Tensor();
            loss(theirs, path).backward();
            reference.step();
        }
        for (size_t k = 0; k < ours.size(); ++k)
            QVERIFY(torch::allclose(ours[k], theirs[k], 1e-5, 1e-7));
    }

    void gradientsAreClippedByTheirNorm() {
        auto a = torch::ones({2, 2}).set_requires_grad(true);
        PathAdamW adamw({{"a", a, false}}, {{true}}, {});
        (a * torch::tensor({3.f, 0.f, 0.f, 4.f}).view({2, 2})).sum().backward();
        QCOMPARE(adamw.clipGradients(0, 1), 5.0);
        QVERIFY(std::abs(a.grad()[1][1].item<double>() - 0.8) < 1e-6);
        QVERIFY(std::abs(adamw.clipGradients(0, 0) - 1.0) < 1e-5); // measured only
    }

    void lossByHand() {
        const auto logits = torch::tensor({{0.f, std::log(3.f)}, {0.f, 0.f}}); // 1/4, 3/4; 1/2, 1/2
        Batch batch{torch::zeros({2, 1, 1, 1}), torch::tensor({1, 0}, torch::kInt64)};
        FinetuneRecipe recipe;
        const double wanted = (std::log(4.0 / 3) + std::log(2.0)) / 2;
        QVERIFY(std::abs(finetuneLoss(logits, batch, {}, recipe, 2).item<double>() - wanted) < 1e-6);
        QVERIFY(std::abs(finetuneLoss(logits, batch, {}, recipe, 4).item<double>() - wanted / 2) < 1e-6);
        // A third of the first image is class 0.
        batch.otherLabels = torch::tensor({0, 0}, torch::kInt64);
        batch.share = torch::tensor({2.f / 3, 1.f});
        const double mixed = (2 * std::log(4.0 / 3) / 3 + std::log(4.0) / 3 + std::log(2.0)) / 2;
        QVERIFY(std::abs(finetuneLoss(logits, batch, {}, recipe, 2).item<double>() - mixed) < 1e-6);
        batch.share = batch.otherLabels = torch::Tensor();
        const auto teacher = torch::tensor({{std::log(3.f), 0.f}, {0.f, 0.f}}); // 3/4, 1/4; 1/2, 1/2
        recipe.distillation.kind = "soft";
        recipe.distillation.weight = 0.25;
        const double kl = 0.75 * std::log(3.0) + 0.25 * std::log(1.0 / 3); // of the first image
        QVERIFY(std::abs(finetuneLoss(logits, batch, teacher, recipe, 2).item<double>() - (0.75 * wanted + 0.25 * kl / 2)) < 1e-6);
        recipe.distillation.kind = "hard"; // the teacher says 0, 0
        QVERIFY(std::abs(finetuneLoss(logits, batch, teacher, recipe, 2).item<double>() -
                         (0.75 * wanted + 0.25 * (std::log(4.0) + std::log(2.0)) / 2)) < 1e-6);
    }

    void theSameRunTwiceIsTheSameBits() {
        Training a(*m_small, shortRecipe()), b(*m_small, shortRecipe());
        a.run(24);
        b.run(24);
        QVERIFY(a.losses == b.losses);
        QVERIFY(torch::equal(a.flat(), b.flat()));
        QVERIFY(a.trainer->finished());
        for (const long drawn : a.trainer->drawn())
            QVERIFY(drawn > 0); // 24 draws of six configurations
        FinetuneRecipe other = shortRecipe();
        other.seed = 8;
        Training c(*m_small, other);
        c.run(24);
        QVERIFY(!torch::equal(a.flat(), c.flat()));
    }

    void interruptedAnywhereItEndsInTheSameBits() {
        Training whole(*m_small, shortRecipe());
        whole.run(24);
        const fs::path file = m_folder.path().toStdString() + "/state.safetensors";
        for (const long stop : {1L, 5L, 6L, 23L}) { // 64 images in batches of 12: five steps an epoch
            {
                Training first(*m_small, shortRecipe());
                first.run(stop);
                first.trainer->save(file, "key", {{"n", 0.1}});
                first.run(1); // lost
            }
            Training second(*m_small, shortRecipe());
            QCOMPARE(second.trainer->restore(file, "key"), (Json{{"n", 0.1}}));
            QCOMPARE(second.trainer->steps(), stop);
            second.run(24 - stop);
            QVERIFY2(torch::equal(second.flat(), whole.flat()), std::to_string(stop).c_str());
            QVERIFY(second.trainer->drawn() == whole.trainer->drawn());
        }
        Training third(*m_small, shortRecipe());
        QVERIFY_EXCEPTION_THROWN(third.trainer->restore(file, "another"), Error);
    }

    /// Everything that is drawn is drawn for the step, whatever the parts; what is left are sums in another
    /// order.
    void aBatchInPartsIsTheSameStep() {
        FinetuneRecipe whole = shortRecipe();
        whole.mixup = 0.4;
        whole.cutmix = 0.5;
        whole.labelSmoothing = 0.1;
        FinetuneRecipe parts = whole;
        parts.accumulate = 3;
        {
            Training a(*m_small, whole, {}, torch::kFloat64), b(*m_small, parts, {}, torch::kFloat64);
            a.run(24);
            b.run(24);
            const double apart = (a.flat() - b.flat()).abs().max().item<double>();
            QVERIFY2(apart < 1e-10, qPrintable(QString::number(apart)));
            QVERIFY(a.trainer->drawn() == b.trainer->drawn());
        }
        Training a(*m_small, whole), b(*m_small, parts);
        const auto gradient = [&](Training& t) { // a tenth of it, after the first step
            t.run(1);
            t.trainer->save(m_folder.path().toStdString() + "/one.safetensors", "key", {});
            return SafeTensors(m_folder.path().toStdString() + "/one.safetensors").tensor("adamw.m").clone();
        };
        const auto ga = gradient(a), gb = gradient(b);
        const double error = (ga - gb).norm().item<double>() / ga.norm().item<double>();
        QVERIFY2(error < 1e-6, qPrintable(QString::number(error)));
        QVERIFY(std::abs(a.losses[0] - b.losses[0]) < 1e-6);
        a.run(23);
        b.run(23);
        // The logits do not depend on a key's bias, so its gradient is rounding alone, and AdamW divides it
        // by its own size.
        const auto before = snapshot(b.family);
        double keys = 0, rest = 0;
        for (const auto& [name, tensor] : a.family.namedParameters()) {
            auto difference = (tensor.detach() - before.at(name)).abs();
            if (name.ends_with("attn.qkv.bias")) {
                const long width = difference.numel() / 3;
                keys = std::max(keys, difference.narrow(0, width, width).max().item<double>());
                difference.narrow(0, width, width).zero_();
            }
            rest = std::max(rest, difference.max().item<double>());
        }
        QVERIFY2(rest < 1e-4 && keys < 1e-2, qPrintable(QString("%1 %2").arg(keys).arg(rest)));
        qInfo("in float32: keys' biases %g apart, everything else %g", keys, rest);
    }

    void aStepMovesItsPathAlone() {
        Training t(*m_small, shortRecipe());
        for (int k = 0; k < 12; ++k) {
            const auto before = snapshot(t.family);
            const size_t c = t.trainer->step().configuration;
            const Configuration configuration = t.trainer->configurations()[c];
            for (const auto& [name, tensor] : t.family.namedParameters()) {
                const bool moved = !torch::equal(tensor, before.at(name));
                bool used = configuration.isAnchor() && name.rfind("anchors." + configuration.anchor + ".", 0) == 0;
                if (configuration.stitch) used = onPath(name, *configuration.stitch);
                if (!used) QVERIFY2(!moved, (name + " by " + text(configuration)).c_str());
                if (used && name.find("bias") == std::string::npos) QVERIFY2(moved, (name + " by " + text(configuration)).c_str());
            }
        }
    }

    void theLayerAlone() {
        FinetuneRecipe recipe = shortRecipe();
        recipe.mode = "layer";
        Training t(*m_small, recipe);
        const auto before = snapshot(t.family);
        t.run(10);
        for (const auto& [name, tensor] : t.family.namedParameters())
            QCOMPARE(!torch::equal(tensor, before.at(name)), name.rfind("layers.tiny:1>small:1.", 0) == 0);
        QCOMPARE(t.trainer->weights().size(), size_t(2));
    }

    void itLearns() {
        FinetuneRecipe recipe = shortRecipe();
        recipe.steps = 300;
        recipe.batch = 32;
        recipe.augment = false;
        recipe.layerRate = recipe.anchorRate = 5e-3; // the anchors are random
        Training t(*m_small, recipe);
        t.run(300);
        const auto mean = [&](long from) { return std::accumulate(t.losses.begin() + from, t.losses.begin() + from + 20, 0.0) / 20; };
        QVERIFY2(mean(280) < 0.5 * mean(0), qPrintable(QString("%1 %2").arg(mean(0)).arg(mean(280))));
    }

    void aTeacherIsLearntFrom() {
        FinetuneRecipe recipe = shortRecipe();
        recipe.distillation.kind = "hard";
        recipe.distillation.weight = 1;
        long asked = 0;
        Training t(*m_small, recipe, [&](const torch::Tensor& images) {
            ++asked;
            return torch::tensor({0.f, 0.f, 9.f, 0.f}).expand({images.size(0), 4}); // always the third class
        });
        t.run(24);
        QCOMPARE(asked, 24L);
        const torch::NoGradGuard noGrad;
        const auto answers = t.family.forward(Configuration::of("small"), m_small->images->batch({0, 1, 2, 3, 4, 5, 6, 7}).images).argmax(1);
        QVERIFY((answers == 2).sum().item<long>() >= 6);
    }

    void divergenceIsNamed() {
        FinetuneRecipe recipe = shortRecipe();
        recipe.layerRate = 1;
        recipe.anchorRate = 1;
        recipe.warmup = 0;
        recipe.clipNorm = 0;
        Training t(*m_small, recipe);
        {
            const torch::NoGradGuard noGrad;
            for (size_t k = 0; k < t.family.layerCount(); ++k)
                t.family.layer(k)->weight.fill_(1e38);
            for (const auto& [name, tensor] : t.family.namedParameters())
                if (name.find("head.weight") != std::string::npos) torch::Tensor(tensor).fill_(1e38);
        }
        try {
            t.run(24);
            QFAIL("no complaint");
        } catch (const Error& e) {
            const std::string sentence = e.what();
            QVERIFY2(sentence.find("at step 1, of ") != std::string::npos, e.what());
            QVERIFY2(sentence.find("learning rates 1.0 (layers) and 1.0 (blocks)") != std::string::npos, e.what());
        }
    }

    void badRecipesAreRefused() {
        FinetuneRecipe recipe = shortRecipe();
        recipe.batch = 0;
        QVERIFY_EXCEPTION_THROWN(Training(*m_small, recipe), Error);
    }

private:
    static std::map<std::string, torch::Tensor> snapshot(const StitchedFamily& family) {
        std::map<std::string, torch::Tensor> all;
        for (const auto& [name, tensor] : family.namedParameters())
            all[name] = tensor.detach().clone();
        return all;
    }

    /// The stem and blocks 1..i of the source, the layer, blocks j+1..n, norm and head of the target.
    static bool onPath(const std::string& name, const Stitch& s) {
        if (name.rfind(StitchedFamily::layerName(s) + ".", 0) == 0) return true;
        const auto block = [&](const std::string& prefix) {
            return name.rfind(prefix + "blocks.", 0) == 0 ? std::stoi(name.substr(prefix.size() + 7)) + 1 : 0;
        };
        const std::string f = "anchors." + s.source + ".", g = "anchors." + s.target + ".";
        if (name.rfind(f, 0) == 0) {
            if (const int k = block(f)) return k <= s.i;
            return name.find("patch_embed") != std::string::npos || name.find("pos_embed") != std::string::npos ||
                   name.find("cls_token") != std::string::npos;
        }
        if (name.rfind(g, 0) == 0) {
            if (const int k = block(g)) return k > s.j;
            return name.rfind(g + "norm.", 0) == 0 || name.rfind(g + "head.", 0) == 0;
        }
        return false;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<SmallFamily> m_small;
};

QTEST_APPLESS_MAIN(FinetuneTest)
#include "finetune_test.moc"
