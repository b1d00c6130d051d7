// SPDX-License-Identifier: GPL-3.0-or-later
// Names of other programs brought to ours, and architectures read off keys and shapes.
#include "core/analysis/arch.h"
#include "core/base/error.h"
#include "core/engine/checkpoints/derived_buffers.h"
#include "core/engine/checkpoints/guess_architecture.h"
#include "core/engine/checkpoints/load_weights.h"
#include "core/engine/nets/net.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace klas;
using namespace klas::engine;

namespace {

const std::string kData = std::string(KLAS_TEST_DATA) + "/";
const std::string kMade = kData + "checkpoints/";
using Pairs = std::vector<std::pair<const char*, const char*>>; ///< the file's name, ours

/// Every key with a tensor of its own value; `marks` are what the dialect is recognised by.
Translation translated(const Pairs& pairs) {
    NamedTensors tensors;
    float value = 0;
    for (const auto& [from, to] : pairs)
        tensors.emplace_back(from, torch::full({2, 2}, ++value));
    return translateKeys(tensors);
}

QString wrongPairs(const Pairs& pairs, const Translation& result) {
    QString wrong;
    for (const auto& [from, to] : pairs) {
        bool found = false;
        for (const NamedParts& entry : result.tensors)
            if (entry.name == to) found = std::count(entry.originals.begin(), entry.originals.end(), from) == 1;
        if (!found) wrong += QString(" ") + from + " -> " + to;
    }
    return wrong;
}

template <typename Work>
QString messageOf(Work work) {
    try {
        work();
    } catch (const Error& e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

torch::Tensor zeros(at::IntArrayRef shape) { return torch::zeros(shape); }

} // namespace

class KeyDialectsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }

private Q_SLOTS:
    void translates_data() {
        QTest::addColumn<Pairs>("pairs");
        QTest::addColumn<QString>("family");
        QTest::addColumn<QString>("dialect");
        QTest::newRow("Swin, current timm")
            << Pairs{{"patch_embed.proj.weight", "patch_embed.proj.weight"},
                     {"layers.0.blocks.0.attn.relative_position_bias_table", "layers.0.blocks.0.attn.relative_position_bias_table"},
                     {"layers.1.downsample.norm.weight", "layers.0.downsample.norm.weight"},
                     {"layers.1.downsample.reduction.weight", "layers.0.downsample.reduction.weight"},
                     {"layers.3.downsample.reduction.weight", "layers.2.downsample.reduction.weight"},
                     {"layers.3.blocks.1.mlp.fc2.bias", "layers.3.blocks.1.mlp.fc2.bias"},
                     {"head.fc.weight", "head.weight"},
                     {"head.fc.bias", "head.bias"}}
            << "swin" << "timm (current)";
        QTest::newRow("Swin, original")
            << Pairs{{"layers.0.blocks.0.attn.relative_position_bias_table", "layers.0.blocks.0.attn.relative_position_bias_table"},
                     {"layers.0.downsample.reduction.weight", "layers.0.downsample.reduction.weight"},
                     {"layers.1.downsample.reduction.weight", "layers.1.downsample.reduction.weight"},
                     {"head.weight", "head.weight"}}
            << "swin" << "original";
        QTest::newRow("Swin, torchvision")
            << Pairs{{"features.0.0.weight", "patch_embed.proj.weight"},
                     {"features.0.2.bias", "patch_embed.norm.bias"},
                     {"features.1.0.attn.relative_position_bias_table", "layers.0.blocks.0.attn.relative_position_bias_table"},
                     {"features.2.reduction.weight", "layers.0.downsample.reduction.weight"},
                     {"features.3.1.mlp.0.weight", "layers.1.blocks.1.mlp.fc1.weight"},
                     {"features.5.17.mlp.3.bias", "layers.2.blocks.17.mlp.fc2.bias"},
                     {"features.6.norm.weight", "layers.2.downsample.norm.weight"},
                     {"features.7.1.norm2.weight", "layers.3.blocks.1.norm2.weight"},
                     {"norm.weight", "norm.weight"}}
            << "swin" << "torchvision";
        QTest::newRow("Swin, Hugging Face")
            << Pairs{{"swin.embeddings.patch_embeddings.projection.weight", "patch_embed.proj.weight"},
                     {"swin.encoder.layers.0.blocks.0.attention.self.query.weight", "layers.0.blocks.0.attn.qkv.weight"},
                     {"swin.encoder.layers.0.blocks.0.attention.self.key.weight", "layers.0.blocks.0.attn.qkv.weight"},
                     {"swin.encoder.layers.0.blocks.0.attention.self.value.weight", "layers.0.blocks.0.attn.qkv.weight"},
                     {"swin.encoder.layers.0.blocks.0.attention.self.relative_position_bias_table", "layers.0.blocks.0.attn.relative_position_bias_table"},
                     {"swin.encoder.layers.1.blocks.0.attention.output.dense.bias", "layers.1.blocks.0.attn.proj.bias"},
                     {"swin.encoder.layers.0.downsample.reduction.weight", "layers.0.downsample.reduction.weight"},
                     {"swin.layernorm.weight", "norm.weight"},
                     {"classifier.weight", "head.weight"}}
            << "swin" << "Hugging Face transformers";
        QTest::newRow("LeViT, current timm, depths 2 and 3")
            << Pairs{{"stem.conv1.linear.weight", "patch_embed.0.c.weight"},
                     {"stem.conv4.bn.running_var", "patch_embed.6.bn.running_var"},
                     {"stages.0.blocks.0.attn.qkv.linear.weight", "blocks.0.m.qkv.c.weight"},
                     {"stages.0.blocks.0.attn.qkv.bn.bias", "blocks.0.m.qkv.bn.bias"},
                     {"stages.0.blocks.0.attn.attention_biases", "blocks.0.m.attention_biases"},
                     {"stages.0.blocks.0.attn.proj.ln.linear.weight", "blocks.0.m.proj.1.c.weight"},
                     {"stages.0.blocks.1.mlp.ln1.linear.weight", "blocks.3.m.0.c.weight"},
                     {"stages.0.blocks.1.mlp.ln2.bn.weight", "blocks.3.m.2.bn.weight"},
                     {"stages.1.downsample.attn_downsample.kv.linear.weight", "blocks.4.kv.c.weight"},
                     {"stages.1.downsample.attn_downsample.q.ln.linear.weight", "blocks.4.q.1.c.weight"},
                     {"stages.1.downsample.attn_downsample.proj.ln.bn.weight", "blocks.4.proj.1.bn.weight"},
                     {"stages.1.downsample.mlp.ln1.linear.weight", "blocks.5.m.0.c.weight"},
                     {"stages.1.blocks.0.attn.qkv.linear.weight", "blocks.6.m.qkv.c.weight"},
                     {"stages.1.blocks.2.mlp.ln2.linear.weight", "blocks.11.m.2.c.weight"},
                     {"stages.2.downsample.attn_downsample.attention_biases", "blocks.12.attention_biases"},
                     {"stages.2.blocks.0.attn.attention_biases", "blocks.14.m.attention_biases"},
                     {"head.bn.weight", "head.bn.weight"},
                     {"head.linear.weight", "head.l.weight"},
                     {"head_dist.linear.bias", "head_dist.l.bias"}}
            << "levit" << "timm (current)";
        QTest::newRow("LeViT, Hugging Face")
            << Pairs{{"levit.patch_embeddings.embedding_layer_1.convolution.weight", "patch_embed.0.c.weight"},
                     {"levit.patch_embeddings.embedding_layer_2.batch_norm.bias", "patch_embed.2.bn.bias"},
                     {"levit.encoder.stages.0.layers.0.module.queries_keys_values.linear.weight", "blocks.0.m.qkv.c.weight"},
                     {"levit.encoder.stages.0.layers.0.module.attention_bias_idxs", "blocks.0.m.attention_bias_idxs"},
                     {"levit.encoder.stages.0.layers.1.module.linear_up.linear.weight", "blocks.1.m.0.c.weight"},
                     {"levit.encoder.stages.0.layers.2.keys_values.linear.weight", "blocks.2.kv.c.weight"},
                     {"levit.encoder.stages.0.layers.2.queries.batch_norm.weight", "blocks.2.q.1.bn.weight"},
                     {"levit.encoder.stages.0.layers.3.module.linear_down.batch_norm.weight", "blocks.3.m.2.bn.weight"},
                     {"levit.encoder.stages.1.layers.0.module.projection.linear.weight", "blocks.4.m.proj.1.c.weight"},
                     {"classifier.batch_norm.weight", "head.bn.weight"},
                     {"classifier_distill.linear.weight", "head_dist.l.weight"}}
            << "levit" << "Hugging Face transformers";
        QTest::newRow("DeiT with a teacher, Hugging Face")
            << Pairs{{"deit.embeddings.cls_token", "cls_token"},
                     {"deit.embeddings.distillation_token", "dist_token"},
                     {"deit.encoder.layer.0.attention.attention.query.weight", "blocks.0.attn.qkv.weight"},
                     {"deit.encoder.layer.0.attention.attention.key.weight", "blocks.0.attn.qkv.weight"},
                     {"deit.encoder.layer.0.attention.attention.value.weight", "blocks.0.attn.qkv.weight"},
                     {"deit.encoder.layer.11.output.dense.weight", "blocks.11.mlp.fc2.weight"},
                     {"deit.encoder.layer.11.attention.output.dense.weight", "blocks.11.attn.proj.weight"},
                     {"deit.layernorm.bias", "norm.bias"},
                     {"cls_classifier.weight", "head.weight"},
                     {"distillation_classifier.weight", "head_dist.weight"}}
            << "vit" << "Hugging Face transformers";
        QTest::newRow("ResNet, Hugging Face")
            << Pairs{{"resnet.embedder.embedder.convolution.weight", "conv1.weight"},
                     {"resnet.embedder.embedder.normalization.running_mean", "bn1.running_mean"},
                     {"resnet.encoder.stages.0.layers.0.shortcut.convolution.weight", "layer1.0.downsample.0.weight"},
                     {"resnet.encoder.stages.3.layers.2.layer.2.normalization.weight", "layer4.2.bn3.weight"},
                     {"resnet.encoder.stages.3.layers.2.layer.0.convolution.weight", "layer4.2.conv1.weight"},
                     {"classifier.1.bias", "fc.bias"}}
            << "resnet" << "Hugging Face transformers";
    }
    void translates() {
        QFETCH(Pairs, pairs);
        QFETCH(QString, family);
        QFETCH(QString, dialect);
        const Translation result = translated(pairs);
        QCOMPARE(QString::fromStdString(result.family), family);
        QCOMPARE(QString::fromStdString(result.dialect), dialect);
        const QString wrong = wrongPairs(pairs, result);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }

    void joinsQueryKeyAndValueInThisOrder() {
        NamedTensors tensors{{"vit.embeddings.cls_token", torch::zeros({1, 1, 2})},
                             {"vit.encoder.layer.0.attention.attention.value.bias", torch::tensor({5.f, 6.f})},
                             {"vit.encoder.layer.0.attention.attention.query.bias", torch::tensor({1.f, 2.f})},
                             {"vit.encoder.layer.0.attention.attention.query.weight", torch::zeros({2, 2})},
                             {"vit.encoder.layer.0.attention.attention.key.bias", torch::tensor({3.f, 4.f})}};
        const Translation result = translateKeys(tensors);
        for (const NamedParts& entry : result.tensors) {
            if (entry.name == "blocks.0.attn.qkv.bias") {
                QCOMPARE(entry.shape(), std::vector<int64_t>{6});
                QVERIFY(torch::equal(entry.tensor(), torch::tensor({1.f, 2.f, 3.f, 4.f, 5.f, 6.f})));
            }
            QVERIFY(entry.name != "blocks.0.attn.qkv.weight"); // only a third of it: keeps the file's name
        }
        QCOMPARE(result.tensors.size(), size_t(3));
    }

    void flattensConvolutionsOfLevit() {
        const Translation result = translateKeys({{"stem.conv1.linear.weight", zeros({2, 3, 3, 3})},
                                                  {"stages.0.blocks.0.attn.qkv.linear.weight", zeros({8, 4, 1, 1})}});
        QCOMPARE(result.tensors[0].shape(), (std::vector<int64_t>{2, 3, 3, 3}));
        QCOMPARE(result.tensors[1].shape(), (std::vector<int64_t>{8, 4}));
    }

    void namesWhatNoNetworkHereCanTake() {
        const Translation v2 = translateKeys({{"layers.0.blocks.0.attn.logit_scale", zeros({1})}});
        QVERIFY(v2.problem.find("V2") != std::string::npos);
        QVERIFY(translateKeys({{"something.weight", zeros({1})}}).family.empty());
    }

    void readsTorchvisionFiles() {
        // Random weights written by torchvision; shapes by hand from its constructor's arguments.
        const Checkpoint swin(kMade + "torchvision_swin.pth");
        QCOMPARE(swin.info().dialect, std::string("torchvision"));
        const auto guess = guessArchitecture(swin);
        QVERIFY(guess);
        SwinConfig expected;
        expected.imageSize = 16; // patches of 4, windows of 2, two stages
        expected.width = 8;
        expected.depths = {2, 2};
        expected.heads = {1, 2};
        expected.window = 2;
        expected.classes = 3;
        QCOMPARE(guess->arch.swin(), expected);
        QVERIFY(!guess->named && !guess->certain);
        QCOMPARE(swin.tensor("layers.0.blocks.0.attn.relative_position_index").sizes(), at::IntArrayRef({4, 4}));
        QVERIFY(isExpectedBuffer("relative_position_index", swin.tensor("layers.0.blocks.0.attn.relative_position_index")));

        const Checkpoint vit(kMade + "torchvision_vit.pth");
        auto arch = guessArchitecture(vit)->arch;
        QCOMPARE(arch.vit().depth, 2);
        QCOMPARE(arch.vit().mlpWidth(), 16);
        QCOMPARE(arch.imageSize(), 8);
        arch.vit().heads = 2;
        const auto net = loadNet(arch, kMade + "torchvision_vit.pth", torch::kCPU); // every key has its place
        QCOMPARE(net->forward(torch::zeros({1, 3, 8, 8})).sizes(), at::IntArrayRef({1, 3}));

        const Checkpoint resnet(kMade + "torchvision_resnet.pth");
        const auto& r = guessArchitecture(resnet)->arch.resnet();
        QVERIFY(!r.bottleneck);
        QCOMPARE(r.stemWidth, 4);
        QCOMPARE(r.layers, (std::vector<int>{1, 1, 1, 1}));
        QCOMPARE(r.planes, (std::vector<int>{4, 8, 16, 32}));
        QCOMPARE(r.classes, 3);
    }

    void readsGoldenArchitectures() {
        const auto levit = guessArchitecture(Checkpoint(kData + "levit.pth"));
        const Json described = parseJson(readTextFile(kData + "config_levit.json"), "levit");
        QVERIFY(levit && levit->certain);
        QCOMPARE(levit->arch.levit(), archFromJson(described, "levit").levit());
        const auto deit = guessArchitecture(Checkpoint(kData + "deit.legacy.pth"));
        ArchConfig expected = archFromJson(parseJson(readTextFile(kData + "config_deit.json"), "deit"), "deit");
        QVERIFY(deit && !deit->certain && !deit->assumptions.empty()); // its 3 heads leave no trace
        expected.vit().heads = deit->arch.vit().heads;
        QCOMPARE(deit->arch.vit(), expected.vit());
    }

    void namesPublishedArchitectures_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("classes");
        for (const char* name : {"deit_tiny_patch16_224", "deit3_small_patch16_224", "deit_tiny_distilled_patch16_224"})
            QTest::newRow(name) << name << 10;
    }
    void namesPublishedArchitectures() {
        QFETCH(QString, name);
        QFETCH(int, classes);
        ArchConfig arch = namedArch(name.toStdString());
        arch.setClasses(classes);
        const std::string file = path("named.safetensors");
        writeSafeTensors(file, stateOf(makeNet(arch)->module()));
        const auto guess = guessArchitecture(Checkpoint(file));
        QVERIFY(guess && guess->named && guess->certain);
        ArchConfig found = guess->arch;
        QCOMPARE(found.shape, arch.shape); // with the heads, which only the name can tell
        QCOMPARE(found.classes(), classes);
        if (name.startsWith("deit_tiny_patch")) { // ViT and DeiT share shapes and maths; the file's name may decide
            QCOMPARE(found.name, std::string("vit_tiny_patch16_224"));
            writeSafeTensors(path("deit_tiny_patch16_224-x.safetensors"), stateOf(makeNet(arch)->module()));
            QCOMPARE(guessArchitecture(Checkpoint(path("deit_tiny_patch16_224-x.safetensors")))->arch.name, name.toStdString());
        } else
            QCOMPARE(found.name, name.toStdString());
    }

    void trustsTheFilesOwnDescription() {
        ArchConfig arch = archFromJson(parseJson(readTextFile(kData + "config_deit.json"), "deit"), "deit");
        const std::string file = path("stated.safetensors");
        writeSafeTensors(file, stateOf(makeNet(arch)->module()), {{"klas.arch", toJson(arch).dump()}});
        const auto guess = guessArchitecture(Checkpoint(file));
        QVERIFY(guess->stated && guess->certain);
        QCOMPARE(guess->arch, arch);
    }

    void suggestsTheArchitectureThatFits() {
        ArchConfig arch = namedArch("deit_tiny_patch16_224"), other = namedArch("deit_small_patch16_224");
        arch.vit().depth = 12;
        const std::string file = path("deit_tiny_patch16_224.safetensors");
        writeSafeTensors(file, stateOf(makeNet(arch)->module()));
        const QString message = messageOf([&] { loadNet(other, file, torch::kCPU); });
        QVERIFY2(message.contains("look like deit_tiny_patch16_224 with 1000 classes"), qPrintable(message));
    }

    void loadsEveryFloatingType_data() {
        QTest::addColumn<int>("type");
        QTest::newRow("float64") << int(torch::kFloat64);
        QTest::newRow("float16") << int(torch::kFloat16);
        QTest::newRow("bfloat16") << int(torch::kBFloat16);
    }
    void loadsEveryFloatingType() {
        QFETCH(int, type);
        const ArchConfig arch = archFromJson(parseJson(readTextFile(kData + "config_deit.json"), "deit"), "deit");
        const auto net = makeNet(arch, 5);
        NamedTensors state = stateOf(net->module());
        for (auto& [name, tensor] : state)
            tensor = tensor.to(torch::ScalarType(type));
        const std::string file = path("typed.safetensors");
        writeSafeTensors(file, state);
        const auto loaded = loadNet(arch, file, torch::kCPU);
        for (const auto& [name, tensor] : state)
            for (const auto& [other, value] : stateOf(loaded->module()))
                if (other == name) QVERIFY(value.scalar_type() == torch::kFloat32 && torch::equal(value, tensor.to(torch::kFloat32)));
    }

    void knowsTablesOfIndices() {
        // LeViT, 2 x 2 positions: rows of |dx|*2 + |dy|; subsampled from 3 x 3: |2x'-x|*3 + |2y'-y|.
        QVERIFY(isExpectedBuffer("b.attention_bias_idxs", torch::tensor({0, 1, 2, 3, 1, 0, 3, 2, 2, 3, 0, 1, 3, 2, 1, 0}).view({4, 4})));
        QVERIFY(!isExpectedBuffer("b.attention_bias_idxs", torch::tensor({0, 1, 2, 3, 1, 0, 3, 2, 2, 3, 0, 1, 3, 2, 1, 1}).view({4, 4})));
        QVERIFY(isExpectedBuffer("b.attention_bias_idxs", torch::tensor({0, 1, 2, 3, 4, 5, 6, 7, 8, 2, 1, 0, 5, 4, 3, 8, 7, 6,
                                                                         6, 7, 8, 3, 4, 5, 0, 1, 2, 8, 7, 6, 5, 4, 3, 2, 1, 0}).view({4, 9})));
        // Swin, window 2: (drow + 1) * 3 + dcolumn + 1.
        QVERIFY(isExpectedBuffer("a.relative_position_index", torch::tensor({4, 3, 1, 0, 5, 4, 2, 1, 7, 6, 4, 3, 8, 7, 5, 4}).view({4, 4})));
        QVERIFY(!isExpectedBuffer("a.relative_position_index", torch::zeros({4, 4}, torch::kInt64)));
        QVERIFY(isDerivedBuffer("x.bn.num_batches_tracked") && !isDerivedBuffer("x.bn.running_mean"));
    }
};

QTEST_APPLESS_MAIN(KeyDialectsTest)
#include "key_dialects_test.moc"
