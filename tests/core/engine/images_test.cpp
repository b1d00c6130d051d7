// SPDX-License-Identifier: GPL-3.0-or-later
// Decoders and the transform of evaluation against PIL and torchvision; folders, labels and CIFAR; random transforms.
#include "core/base/error.h"
#include "core/engine/checkpoints/safetensors.h"
#include "core/engine/data/augment.h"
#include "core/engine/data/cifar.h"
#include "core/engine/data/eval_transform.h"
#include "core/engine/data/image_dataset.h"
#include "core/engine/kernels/resize_kernel.h"

#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <set>

using namespace klas;
using namespace klas::engine;

namespace {

const std::string kFolder = KLAS_TEST_DATA "/preprocess/";

QString messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

/// Folders and copies of the test images.
struct Place {
    std::string path(const std::string& name) const { return dir.path().toStdString() + "/" + name; }
    void add(const std::string& image, const std::string& name) const {
        fs::create_directories(fs::path(path(name)).parent_path());
        fs::copy_file(kFolder + image, path(name));
    }
    DataSpec spec(const char* kind) const {
        DataSpec spec;
        spec.kind = kind;
        spec.path = dir.path().toStdString();
        spec.validationImages = 1;
        fillUsualTransform(spec, 32);
        return spec;
    }
    QTemporaryDir dir;
};

std::multiset<std::int64_t> labelsOf(const Dataset& set) {
    std::multiset<std::int64_t> labels;
    for (long k = 0; k < set.size(); ++k)
        labels.insert(set.batch({k}).labels.item<std::int64_t>());
    return labels;
}

} // namespace

class ImagesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void transformsAsPil_data() {
        QTest::addColumn<QString>("tensor");
        const SafeTensors expected(kFolder + "expected.safetensors");
        for (const auto& name : expected.names())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    /// Names are "RECIPE_INTERPOLATION_RESIZE_CROP.FILE".
    void transformsAsPil() {
        QFETCH(QString, tensor);
        const QString recipe = tensor.section('.', 0, 0), file = tensor.section('.', 1);
        const EvalTransform transform{recipe.section('_', -2, -2).toInt(), recipe.section('_', -1).toInt(),
                                      interpolationFromText(recipe.section('_', -3, -3).toStdString())};
        const auto expected = SafeTensors(kFolder + "expected.safetensors").tensor(tensor.toStdString());
        const std::string path = kFolder + file.toStdString();
        for (const auto set : kernels::instructionSets()) {
            kernels::useInstructionSet(set);
            auto ours = torch::empty_like(expected);
            transform.apply(readImageFile(path), path, ours.data_ptr<std::uint8_t>());
            QVERIFY(ours.equal(expected)); // bit for bit
        }
    }

    void partsAreWhatTheWholeIs() {
        for (const char* file : {"photo_420.jpg", "photo_444.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg"}) {
            const std::string bytes = readImageFile(kFolder + file);
            const Image whole = decodeImage(bytes, file);
            QCOMPARE(whole.held, (Window{0, 0, whole.width, whole.height}));
            Random random(1);
            for (int k = 0; k < 30; ++k) {
                const auto below = [&](int n) { return static_cast<int>(random.below(static_cast<std::uint64_t>(n))); };
                const int left = below(whole.width), top = below(whole.height);
                const Window part{left, top, 1 + below(whole.width - left), 1 + below(whole.height - top)};
                const Image image = decodeImage(bytes, file, [&](ImageSize) { return part; });
                for (int y = part.top; y < part.bottom(); ++y)
                    QVERIFY(std::equal(whole.row(y) + 3 * part.left, whole.row(y) + 3 * part.right(),
                                       image.row(y) + 3 * (part.left - image.held.left)));
            }
        }
    }

    void refusesBadImages() {
        const auto refused = [](const std::string& bytes) { return messageOf([&] { decodeImage(bytes, "bad.jpg"); }); };
        QVERIFY(refused("").contains("bad.jpg: the file is empty"));
        QVERIFY(refused("GIF89a").contains("neither a JPEG nor a PNG"));
        QVERIFY(refused(readImageFile(kFolder + "truncated.jpg")).contains("truncated"));
        for (const char* file : {"photo_420.jpg", "progressive.jpg", "rgb.png", "palette.png"}) {
            const std::string bytes = readImageFile(kFolder + file);
            for (const size_t part : {3, 20, 100})
                QVERIFY2(refused(bytes.substr(0, bytes.size() * part / 101)).contains("bad.jpg"), file);
        }
        std::string damaged = readImageFile(kFolder + "rgb.png");
        damaged[damaged.size() / 2] ^= 1;
        QVERIFY(!refused(damaged).isEmpty());
        std::string huge = readImageFile(kFolder + "small.jpg");
        const size_t frame = huge.find("\xFF\xC0"); // length 2, precision 1, then height and width
        QVERIFY(frame != std::string::npos);
        huge.replace(frame + 5, 4, "\xF0\xF0\xF0\xF0"); // the library itself refuses more than 65500
        QVERIFY(refused(huge).contains("64 million"));
        huge.replace(frame + 5, 4, "\x1F\xFF\x1F\xFF");
        QVERIFY(refused(huge).contains("can hold") || refused(huge).contains("64 million"));
    }

    void sizesAndCropsAsTorchvision() {
        const ImageSize wide = resizedTo({500, 375}, 256), tall = resizedTo({333, 500}, 224);
        QCOMPARE(wide.width, 341); // 256 · 500 / 375 = 341.3
        QCOMPARE(wide.height, 256);
        QCOMPARE(tall.width, 224);
        QCOMPARE(tall.height, 336); // 336.3
        QCOMPARE(cropBegin(341, 224), 58); // 58.5 goes to the even number
        QCOMPARE(cropBegin(343, 224), 60); // 59.5, too
        QCOMPARE(cropBegin(256, 224), 16);
    }

    void classFoldersAndTheirFlaws() {
        const Place place;
        place.add("rgb.png", "b/1.PNG");
        place.add("small.jpg", "b/2.jpeg");
        place.add("grey.jpg", "b/3.jpg");
        place.add("photo_420.jpg", "c/1.JPG");
        place.add("photo_444.jpg", "c/2.jpg");
        place.add("rgb.png", "c/.hidden.png");
        place.add("truncated.jpg", "c/3.jpg");
        place.add("not_an_image.jpg", "c/4.jpg");
        writeFileAtomically(place.path("c/notes.txt"), "no image");
        fs::create_directories(place.path("a")); // no images, but a class all the same
        const LabelledFiles files = classFolders(place.path(""));
        QCOMPARE(files.classes, (std::vector<std::string>{"a", "b", "c"}));
        QCOMPARE(files.emptyClasses, std::vector<std::string>{"a"});
        QCOMPARE(files.entries.size(), size_t(7));
        QCOMPARE(detectDataKind(place.path("")), std::string("folder"));

        const DataSpec spec = place.spec("folder");
        std::multiset<std::int64_t> labels;
        long skipped = 0, images = 0;
        for (const Split split : {Split::Train, Split::Validation, Split::Test}) {
            std::unique_ptr<Dataset> set;
            try {
                set = openDataset(spec, split);
            } catch (const Error& e) { // the one image of a split may be one of the bad ones
                ++skipped;
                QVERIFY(QString(e.what()).contains("None of the 1"));
                continue;
            }
            QCOMPARE(set->classes(), 3);
            QCOMPARE(set->batch({0}).images.sizes(), (torch::IntArrayRef{1, 3, 32, 32}));
            labels.merge(labelsOf(*set));
            skipped += set->skipped().count;
            images += set->size();
        }
        QCOMPARE(skipped, 2L);
        QCOMPARE(images, 5L);
        QCOMPARE(labels, (std::multiset<std::int64_t>{1, 1, 1, 2, 2}));
    }

    void trainAndValFolders() {
        const Place place;
        for (const char* name : {"train/x/1.png", "train/x/2.png", "train/y/1.png", "train/y/2.png", "val/y/9.png"})
            place.add("rgb.png", name);
        const DataSpec spec = place.spec("folder");
        QCOMPARE(openDataset(spec, Split::Train)->size(), 3L);
        QCOMPARE(openDataset(spec, Split::Validation)->size(), 1L);
        QCOMPARE(labelsOf(*openDataset(spec, Split::Test)), std::multiset<std::int64_t>{1});
        place.add("rgb.png", "val/z/1.png");
        QVERIFY(messageOf([&] { openDataset(spec, Split::Test); }).contains("the class z"));
    }

    void flatFolderWithLabels() {
        const Place place;
        for (const char* name : {"i_1.png", "i_2.png", "i_3.png"})
            place.add("rgb.png", name);
        const std::string labels = place.path("labels.txt");
        const auto read = [&](const std::string& text) {
            writeFileAtomically(labels, text);
            std::vector<int> all;
            for (const auto& entry : flatFolder(place.path(""), labels).entries)
                all.push_back(entry.label);
            return all;
        };
        QCOMPARE(read("7\n0\n3\n"), (std::vector<int>{7, 0, 3}));
        QCOMPARE(read("i_3.png n02\ni_1.png n05\ni_2.png n02\n"), (std::vector<int>{1, 0, 0}));
        QVERIFY(messageOf([&] { read("1\n2\n"); }).contains("2 labels for 3 images"));
        QVERIFY(messageOf([&] { read("i_1.png 2\ni_2.png 2\n"); }).contains("no label for i_3.png"));
        QVERIFY(messageOf([&] { read("i_1.png 2\n4\n"); }).contains("line 2"));
        QVERIFY(messageOf([&] { flatFolder(place.path(""), ""); }).contains("--labels"));
        QCOMPARE(detectDataKind(place.path("")), std::string("flat"));
    }

    void lateFailuresAreStoodInFor() {
        const Place place;
        std::string damaged = readImageFile(kFolder + "rgb.png"); // its header and its end are there
        damaged[damaged.size() / 2] ^= 1;
        for (const char* name : {"train/x/1.png", "val/x/1.png", "val/y/2.png", "train/y/2.png"})
            place.add("rgb.png", name);
        writeFileAtomically(place.path("val/x/0.png"), damaged);
        const auto set = openDataset(place.spec("folder"), Split::Test);
        QCOMPARE(set->size(), 3L);
        QCOMPARE(set->skipped().count, 0L);
        const Batch batch = set->batch({0, 1, 2});
        QVERIFY(batch.images[0].equal(batch.images[1]) && batch.labels[0].item<long>() == 0);
        set->batch({0});
        QCOMPARE(set->skipped().count, 1L);
        QVERIFY(set->skipped().first.front().find("val/x/0.png") != std::string::npos);
    }

    void cifarRecords() {
        const Place place;
        std::string records;
        for (int k = 0; k < 3; ++k) {
            records += static_cast<char>(k);
            for (int channel = 0; channel < 3; ++channel)
                for (int p = 0; p < 1024; ++p)
                    records += static_cast<char>(k * 60 + channel * 20 + p % 20);
        }
        for (const char* name : {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
                                 "data_batch_5.bin", "test_batch.bin"})
            writeFileAtomically(place.path(name), records);
        DataSpec spec = place.spec("cifar10");
        QCOMPARE(detectDataKind(place.path("")), std::string("cifar10"));
        QCOMPARE(openDataset(spec, Split::Train)->size(), 14L);
        const auto test = openDataset(spec, Split::Test);
        QCOMPARE(test->classes(), 10);
        const Batch batch = test->batch({2});
        QCOMPARE(batch.labels.item<long>(), 2L);
        // Record 2, channel 1, row 1, column 5: pixel 37 is 120 + 20 + 17.
        QVERIFY(std::abs(batch.images[0][1][1][5].item<double>() - (157 / 255.0 - 0.4822) / 0.2435) < 1e-5);
        writeFileAtomically(place.path("test_batch.bin"), records + "x");
        QVERIFY(messageOf([&] { openDataset(spec, Split::Test); }).contains("no whole number"));
    }

    void keysOfDataSpecs() {
        DataSpec spec; // the text under which results of IDX data have always been stored
        QCOMPARE(spec.key(), std::string("{\"kind\":\"idx\",\"path\":\"/usr/share/datasets/fashion-mnist\","
                                         "\"train_images\":0,\"validation_images\":10000,\"test_images\":0,"
                                         "\"seed\":0,\"mean\":0.286,\"std\":0.353}"));
        spec.kind = "folder";
        fillUsualTransform(spec, 224);
        QCOMPARE(spec.resize, 256);
        QCOMPARE(dataSpecFromJson(toJson(spec), "test"), spec);
        DataSpec other = spec;
        other.interpolation = "bilinear";
        QVERIFY(other.key() != spec.key());
    }

    void randomCropsAreOfTheAllowedKind() {
        Random random(3);
        const CropRange range;
        double sum = 0;
        for (int k = 0; k < 2000; ++k) {
            const Window box = randomCrop(random, {500, 375}, range);
            QVERIFY(box.left >= 0 && box.top >= 0 && box.right() <= 500 && box.bottom() <= 375);
            const double ratio = double(box.width) / box.height, scale = box.width * box.height / 187500.0;
            QVERIFY(ratio > 0.73 && ratio < 1.37 && scale > 0.078);
            sum += scale;
        }
        QVERIFY(sum / 2000 > 0.4 && sum / 2000 < 0.56); // 0.54 less what did not fit
        QCOMPARE(randomCrop(random, {1000, 10}, {1, 1, 0.75, 4.0 / 3}), (Window{493, 0, 13, 10})); // torchvision's last resort
    }

    /// Numbers of torchvision 0.14's adjust_* on the same pixels (tests/data/jitter_reference.py).
    void colourStepsAsTorchvision() {
        const std::vector<float> pixels{0.9f, 0.1f, 0.5f, 0.2f, 0.8f, 0.5f, 0.3f, 0.4f, 0.5f}; // 3 channels x 3 pixels
        const auto check = [&](const std::vector<float>& is, const std::vector<float>& wanted) {
            for (size_t k = 0; k < is.size(); ++k)
                QVERIFY2(std::abs(is[k] - wanted[k]) < 2e-4f, qPrintable(QString("%1: %2").arg(k).arg(is[k])));
        };
        const std::vector<float> contrast{1.00000f, 0.00000f, 0.50572f, 0.05572f, 0.95573f, 0.50572f, 0.20572f, 0.35572f, 0.50572f},
            saturation{0.54046f, 0.43382f, 0.49996f, 0.36546f, 0.60882f, 0.49996f, 0.39046f, 0.50882f, 0.49996f},
            hue{0.86000f, 0.10000f, 0.50000f, 0.90000f, 0.36000f, 0.50000f, 0.20000f, 0.80000f, 0.50000f};
        auto x = pixels;
        adjustContrast(x.data(), 3, 3, 1.5);
        check(x, contrast);
        x = pixels;
        adjustSaturation(x.data(), 3, 0.25);
        check(x, saturation);
        x = pixels;
        adjustHue(x.data(), 3, 0.2);
        check(x, hue);
    }

    void betaVariates() {
        for (const double a : {0.2, 1.0, 3.0}) {
            Random random(5);
            double sum = 0, squares = 0;
            for (int k = 0; k < 20000; ++k) {
                const double x = symmetricBeta(random, a);
                sum += x;
                squares += x * x;
            }
            const double mean = sum / 20000, variance = squares / 20000 - mean * mean;
            QVERIFY(std::abs(mean - 0.5) < 0.01);
            QVERIFY(std::abs(variance - 1 / (4 * (2 * a + 1))) < 0.005); // of Beta(a, a)
        }
    }

    void mixedBatches() {
        for (const MixOptions& options : {MixOptions{0.8, 0}, MixOptions{0, 1}, MixOptions{0.8, 1}}) {
            Batch batch{torch::arange(4, torch::kFloat32).view({4, 1, 1, 1}).expand({4, 3, 8, 8}).contiguous(),
                        torch::arange(4, torch::kInt64)};
            mix(batch, options, {1, 2, 3, 4});
            QVERIFY(batch.otherLabels.equal(torch::tensor({3, 2, 1, 0}, torch::kInt64)));
            for (int k = 0; k < 4; ++k) { // of constant images the mean tells the shares
                const double share = batch.share[k].item<double>(), mean = batch.images[k].mean().item<double>();
                QVERIFY(std::abs(mean - (share * k + (1 - share) * (3 - k))) < 1e-5);
            }
        }
    }

    void trainingViewsDependOnSeedEpochAndPosition() {
        const Place place;
        int n = 0;
        for (const char* file : {"photo_420.jpg", "photo_444.jpg", "progressive.jpg", "rgb.png", "grey.jpg", "cmyk.jpg"})
            place.add(file, "x/" + std::to_string(++n) + fs::path(file).extension().string());
        const auto set = openDataset(place.spec("folder"), Split::Train);
        Augmentation all{.flip = true, .shift = 1};
        all.crop = true;
        all.jitter = {0.4, 0.4, 0.4, 0.1};
        all.erase = 0.5;
        const TrainingEpoch one(*set, all, 5, 1, 0), again(*set, all, 5, 1, 0), two(*set, all, 5, 2, 0);
        const auto whole = one.batch({0, 1, 2, 3}).images;
        QVERIFY(whole.equal(again.batch({0, 1, 2, 3}).images));
        QVERIFY(whole.narrow(0, 2, 1).equal(one.batch({2}).images));
        QVERIFY(!whole.equal(two.batch({0, 1, 2, 3}).images));
        QVERIFY(torch::isfinite(whole).all().item<bool>());
        QVERIFY(messageOf([&] {
                    all.erase = 2;
                    TrainingEpoch(*set, all, 5, 1, 0);
                }).contains("erasing"));
    }
};

QTEST_APPLESS_MAIN(ImagesTest)
#include "images_test.moc"
