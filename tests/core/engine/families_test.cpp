// SPDX-License-Identifier: GPL-3.0-or-later
// Swin, ResNet and LeViT equal the golden forwards (float64 references, see tests/data/README.md) at the stem, every block
// and the logits; blocks can be run one by one; gradients flow through the same formula.
#include "core/engine/checkpoints/load_weights.h"
#include "core/engine/kernels/instruction_set.h"
#include "core/engine/nets/net.h"
#include "core/engine/nets/windows.h"

#include <QtTest>

using namespace klas;
using namespace klas::engine;

namespace {

const std::string data = KLAS_TEST_DATA "/";

ArchConfig configOf(const std::string& name) {
    const std::string file = data + "config_" + name + ".json";
    return archFromJson(parseJson(readTextFile(file), file), name);
}

/// Largest excess of |a - b| over atol + rtol |b|; at most 0 when close.
double excess(const torch::Tensor& a, const torch::Tensor& b) {
    return ((a - b).abs() - (2e-5 + 1e-5 * b.abs())).max().item<double>();
}

/// Batch norms with statistics and affine values as after training.
void mixUp(torch::nn::Module& module) {
    const torch::NoGradGuard noGrad;
    torch::manual_seed(11);
    for (auto& p : module.named_parameters())
        if (p.value().dim() == 1 || p.key().find("bias") != std::string::npos) p.value().normal_(0.8, 0.2);
    for (auto& b : module.named_buffers())
        if (b.value().is_floating_point()) b.value().uniform_(0.5, 1.5);
}

ArchConfig smallSwin() {
    ArchConfig arch{"small swin", "swin", {}};
    arch.shape = SwinConfig{.imageSize = 22, .patchSize = 2, .inChannels = 2, .width = 12, .depths = {2, 2}, .heads = {2, 4},
                            .window = 4, .mlpRatio = 2, .classes = 5}; // grids of 11 and 6, windows of 4
    return arch;
}
ArchConfig smallResnet(bool bottleneck) {
    ArchConfig arch{"small resnet", "resnet", {}};
    arch.shape = ResnetConfig{.imageSize = 30, .inChannels = 2, .bottleneck = bottleneck, .stemWidth = 6, .layers = {1, 2},
                              .planes = {5, 7}, .classes = 5};
    return arch;
}
ArchConfig smallLevit(bool distilled) {
    ArchConfig arch{"small levit", "levit", {}};
    arch.shape = LevitConfig{.imageSize = 80, .inChannels = 2, .widths = {16, 24}, .keyDim = 4, .heads = {2, 3}, .depths = {2, 1},
                             .classes = 5, .distilled = distilled}; // grids of 5 and 3
    return arch;
}

std::vector<ArchConfig> smallArchs() {
    return {smallSwin(), smallResnet(false), smallResnet(true), smallLevit(false), smallLevit(true)};
}

torch::Tensor imagesFor(const ArchConfig& arch, long count = 3) {
    torch::manual_seed(5);
    return torch::randn({count, arch.inChannels(), arch.imageSize(), arch.imageSize()});
}

} // namespace

class FamiliesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void equalsTheGoldenForward_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("tensors");
        QTest::newRow("swin") << "swin" << 12;
        QTest::newRow("resnet_basic") << "resnet_basic" << 8;
        QTest::newRow("resnet_bottleneck") << "resnet_bottleneck" << 8;
        QTest::newRow("levit") << "levit" << 21;
    }
    void equalsTheGoldenForward() {
        QFETCH(QString, name);
        QFETCH(int, tensors);
        const std::string family = name.toStdString();
        const auto net = loadNet(configOf(family), data + family + ".safetensors", torch::kCPU);
        const SafeTensors expected(data + "expected_" + family + ".safetensors");
        const auto images = expected.tensor("input");
        QCOMPARE(expected.names().size(), size_t(tensors + 1));
        for (const bool gradients : {false, true}) { // the fused layers, and the modules as they are
            const torch::AutoGradMode mode(gradients);
            if (gradients) net->module().parameters().front().set_requires_grad(true);
            const auto stages = net->trace(images);
            QCOMPARE(stages.size(), size_t(tensors));
            for (const auto& [stage, tensor] : stages) {
                const auto wanted = expected.tensor(stage);
                QVERIFY2(tensor.sizes() == wanted.sizes(), stage.c_str());
                QVERIFY2(excess(tensor, wanted) <= 0, stage.c_str());
            }
            QVERIFY(excess(net->forward(images), expected.tensor("logits")) <= 0);
        }
    }

    void registeredNamesAreTheCheckpointKeys() {
        for (const std::string family : {"swin", "resnet_basic", "resnet_bottleneck", "levit"}) {
            const SafeTensors file(data + family + ".safetensors");
            const auto net = makeNet(configOf(family));
            size_t computed = 0; // buffers that follow from the configuration
            for (const std::string& name : file.names())
                computed += name.ends_with("relative_position_index") || name.ends_with("attn_mask") ||
                            name.ends_with("attention_bias_idxs");
            const auto state = stateOf(net->module());
            QCOMPARE(state.size() + computed, file.names().size());
            for (const auto& [name, tensor] : state)
                QVERIFY2(file.contains(name) && file.tensor(name).sizes() == tensor.sizes(), name.c_str());
        }
    }

    void runToAndRunFromMakeTheForward() {
        const torch::InferenceMode inference;
        for (const ArchConfig& arch : smallArchs()) {
            const auto net = makeNet(arch, 3);
            const auto images = imagesFor(arch);
            const auto whole = net->forward(images);
            QCOMPARE(whole.sizes(), at::IntArrayRef({3, 5}));
            for (int block = 0; block <= net->depth(); ++block) {
                const auto features = net->runTo(images, block);
                const Grid& grid = block == 0 ? net->card().stemGrid : net->card().block(block).grid;
                const std::vector<int64_t> shape = grid.map ? std::vector<int64_t>{3, grid.channels, grid.height, grid.width}
                                                            : std::vector<int64_t>{3, grid.tokens(), grid.channels};
                QCOMPARE(features.sizes().vec(), shape);
                QVERIFY(torch::equal(net->runFrom(features, block), whole));
                QCOMPARE(net->pool(features).sizes().vec(), (std::vector<int64_t>{3, grid.channels}));
            }
            QCOMPARE(net->pooling(), std::string("mean over positions"));
        }
    }

    /// The fused layers against the modules, where windows do not divide the grid and sides are odd; a batch of one, too.
    void forwardWithGradientsIsTheSame() {
        const auto best = kernels::instructionSet();
        for (const auto set : kernels::instructionSets())
            for (const ArchConfig& arch : smallArchs())
                for (const long count : {1L, 9L}) {
                    kernels::useInstructionSet(set);
                    const auto net = makeNet(arch, 3);
                    mixUp(net->module());
                    const auto images = imagesFor(arch, count);
                    const auto learning = net->trace(images);
                    QVERIFY(learning.back().second.requires_grad());
                    const torch::NoGradGuard noGrad;
                    const auto inferred = net->trace(images);
                    QCOMPARE(inferred.size(), learning.size());
                    for (size_t k = 0; k < inferred.size(); ++k) {
                        const auto &a = inferred[k].second, &b = learning[k].second;
                        const double scale = b.abs().max().item<double>();
                        QVERIFY2((a - b).abs().max().item<double>() < 2e-5 * (1 + scale), inferred[k].first.c_str());
                        QVERIFY(scale > 1e-3);
                    }
                }
        kernels::useInstructionSet(best);
    }

    /// How images are spread over threads does not change a bit.
    void imagesDoNotDependOnTheBatchOrThreads() {
        const torch::InferenceMode inference;
        const auto net = makeNet(smallSwin(), 3);
        const auto images = imagesFor(smallSwin(), 7);
        const auto whole = net->runTo(images, net->depth());
        QVERIFY(torch::equal(net->runTo(images.narrow(0, 2, 3), net->depth()), whole.narrow(0, 2, 3)));
        const int threads = torch::get_num_threads();
        for (const int count : {1, 3}) {
            torch::set_num_threads(count);
            QVERIFY(torch::equal(net->runTo(images, net->depth()), whole));
        }
        torch::set_num_threads(threads);
    }

    void everyParameterLearns() {
        for (const ArchConfig& arch : smallArchs()) {
            const auto net = makeNet(arch, 3);
            mixUp(net->module());
            net->module().train();
            const auto statistics = net->module().named_buffers();
            std::vector<torch::Tensor> before;
            for (const auto& b : statistics)
                before.push_back(b.value().clone());
            const auto logits = net->forward(imagesFor(arch, 4));
            torch::cross_entropy_loss(logits, torch::tensor({0, 1, 2, 3}, torch::kLong)).backward();
            for (const auto& p : net->module().named_parameters())
                QVERIFY2(p.value().grad().defined() && p.value().grad().abs().max().item<double>() > 0, p.key().c_str());
            size_t k = 0;
            for (const auto& b : statistics) // batch statistics were used and recorded
                QVERIFY2(!torch::equal(b.value(), before[k++]), b.key().c_str());
            // Without gradients, too, training mode reads the batch and not the running statistics.
            if (arch.family == "swin") continue;
            const torch::NoGradGuard noGrad;
            const auto images = imagesFor(arch, 4);
            QVERIFY((net->forward(images) - logits).abs().max().item<double>() < 1e-4);
            net->module().eval();
            QVERIFY((net->forward(images) - logits).abs().max().item<double>() > 1e-3);
        }
    }

    void parametersMatchTheCard() {
        for (const ArchConfig& arch : smallArchs()) {
            const auto net = makeNet(arch);
            std::int64_t params = 0;
            for (const auto& p : net->module().parameters())
                params += p.numel();
            QCOMPARE(params, net->card().total().params);
        }
    }

    /// Drawn by hand: a 5 x 5 map, windows of 3, shifted by one. Rolled up and left, filled up to 6 x 6.
    void windowsOfAnOddGrid() {
        const Windows w{5, 3, 1};
        const std::vector<int> wanted{6,  7,  8,  11, 12, 13, 16, 17, 18, 9,  5,  -1, 14, 10, -1, 19, 15, -1,
                                      21, 22, 23, 1,  2,  3,  -1, -1, -1, 24, 20, -1, 4,  0,  -1, -1, -1, -1};
        QCOMPARE(w.tokens(), wanted);
        const auto tokens = torch::arange(1, 26, torch::kFloat32).view({1, 25, 1});
        const auto cut = w.cut(tokens); // 4 x 9 x 1
        for (int k = 0; k < 36; ++k)
            QCOMPARE(cut.flatten()[k].item<float>(), float(wanted[size_t(k)] + 1)); // 0 where filled up
        QVERIFY(torch::equal(w.join(cut), tokens));
        const auto mask = w.mask(torch::kFloat32); // 4 x 9 x 9
        QCOMPARE(mask[0].abs().max().item<float>(), 0.f);
        // The second window: its rows are of one band; its last column is beyond P - shift = 5.
        for (int q = 0; q < 9; ++q)
            for (int k = 0; k < 9; ++k)
                QCOMPARE(mask[1][q][k].item<float>(), (q % 3 == 2) != (k % 3 == 2) ? -100.f : 0.f);
        QCOMPARE(mask[3][0][8].item<float>(), -100.f);
    }

    void relativePositionsOfAWindowOfTwo() {
        const auto index = Windows{4, 2, 0}.biasIndex(torch::kCPU).view({4, 4});
        // (dy + 1) 3 + dx + 1 for positions (0,0), (0,1), (1,0), (1,1)
        const auto wanted = torch::tensor({4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4}, torch::kLong).view({4, 4});
        QVERIFY(torch::equal(index, wanted));
    }

    void wrongInputsAreRefused() {
        const auto net = makeNet(smallSwin());
        QVERIFY_EXCEPTION_THROWN(net->forward(torch::zeros({2, 3, 22, 22})), Error);
        QVERIFY_EXCEPTION_THROWN(net->runBlocks(net->embed(torch::zeros({1, 2, 22, 22})), 3, 2), Error);
        ArchConfig wide = smallSwin();
        wide.swin().imageSize = 512;
        wide.swin().window = 200;
        QVERIFY_EXCEPTION_THROWN(makeNet(wide), Error);
    }
};

QTEST_APPLESS_MAIN(FamiliesTest)
#include "families_test.moc"
