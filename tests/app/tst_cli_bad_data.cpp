// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli_run.h"
#include "tests/app/raw_files.h"
#include "tests/core/store/sample.h"

#include <cmath>

using namespace klas;
using namespace klas::sample;

namespace {

/// `more` goes before the defaults: "--epochs 3".
QStringList train(const Folder& f, const Json& arch = tinyArch(), const QString& more = {}) {
    writeFileAtomically(f.path("arch.json"), arch.dump());
    QStringList arguments{"train-anchor", "--config", q(f.path("arch.json")), "--data", q(f.path("data")),
                          "--out",        q(f.path("w.st"))};
    arguments += more.split(' ', Qt::SkipEmptyParts);
    for (const auto& [option, value] : {std::pair{"--validation-images", "30"}, std::pair{"--epochs", "1"},
                                        std::pair{"--warmup", "0"}})
        if (!arguments.contains(option)) arguments << option << value;
    return arguments;
}

/// m x B x K logits that differ from one another.
RawTensors logits(const std::vector<long>& shape, float scale = 1, const char* name = "logits") {
    size_t count = 1;
    for (const long n : shape)
        count *= static_cast<size_t>(n);
    std::vector<float> values;
    for (size_t k = 0; k < count; ++k)
        values.push_back(scale * static_cast<float>(std::sin(0.7 * static_cast<double>(k))));
    RawTensors t;
    t.add(name, shape, values);
    return t;
}

} // namespace

/// Images and probe outputs that lie.
class TestCliBadData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theUnchangedImagesTrain() {
        Folder f;
        writeImages(f.path("data"));
        const Run run = klasRun(train(f) << "--json");
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["test"]["images"].get<int>(), 30);
        QVERIFY(!fs::exists(f.path("w.st.checkpoint")));
    }

    void images_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const std::string pixels(90 * 64, 'x'), labels(90, '\1'), good = idxImages(90, 8, pixels), zip = gzip(good);
        const auto row = [](const char* name, const char* file, const std::string& content, const char* says) {
            QTest::newRow(name) << file << QByteArray::fromStdString(content) << QString::fromUtf8(says);
        };
        const char *images = "train-images-idx3-ubyte", *label = "train-labels-idx1-ubyte";
        for (const bool zipped : {false, true}) {
            const auto both = [&](const char* name, const char* file, const std::string& content, const char* says) {
                const std::string shown = std::string(name) + (zipped ? ", gzip" : "");
                row(shown.c_str(), (std::string(file) + (zipped ? ".gz" : "")).c_str(),
                    zipped ? gzip(content) : content, says);
            };
            both("header cut", images, good.substr(0, 9), "truncated");
            both("pixels cut", images, good.substr(0, good.size() - 1), "truncated");
            both("a byte too many", images, good + "x", "goes on after");
            both("labels as images", images, idxLabels(90, labels), "does not start as an IDX file of images");
            both("images as labels", label, good, "does not start as an IDX file of labels");
            both("no images", images, idxImages(0, 8, ""), "holds no images");
            both("no labels", label, idxLabels(0, ""), "holds no labels");
            both("no pixels", images, idxImages(90, 0, ""), "outside 1 to 4096");
            both("giant pixels", images, idxImages(90, 1u << 31, pixels), "outside 1 to 4096");
            both("counts lie", images, idxImages(0xffffffff, 4096, pixels), "more than the file can hold");
            both("label counts lie", label, idxLabels(0xfffffff0, labels), "more than the file can hold");
            both("fewer labels", label, idxLabels(89, labels.substr(1)), "89 labels for 90 images");
            both("text", images, "P5 8 8 255 and so on", "does not start as an IDX file");
        }
        row("empty", images, "", "the file is empty");
        row("empty, gzip", "train-images-idx3-ubyte.gz", "", "the file is empty");
        row("gzip cut", "train-images-idx3-ubyte.gz", zip.substr(0, zip.size() - 5), "truncated");
        row("gzip cut early", "train-images-idx3-ubyte.gz", zip.substr(0, 12), "truncated");
        std::string damaged = zip;
        damaged[zip.size() - 6] = static_cast<char>(damaged[zip.size() - 6] ^ 0x55); // the checksum
        row("gzip checksum", "train-images-idx3-ubyte.gz", damaged, "corrupt");
        // 100 MB of zeros in 100 kB: no more of it may be read than the header declares.
        row("gzip bomb", "train-images-idx3-ubyte.gz", gzip(idxImages(90, 8, std::string(100u << 20, '\0'))),
            "goes on after");
        row("labels the test never saw", "t10k-labels-idx1-ubyte", idxLabels(30, std::string(30, '\7')),
            "the training labels end at 2");
    }
    void images() {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        Folder f;
        writeImages(f.path("data"));
        const fs::path bad = f.path("data") / file.toStdString();
        if (bad.extension() == ".gz") fs::remove(fs::path(bad).replace_extension());
        writeFileAtomically(bad, content.toStdString());
        const Run run = klasRun(train(f) << "--json");
        verifyRefusal(run, says);
        verifyRefusal(run, q(bad.filename()));
        QVERIFY(!fs::exists(f.path("w.st")) && !fs::exists(f.path("w.st.checkpoint")));
    }

    void dataThatDoesNotFit() {
        Folder f;
        verifyRefused(train(f), "There is no file");
        writeImages(f.path("data"));
        verifyRefused(train(f, tinyArch(8, 4)), "has 4 classes, but the data has 3");
        Json arch = tinyArch();
        arch["img"] = 12;
        verifyRefused(train(f, arch), "takes images of 1 x 12 x 12");
        arch = tinyArch();
        arch["in_chans"] = 3;
        verifyRefused(train(f, arch), "takes images of 3 x 8 x 8");
        verifyRefused(train(f, tinyArch(), "--validation-images 90"), "no images for training");
        verifyRefused(train(f, tinyArch(), "--validation-images 91"), "too few");
        verifyRefused(train(f, tinyArch(), "--train-images -1"), "negative");
        fs::remove(f.path("data") / "t10k-images-idx3-ubyte");
        verifyRefused(train(f), "t10k-images-idx3-ubyte");
        fs::remove_all(f.path("data"));
        writeImages(f.path("data"), 90, 30, 2);
        verifyRefused(train(f), "has 3 classes, but the data has 2");
    }

    void trainingOptionsOutOfRange() {
        Folder f;
        writeImages(f.path("data"));
        for (const char* options : {"--epochs 0", "--batch 0", "--lr 0", "--lr nan", "--lr inf", "--warmup 2",
                                    "--label-smoothing 1", "--clip -1", "--weight-decay -1", "--eval-every 0"})
            verifyRefused(train(f, tinyArch(), options), "Cannot train: ");
        verifyRefused(train(f, tinyArch(), "--lr 1e30 --weight-decay 0"), "diverged");
        QVERIFY(!fs::exists(f.path("w.st")));
    }

    void similarity_data() {
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("says");
        const RawTensors good = logits({2, 8, 5});
        const auto row = [&](const char* name, const RawTensors& source, const RawTensors& target, const char* options,
                             const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(source.bytes())
                                << QByteArray::fromStdString(target.bytes()) << options << QString::fromUtf8(says);
        };
        row("rank 2", logits({8, 5}), good, "", "must be blocks x images x classes");
        row("rank 4", good, logits({2, 8, 5, 1}), "", "must be blocks x images x classes");
        row("no blocks", logits({0, 8, 5}), good, "", "is empty");
        row("no images", logits({2, 0, 5}), logits({2, 0, 5}), "", "holds no images");
        row("no classes", good, logits({2, 8, 0}), "", "is empty");
        row("images differ", good, logits({2, 9, 5}), "", "different numbers of images (8 and 9)");
        row("classes differ", good, logits({2, 8, 6}), "", "differ in classes (5 and 6)");
        row("other name", logits({2, 8, 5}, 1, "scores"), good, "", "holds no tensor \"logits\"; it holds scores");
        row("features as logits", good, good, "--metric cka", "holds no tensor \"features\"");
        RawTensors whole;
        whole.add("logits", "I64", {2, 8, 5}, std::string(2 * 8 * 5 * 8, '\0'));
        row("whole numbers", whole, good, "", "of floating-point numbers, but it is 2 x 8 x 5 of Long");
        for (const char* metric : {"kl", "kl_reversed", "kl_temperature", "js", "ce", "mse"}) {
            RawTensors bad = good;
            bad.set("logits", 1 * 8 * 5 + 6 * 5 + 2, NAN); // block 2, image 7
            row((std::string("NaN ") + metric).c_str(), good, bad,
                (std::string("--batch 4 --metric ") + metric).c_str(), "at block 2, batch 2");
        }
        RawTensors bad = good;
        bad.set("logits", 0, -INFINITY);
        row("infinity", bad, good, "", "at block 1, batch 1");
        row("one class", logits({2, 8, 1}, 1), good, "", "a single class");
        row("unknown measure", good, good, "--metric cake", "There is no measure \"cake\"");
        const RawTensors features = logits({2, 8, 5}, 1, "features"), few = logits({2, 3, 5}, 1, "features");
        row("CKA of three", few, few, "--metric cka", "at least 4 images");
        row("CKA in threes", features, features, "--metric cka --batch 3", "--batch of at least 4");
        row("a map from one", logits({2, 1, 5}, 1, "features"), logits({2, 1, 5}, 1, "features"), "--metric ls",
            "at least 2 images");
        RawTensors notFinite = features;
        notFinite.set("features", 3, INFINITY);
        row("features", notFinite, features, "--metric ls", "not finite");
    }
    void similarity() {
        QFETCH(QByteArray, source);
        QFETCH(QByteArray, target);
        QFETCH(QString, options);
        QFETCH(QString, says);
        Folder f;
        writeFileAtomically(f.path("s"), source.toStdString());
        writeFileAtomically(f.path("t"), target.toStdString());
        verifyRefused(QStringList{"similarity", "--source", q(f.path("s")), "--target", q(f.path("t"))} +
                          options.split(' ', Qt::SkipEmptyParts),
                      says);
    }

    /// A batch too small for the unbiased estimate is left out, and the answer says over how many images it is.
    void imagesCountWhatWasUsed() {
        Folder f;
        logits({2, 11, 5}, 1, "features").write(f.path("s"));
        const Run run = klasRun({"similarity", "--source", q(f.path("s")), "--target", q(f.path("s")), "--metric",
                                 "cka", "--batch", "4", "--json"});
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["images"].get<int>(), 8);
    }

    /// The same numbers in every floating-point type: 0 and powers of two are exact in all.
    void logitsOfEveryPrecision() {
        Folder f;
        const auto write = [&](const char* type, const std::vector<std::string>& digits) { // of 0, 1, -2
            std::string bytes;
            for (int k = 0; k < 2 * 4 * 3; ++k)
                bytes += digits[static_cast<size_t>((k * k + k / 3) % 3)];
            RawTensors t;
            t.add("logits", type, {2, 4, 3}, bytes);
            t.write(f.path(type));
        };
        const auto little = [](std::uint64_t bits, size_t size) { return littleEndian64(bits).substr(0, size); };
        write("F64", {little(0, 8), little(0x3ff0000000000000, 8), little(0xc000000000000000, 8)});
        write("F32", {little(0, 4), little(0x3f800000, 4), little(0xc0000000, 4)});
        write("F16", {little(0, 2), little(0x3c00, 2), little(0xc000, 2)});
        write("BF16", {little(0, 2), little(0x3f80, 2), little(0xc000, 2)});
        std::string first;
        for (const char* type : {"F64", "F32", "F16", "BF16"}) {
            const Run run =
                klasRun({"similarity", "--source", q(f.path(type)), "--target", q(f.path("F32")), "--json"});
            QVERIFY2(run.code == 0, run.err.c_str());
            const std::string values = run.json()["values"].dump();
            if (first.empty()) first = values;
            QCOMPARE(values, first);
        }
    }
};

QTEST_APPLESS_MAIN(TestCliBadData)
#include "tst_cli_bad_data.moc"
