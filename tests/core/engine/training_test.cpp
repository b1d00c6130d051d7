// SPDX-License-Identifier: GPL-3.0-or-later
// Schedule by hand, AdamW against PyTorch, and a training that stops, resumes and ends in the same bits.
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/training/schedule.h"
#include "core/engine/training/train_checkpoint.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <limits>

using namespace klas;
using namespace klas::engine;

namespace {

QString messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

/// 8 x 8 noise on one of three greys, which is the class.
class Greys final : public Dataset {
public:
    explicit Greys(std::int64_t count) {
        torch::manual_seed(1);
        m_images = torch::rand({count, 1, 8, 8});
        m_labels = torch::arange(count, torch::kInt64).remainder(3);
        m_images += 2 * (m_labels - 1).view({count, 1, 1, 1});
    }
    long size() const override { return m_images.size(0); }
    int classes() const override { return 3; }
    int channels() const override { return 1; }
    int imageSize() const override { return 8; }
    Batch batch(const std::vector<long>& indices) const override {
        const auto index =
            torch::tensor(std::vector<std::int64_t>(indices.begin(), indices.end()), torch::kInt64);
        return {m_images.index_select(0, index), m_labels.index_select(0, index)};
    }

private:
    torch::Tensor m_images, m_labels;
};

std::unique_ptr<Net> tinyNet(std::uint64_t seed) {
    ArchConfig arch;
    arch.name = "tiny";
    arch.shape = VitConfig{.imageSize = 8,
                .patchSize = 4,
                .inChannels = 1,
                .width = 8,
                .depth = 2,
                .heads = 2,
                .mlpRatio = 2,
                .classes = 3};
    return makeNet(arch, seed);
}

TrainOptions quickOptions() {
    TrainOptions o;
    o.epochs = 6;
    o.batch = 6;
    o.learningRate = 2e-2;
    o.warmupEpochs = 1;
    o.augmentation = {.flip = false, .shift = 1};
    o.seed = 3;
    return o;
}

bool sameWeights(Net& a, Net& b) {
    const auto left = namedWeights(a), right = namedWeights(b);
    if (left.size() != right.size()) return false;
    for (size_t k = 0; k < left.size(); ++k)
        if (left[k].first != right[k].first || !left[k].second.equal(right[k].second)) return false;
    return true;
}

void setGradient(torch::Tensor parameter, const std::vector<float>& values) {
    parameter.mutable_grad().copy_(torch::tensor(values).view(parameter.sizes()));
}

bool near(const torch::Tensor& tensor, const std::vector<float>& expected, double tolerance) {
    return torch::allclose(tensor.detach().flatten(), torch::tensor(expected), 0, tolerance);
}

} // namespace

class TrainingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scheduleByHand() {
        const Schedule s{.base = 0.8, .warmup = 4, .steps = 12};
        QCOMPARE(s.rate(0), 0.2);
        QCOMPARE(s.rate(3), 0.8);
        QCOMPARE(s.rate(4), 0.8);
        QVERIFY(std::abs(s.rate(6) - 0.4 * (1 + std::sqrt(0.5))) < 1e-12); // a quarter of the cosine
        QVERIFY(std::abs(s.rate(8) - 0.4) < 1e-12);
        QVERIFY(std::abs(s.rate(12)) < 1e-12);
        const Schedule noWarmup{.base = 1, .warmup = 0, .steps = 2};
        QCOMPARE(noWarmup.rate(0), 1.0);
        QVERIFY(std::abs(noWarmup.rate(1) - 0.5) < 1e-12);
    }

    // Expected numbers: torch.optim.AdamW and torch.nn.utils.clip_grad_norm_ of PyTorch 1.13 in Python,
    // weight decay 0.1 for the weight and 0 for the bias, the same weights, gradients and rates as here.
    void adamwEqualsPyTorch() {
        torch::nn::Linear linear(3, 2);
        {
            const torch::NoGradGuard noGrad;
            linear->weight.copy_(torch::tensor({{1., -2., 3.}, {0.5, 0., -0.25}}));
            linear->bias.copy_(torch::tensor({0.1, -0.2}));
        }
        AdamWOptions options;
        options.weightDecay = 0.1;
        AdamW adamw(*linear, options);
        const std::vector<std::vector<float>> weights{{0.1f, 0.2f, -0.3f, 1.f, 0.f, -2.f},
                                                      {0.3f, -0.2f, 0.1f, 0.f, 0.5f, 1.f},
                                                      {-1.f, 0.02f, 0.4f, 0.3f, 0.1f, 0.001f}};
        const std::vector<std::vector<float>> biases{{0.5f, -0.5f}, {0.25f, 0.f}, {-2.f, 1.f}};
        const double rates[] = {0.01, 0.02, 0.005};
        for (size_t k = 0; k < 3; ++k) {
            setGradient(linear->weight, weights[k]);
            setGradient(linear->bias, biases[k]);
            adamw.step(rates[k]);
        }
        QVERIFY(near(linear->weight,
                     {0.9701587f, -2.0019526f, 3.0059381f, 0.4714833f, -0.0183222f, -0.2327988f}, 1e-6));
        QVERIFY(near(linear->bias, {0.0734637f, -0.1782991f}, 1e-6));
        QCOMPARE(adamw.steps(), 3L);

        QVERIFY(std::abs(adamw.clipGradients(0.5).item<double>() - 2.5020794868) < 1e-6);
        QVERIFY(near(linear->weight.grad(),
                     {-0.1998337f, 0.0039967f, 0.0799335f, 0.0599501f, 0.0199834f, 0.0001998f}, 1e-6));
        QVERIFY(near(linear->bias.grad(), {-0.3996674f, 0.1998337f}, 1e-6));
        adamw.clipGradients(0.6); // shorter already: unchanged
        QVERIFY(near(linear->bias.grad(), {-0.3996674f, 0.1998337f}, 1e-6));
        adamw.zeroGrad();
        QCOMPARE(linear->weight.grad().abs().sum().item<float>(), 0.f);
        QVERIFY(messageOf([&] {
                    adamw.restore(torch::zeros({3}), torch::zeros({3}), 1);
                }).contains("does not fit"));
    }

    void backwardFillsTheFlatGradient() {
        torch::nn::Linear linear(3, 2);
        AdamW adamw(*linear, {});
        for (int pass = 0; pass < 2; ++pass) {
            adamw.zeroGrad();
            linear->forward(torch::tensor({{1.f, 2.f, 3.f}})).sum().backward();
            QVERIFY(near(linear->weight.grad(), {1, 2, 3, 1, 2, 3}, 1e-6));
            QVERIFY(std::abs(adamw.clipGradients(0).item<double>() - std::sqrt(30.0)) < 1e-5); // 2 * (14 + 1)
        }
    }

    void onlyMatricesDecay() {
        const auto net = tinyNet(0);
        const auto before = [&] {
            std::map<std::string, torch::Tensor> copies;
            for (const auto& [name, weight] : namedWeights(*net))
                copies[name] = weight.clone();
            return copies;
        }();
        AdamWOptions options;
        options.weightDecay = 0.5;
        AdamW adamw(net->module(), options);
        adamw.step(0.1); // no gradient: only the decay moves anything
        for (const auto& [name, weight] : namedWeights(*net)) {
            const bool matrix = QString::fromStdString(name).endsWith("weight") && weight.dim() > 1;
            QVERIFY2(torch::allclose(weight, before.at(name) * (matrix ? 0.95 : 1.0)), name.c_str());
        }
    }

    void learnsAndResumesToTheBit() {
        const Greys images(90), validation(30);
        const QTemporaryDir dir;
        const fs::path checkpoint = (dir.path() + "/checkpoint").toStdString();
        const auto whole = tinyNet(1), resumed = tinyNet(2), stopped = tinyNet(1);
        const auto results =
            train(*whole, images, validation, 0, torch::kCPU, quickOptions(), {}, Progress());
        QCOMPARE(results.size(), size_t(6));
        QVERIFY2(results.back().loss < 0.8,
                 qPrintable(QString::number(results.back().loss))); // ln 3 = 1.10 by chance
        QVERIFY2(*results.back().validationTop1 > 0.8,
                 qPrintable(QString::number(*results.back().validationTop1)));

        TrainHooks hooks;
        hooks.checkpoint = checkpoint;
        hooks.onEpoch = [](const EpochResult& r) {
            if (r.epoch == 2) throw Cancelled();
        };
        QVERIFY_THROWS_EXCEPTION(Cancelled, train(*stopped, images, validation, 0, torch::kCPU,
                                                  quickOptions(), hooks, Progress()));
        QVERIFY(!sameWeights(*stopped, *whole));
        hooks.onEpoch = {};
        hooks.resume = true;
        const auto rest =
            train(*resumed, images, validation, 0, torch::kCPU, quickOptions(), hooks, Progress());
        QVERIFY(sameWeights(*resumed, *whole));
        QCOMPARE(rest.size(), size_t(6));
        for (size_t k = 0; k < 6; ++k) {
            QCOMPARE(rest[k].loss, results[k].loss);
            QCOMPARE(rest[k].validationTop1, results[k].validationTop1);
        }
        // A finished run resumes to nothing more.
        const auto finished = tinyNet(4);
        train(*finished, images, validation, 0, torch::kCPU, quickOptions(), hooks, Progress());
        QVERIFY(sameWeights(*finished, *whole));
    }

    void refusesForeignCheckpoints() {
        const Greys images(32), fewer(31);
        const QTemporaryDir dir;
        TrainHooks hooks;
        hooks.checkpoint = (dir.path() + "/checkpoint").toStdString();
        TrainOptions options = quickOptions();
        options.epochs = 1;
        const auto net = tinyNet(1);
        train(*net, images, images, 0, torch::kCPU, options, hooks, Progress());
        hooks.resume = true;
        const auto resume = [&](const Dataset& set, const TrainOptions& o) {
            return messageOf([&] { train(*net, set, images, 0, torch::kCPU, o, hooks, Progress()); });
        };
        QVERIFY(resume(fewer, options).contains("another \"train_images\""));
        options.learningRate *= 2;
        QVERIFY(resume(images, options).contains("another \"options\""));
        writeFileAtomically(hooks.checkpoint, "not a checkpoint");
        QVERIFY(!resume(images, options).isEmpty());
        writeSafeTensors(hooks.checkpoint, namedWeights(*net));
        QVERIFY(resume(images, options).contains("not one of a training"));
    }

    void divergenceIsOneSentence() {
        const Greys images(32);
        const auto net = tinyNet(1);
        {
            const torch::NoGradGuard noGrad;
            namedWeights(*net).front().second.fill_(std::numeric_limits<float>::quiet_NaN());
        }
        const QString message =
            messageOf([&] { train(*net, images, images, 0, torch::kCPU, quickOptions(), {}, Progress()); });
        QVERIFY2(message.contains("step 1") && message.contains("learning rate 0.0033333"),
                 qPrintable(message));
    }

    void refusesBadOptions() {
        const auto refused = [](auto change) {
            TrainOptions o;
            change(o);
            return !messageOf([&] { check(o); }).isEmpty();
        };
        QVERIFY(!refused([](TrainOptions&) {}));
        QVERIFY(refused([](TrainOptions& o) { o.epochs = 0; }));
        QVERIFY(refused([](TrainOptions& o) { o.batch = 0; }));
        QVERIFY(refused([](TrainOptions& o) { o.learningRate = 0; }));
        QVERIFY(refused([](TrainOptions& o) { o.learningRate = std::numeric_limits<double>::quiet_NaN(); }));
        QVERIFY(refused([](TrainOptions& o) { o.warmupEpochs = o.epochs + 1; }));
        QVERIFY(refused([](TrainOptions& o) { o.labelSmoothing = 1; }));
        QVERIFY(refused([](TrainOptions& o) { o.adamw.weightDecay = -1; }));
        QVERIFY(refused([](TrainOptions& o) { o.evaluateEvery = 0; }));
    }

    void cancels() {
        const Greys images(32);
        const auto net = tinyNet(1);
        Progress progress;
        progress.cancel();
        QVERIFY_THROWS_EXCEPTION(Cancelled,
                                 train(*net, images, images, 0, torch::kCPU, quickOptions(), {}, progress));
    }
};

QTEST_APPLESS_MAIN(TrainingTest)
#include "training_test.moc"
