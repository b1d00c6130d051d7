// SPDX-License-Identifier: GPL-3.0-or-later
// IDX files byte by byte, splits, augmentation, the loader, and accuracy by hand.
#include "core/engine/data/augment.h"
#include "core/engine/data/idx.h"
#include "core/engine/meters/accuracy.h"

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

using namespace klas;
using namespace klas::engine;

namespace {

using Bytes = std::string;

QString messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

Bytes bigEndian(std::uint32_t value) {
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
            static_cast<char>(value)};
}

Bytes imageFile(std::uint32_t count, std::uint32_t height, std::uint32_t width, const Bytes& pixels) {
    return bigEndian(0x803) + bigEndian(count) + bigEndian(height) + bigEndian(width) + pixels;
}

Bytes labelFile(std::uint32_t count, const Bytes& labels) {
    return bigEndian(0x801) + bigEndian(count) + labels;
}

/// python3 -c "import gzip; print(gzip.compress(bytes([0,0,8,3, 0,0,0,2, 0,0,0,2, 0,0,0,3, *range(12)]),
/// mtime=0).hex())"
const QByteArray gzipped = QByteArray::fromHex(
    "1f8b08000000000002036360e0606660606082626606462666165636760e4e2e6e00781e23841c000000");

/// Twenty training images of 2 x 2 pixels that all equal the image's number, five test images from 100 on.
struct Folder {
    Folder() {
        Bytes pixels, labels;
        for (int k = 0; k < 20; ++k) {
            pixels += Bytes(4, static_cast<char>(k));
            labels += static_cast<char>(k % 3);
        }
        write("train-images-idx3-ubyte", imageFile(20, 2, 2, pixels));
        write("train-labels-idx1-ubyte", labelFile(20, labels));
        pixels.clear();
        for (int k = 0; k < 5; ++k)
            pixels += Bytes(4, static_cast<char>(100 + k));
        write("t10k-images-idx3-ubyte", imageFile(5, 2, 2, pixels));
        write("t10k-labels-idx1-ubyte", labelFile(5, {2, 1, 0, 1, 2}));
    }
    std::string path(const std::string& name) const { return dir.path().toStdString() + "/" + name; }
    void write(const std::string& name, const Bytes& bytes) const { writeFileAtomically(path(name), bytes); }
    DataSpec spec(long validation, long train = 0, std::uint64_t seed = 0) const {
        DataSpec spec;
        spec.path = dir.path().toStdString();
        spec.validationImages = validation;
        spec.trainImages = train;
        spec.seed = seed;
        spec.mean = 0;
        spec.stddev = 1.0 / 255; // so that a normalised pixel is the pixel
        return spec;
    }
    QTemporaryDir dir;
};

/// The numbers of a split's images, in order.
std::vector<long> numbers(const DataSpec& spec, Split split) {
    const auto set = openDataset(spec, split);
    std::vector<long> indices(static_cast<size_t>(set->size())), result;
    std::iota(indices.begin(), indices.end(), 0L);
    const Batch batch = set->batch(indices);
    for (long k = 0; k < set->size(); ++k)
        result.push_back(std::lround(batch.images[k].max().item<float>()));
    return result;
}

/// One row of text per image row: "." is black.
QString drawn(const torch::Tensor& image) {
    QString text;
    for (int y = 0; y < image.size(0); ++y) {
        for (int x = 0; x < image.size(1); ++x) {
            const int value = static_cast<int>(image[y][x].item<float>());
            text += value < 0 ? QChar('.') : QChar('a' + value);
        }
        text += '\n';
    }
    return text;
}

/// Pixels are numbers in memory; batch `failing` throws.
class MemoryDataset final : public Dataset {
public:
    MemoryDataset(torch::Tensor images, torch::Tensor labels, int classes, long failing = -1)
        : m_images(std::move(images))
        , m_labels(std::move(labels))
        , m_classes(classes)
        , m_failing(failing) {}
    long size() const override { return m_images.size(0); }
    int classes() const override { return m_classes; }
    int channels() const override { return 1; }
    int imageSize() const override { return static_cast<int>(m_images.size(2)); }
    Batch batch(const std::vector<long>& indices) const override {
        if (std::find(indices.begin(), indices.end(), m_failing) != indices.end())
            throw Error("This image is damaged.");
        const std::vector<std::int64_t> wide(indices.begin(), indices.end());
        const auto index = torch::tensor(wide, torch::kInt64);
        return {m_images.index_select(0, index), m_labels.index_select(0, index)};
    }

private:
    torch::Tensor m_images, m_labels;
    int m_classes;
    long m_failing;
};

/// A network whose logits are the first pixels of the image.
class PixelNet final : public Net {
public:
    explicit PixelNet(ArchConfig arch)
        : Net(std::move(arch), NetCard{}) {}
    torch::Tensor embed(const torch::Tensor& images) override { return images; }
    torch::Tensor runBlocks(torch::Tensor features, int, int) override { return features; }
    torch::Tensor classify(const torch::Tensor& x) override {
        return x.flatten(1).narrow(1, 0, arch().classes());
    }
    torch::Tensor pool(const torch::Tensor& features) override { return features.flatten(1); }
    std::string pooling() const override { return "none"; }
    std::vector<std::pair<std::string, torch::Tensor>> trace(const torch::Tensor&) override { return {}; }
    torch::nn::Module& module() override { return m_module; }

private:
    torch::nn::Module m_module;
};

PixelNet pixelNet(int classes) {
    ArchConfig arch;
    arch.name = "pixels";
    arch.setImageSize(3);
    arch.vit().inChannels = 1;
    arch.setClasses(classes);
    return PixelNet(arch);
}

} // namespace

class DataTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsPlainAndGzip() {
        const Folder folder;
        folder.write("images.gz", gzipped.toStdString());
        const IdxImages images = readIdxImages(folder.path("images.gz"));
        QCOMPARE(images.count, 2L);
        QCOMPARE(images.height, 2);
        QCOMPARE(images.width, 3);
        QCOMPARE(images.pixels, (std::vector<std::uint8_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
        QCOMPARE(readIdxLabels(folder.path("t10k-labels-idx1-ubyte")),
                 (std::vector<std::uint8_t>{2, 1, 0, 1, 2}));
    }

    void refusesBadFiles_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const auto add = [](const char* name, const Bytes& bytes, const char* reason) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString(reason);
        };
        const Bytes pixels(12, 'x');
        add("empty", "", "empty");
        add("header cut", bigEndian(0x803) + bigEndian(2), "truncated");
        add("pixels cut", imageFile(2, 2, 3, Bytes(11, 'x')), "truncated");
        add("surplus", imageFile(2, 2, 3, pixels + "x"), "goes on after");
        add("labels instead", labelFile(2, {0, 1}), "IDX file of images");
        add("not IDX", "GIF89a, but certainly no IDX file", "IDX file of images");
        add("no images", imageFile(0, 2, 3, ""), "no images");
        add("no pixels", imageFile(2, 0, 3, ""), "outside 1 to 4096");
        add("huge side", imageFile(1, 70000, 1, pixels), "outside 1 to 4096");
        add("lying count", imageFile(0xFFFFFFFF, 4096, 4096, pixels), "more than the file can hold");
        add("gzip cut", gzipped.left(30).toStdString(), "truncated");
        Bytes damaged = gzipped.toStdString();
        damaged[damaged.size() - 6] ^= 1; // the CRC
        add("gzip CRC", damaged, "corrupt");
        add("gzip trailer cut", gzipped.left(gzipped.size() - 4).toStdString(), "truncated");
    }
    void refusesBadFiles() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, reason);
        const Folder folder;
        folder.write("bad", bytes.toStdString());
        const QString message = messageOf([&] { readIdxImages(folder.path("bad")); });
        QVERIFY2(message.contains(reason) && message.contains(QString::fromStdString(folder.path("bad"))),
                 qPrintable("got: " + message));
    }

    void refusesMissingAndMismatched() {
        const Folder folder;
        QVERIFY(messageOf([&] { readIdxImages(folder.path("absent")); }).contains("no such file"));
        QVERIFY(messageOf([&] { readIdxImages(folder.path("")); }).contains("not a regular file"));
        DataSpec elsewhere = folder.spec(5);
        elsewhere.path += "/nowhere";
        QVERIFY(messageOf([&] { openDataset(elsewhere, Split::Train); }).contains("There is no file"));

        folder.write("t10k-labels-idx1-ubyte", labelFile(4, {2, 1, 0, 1}));
        QVERIFY(
            messageOf([&] { openDataset(folder.spec(5), Split::Test); }).contains("4 labels for 5 images"));
        folder.write("t10k-labels-idx1-ubyte", labelFile(5, {2, 1, 0, 1, 9}));
        QVERIFY(messageOf([&] { openDataset(folder.spec(5), Split::Test); }).contains("the label 9"));
        folder.write("t10k-images-idx3-ubyte", imageFile(5, 2, 1, Bytes(10, 'x')));
        QVERIFY(messageOf([&] { openDataset(folder.spec(5), Split::Test); }).contains("not square"));
    }

    void splitsAreDisjointCompleteAndSeeded() {
        const Folder folder;
        const auto validation = numbers(folder.spec(6), Split::Validation),
                   train = numbers(folder.spec(6), Split::Train);
        // mt19937_64 and Fisher–Yates written anew in Python: the order of seed 0 is 15, 1, 17, 9, 5, 4, 3,
        // 6, ...
        QCOMPARE(validation, (std::vector<long>{15, 1, 17, 9, 5, 4}));
        QCOMPARE(train, (std::vector<long>{3, 6, 16, 7, 10, 2, 19, 11, 8, 12, 0, 18, 13, 14}));
        QCOMPARE(numbers(folder.spec(6, 3, 7), Split::Train), (std::vector<long>{0, 19, 11}));
        QCOMPARE(numbers(folder.spec(6), Split::Test), (std::vector<long>{100, 101, 102, 103, 104}));
        QCOMPARE(numbers(folder.spec(0, 15), Split::Validation).size(), size_t(5));

        const auto set = openDataset(folder.spec(6), Split::Train);
        QCOMPARE(set->classes(), 3);
        QCOMPARE(set->imageSize(), 2);
        const auto labels = set->batch({0, 1, 2, 3}).labels; // of images 3, 6, 16, 7
        QVERIFY(labels.equal(torch::tensor({0, 0, 1, 1}, torch::kInt64)));
        QVERIFY(messageOf([&] { set->batch({14}); }).contains("only 14"));
    }

    void refusesSplitsLargerThanTheData() {
        const Folder folder;
        QVERIFY(messageOf([&] { openDataset(folder.spec(21), Split::Train); }).contains("too few"));
        QVERIFY(messageOf([&] { openDataset(folder.spec(10, 11), Split::Train); }).contains("too few"));
        QVERIFY(messageOf([&] {
                    openDataset(folder.spec(20), Split::Train);
                }).contains("no images for training"));
        DataSpec spec = folder.spec(5);
        spec.testImages = 6;
        QVERIFY(messageOf([&] { openDataset(spec, Split::Test); }).contains("5 test images"));
        spec.kind = "webcam";
        QVERIFY(messageOf([&] { openDataset(spec, Split::Test); }).contains("\"webcam\""));
    }

    void normalises() {
        const Folder folder;
        DataSpec spec = folder.spec(6);
        spec.mean = 0.25;
        spec.stddev = 0.5;
        const auto batch = openDataset(spec, Split::Test)->batch({2}); // 102 = 0.4 * 255
        QVERIFY(std::abs(batch.images[0][0][1][1].item<float>() - 0.3f) < 1e-6f);
    }

    void movesAndMirrors() {
        const auto image = torch::arange(9, torch::kFloat32).view({1, 3, 3});
        auto moved = torch::empty({1, 3, 3});
        const auto transformed = [&](bool flip, int dx, int dy) {
            transformImage(image.data_ptr<float>(), moved.data_ptr<float>(), 1, 3, flip, dx, dy, -1);
            return drawn(moved[0]);
        };
        QCOMPARE(transformed(false, 0, 0), QString("abc\ndef\nghi\n"));
        QCOMPARE(transformed(true, 0, 0), QString("cba\nfed\nihg\n"));
        QCOMPARE(transformed(false, 1, 0), QString(".ab\n.de\n.gh\n"));
        QCOMPARE(transformed(false, -1, 2), QString("...\n...\nbc.\n"));
        QCOMPARE(transformed(true, -2, -1), QString("d..\ng..\n...\n"));
    }

    void epochsDependOnSeedAndNumberOnly() {
        const auto images = torch::arange(400 * 9, torch::kFloat32).view({400, 1, 3, 3}) + 1;
        const MemoryDataset base(images, torch::arange(400, torch::kInt64), 400);
        const Augmentation light{.flip = true, .shift = 1};
        const TrainingEpoch one(base, light, 5, 1, 0), again(base, light, 5, 1, 0), two(base, light, 5, 2, 0);
        std::vector<long> all(400);
        std::iota(all.begin(), all.end(), 0L);
        const Batch whole = one.batch(all);
        QVERIFY(whole.images.equal(again.batch(all).images));
        QVERIFY(!whole.labels.equal(two.batch(all).labels));
        QVERIFY(std::get<0>(whole.labels.sort()).equal(torch::arange(400, torch::kInt64))); // each image once
        const Batch part = one.batch({17, 18}); // the same whatever the batch
        QVERIFY(part.images.equal(whole.images.narrow(0, 17, 2)));

        // All nine moves and both mirrorings happen, each about equally often.
        std::map<std::tuple<bool, int, int>, int> seen;
        auto candidate = torch::empty({3, 3});
        for (long k = 0; k < 400; ++k) {
            const auto original = images[whole.labels[k].item<long>()][0].contiguous();
            for (int draw = 0; draw < 18; ++draw) {
                const auto key = std::make_tuple(draw >= 9, draw % 3 - 1, draw / 3 % 3 - 1);
                transformImage(original.data_ptr<float>(), candidate.data_ptr<float>(), 1, 3,
                               std::get<0>(key), std::get<1>(key), std::get<2>(key), 0);
                if (candidate.equal(whole.images[k][0])) ++seen[key];
            }
        }
        QCOMPARE(seen.size(), size_t(18));
        for (const auto& [key, count] : seen)
            QVERIFY2(count >= 8 && count <= 45, qPrintable(QString::number(count))); // 22 expected
        QVERIFY(
            messageOf([&] { TrainingEpoch(base, {.flip = false, .shift = 3}, 0, 1, 0); }).contains("shift"));
    }

    void loaderKeepsTheOrder() {
        const Folder folder;
        const auto set = openDataset(folder.spec(1), Split::Train); // 19 images
        Loader loader(*set, 4, 18);
        QCOMPARE(loader.batches(), 5L);
        QCOMPARE(loader.images(), 18L);
        long at = 0;
        while (const auto batch = loader.next()) {
            std::vector<long> indices;
            for (long k = at; k < std::min(at + 4, 18L); ++k)
                indices.push_back(k);
            const Batch direct = set->batch(indices);
            QVERIFY(batch->images.equal(direct.images) && batch->labels.equal(direct.labels));
            at += batch->images.size(0);
        }
        QCOMPARE(at, 18L);
        QVERIFY(!loader.next());
    }

    void loaderCarriesFailuresAndStops() {
        const MemoryDataset set(torch::zeros({100, 1, 2, 2}), torch::zeros({100}, torch::kInt64), 2, 25);
        Loader loader(set, 10);
        QVERIFY(loader.next() && loader.next());
        QCOMPARE(messageOf([&] { loader.next(); }), QString("This image is damaged."));
        QCOMPARE(messageOf([&] { loader.next(); }), QString("This image is damaged."));
        for (int k = 0; k < 50; ++k)
            Loader unread(set, 1); // destroyed while its thread waits or reads
        QVERIFY(messageOf([&] { Loader(set, 0); }).contains("at least one image"));
    }

    void accuracyByHand() {
        const double l2 = std::log(2), l3 = std::log(3), l4 = std::log(4), l5 = std::log(5), l6 = std::log(6);
        const auto pixels =
            torch::tensor({{0., l2, 0., 0., 0., 0., 9., 9., 9.},   // sum of exp 7, label 1: right
                           {l3, 0., 0., 0., 0., l2, 9., 9., 9.},   // sum 9, label 5: second
                           {l6, l5, l4, l3, l2, 0., 9., 9., 9.}}); // sum 21, label 5: sixth
        const MemoryDataset set(pixels.to(torch::kFloat32).view({3, 1, 3, 3}),
                                torch::tensor({1, 5, 5}, torch::kInt64), 6);
        PixelNet net = pixelNet(6);
        const AnchorAccuracy accuracy = evaluate(net, set, torch::kCPU, 2, Progress());
        QCOMPARE(accuracy.anchor, std::string("pixels"));
        QCOMPARE(accuracy.images, 3L);
        QCOMPARE(accuracy.top1, 1.0 / 3);
        QCOMPARE(accuracy.top5, 2.0 / 3);
        QVERIFY(std::abs(accuracy.loss - (std::log(3.5) + std::log(4.5) + std::log(21.0)) / 3) < 1e-6);
    }

    void accuracyNamesBadLogitsAndMisfits() {
        auto pixels = torch::zeros({5, 1, 3, 3});
        pixels[4][0][0][0] = std::numeric_limits<float>::quiet_NaN();
        const MemoryDataset set(pixels, torch::zeros({5}, torch::kInt64), 6);
        PixelNet net = pixelNet(6), other = pixelNet(7);
        const QString message = messageOf([&] { evaluate(net, set, torch::kCPU, 2, Progress()); });
        QVERIFY2(message.contains("pixels") && message.contains("batch 3"), qPrintable(message));
        QVERIFY(messageOf([&] { evaluate(other, set, torch::kCPU, 2, Progress()); }).contains("7 classes"));
        const MemoryDataset larger(torch::zeros({5, 1, 4, 4}), torch::zeros({5}, torch::kInt64), 6);
        QVERIFY(messageOf([&] { evaluate(net, larger, torch::kCPU, 2, Progress()); }).contains("1 x 4 x 4"));
    }

    void fashionMnist() {
        const DataSpec spec;
        if (!fs::exists(spec.path)) QSKIP("Fashion-MNIST is not installed (dataset-fashion-mnist)");
        const auto test = openDataset(spec, Split::Test);
        QCOMPARE(test->size(), 10000L);
        QCOMPARE(test->classes(), 10);
        QCOMPARE(test->imageSize(), 28);
        // The first labels of the published file: ankle boot, pullover, trouser, trouser, shirt.
        QVERIFY(test->batch({0, 1, 2, 3, 4}).labels.equal(torch::tensor({9, 2, 1, 1, 6}, torch::kInt64)));
        const auto train = openDataset(spec, Split::Train);
        QCOMPARE(train->size(), 50000L);
        double sum = 0, squares = 0;
        QBENCHMARK_ONCE {
            Loader loader(*train, 500);
            while (const auto batch = loader.next()) {
                sum += batch->images.sum().item<double>();
                squares += batch->images.square().sum().item<double>();
            }
        }
        const double pixels = 50000.0 * 784, mean = sum / pixels;
        QVERIFY(std::abs(mean) < 0.01); // DataSpec's mean and deviation are those of these images
        QVERIFY(std::abs(std::sqrt(squares / pixels - mean * mean) - 1) < 0.01);
    }
};

QTEST_APPLESS_MAIN(DataTest)
#include "data_test.moc"
