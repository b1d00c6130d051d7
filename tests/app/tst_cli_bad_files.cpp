// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli_run.h"
#include "tests/app/raw_files.h"
#include "tests/core/store/sample.h"

#include <QtTest>
#include <cmath>
#include <sys/stat.h>

using namespace klas;
using namespace klas::sample;

namespace {

const std::string kWeights = KLAS_TEST_DATA "/deit.safetensors", kConfig = KLAS_TEST_DATA "/config_deit.json",
                  kInput = KLAS_TEST_DATA "/expected_deit.safetensors";

} // namespace

/// Files from outside that lie: weights, architectures, inputs. Every one meets the real program.
class TestCliBadFiles : public QObject {
    Q_OBJECT

    using Change = std::function<void(RawTensors&)>;

    static QStringList forward(const fs::path& weights, const fs::path& config, const fs::path& input,
                               const fs::path& out) {
        return {"forward", "--weights", q(weights), "--config", q(config), "--input", q(input), "--output", q(out)};
    }

private Q_SLOTS:
    void theUnchangedFilesWork() {
        Folder f;
        const Run run = klasRun(forward(kWeights, kConfig, kInput, f.path("o")) << "--json");
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["tensors"]["logits"].dump(), std::string("[2,10]"));
    }

    void weights_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const std::string good = readTextFile(kWeights);
        const auto row = [](const char* name, const std::string& content, const char* says) {
            QTest::newRow(name) << QByteArray::fromStdString(content) << QString::fromUtf8(says);
        };
        const auto changed = [&](const char* name, const Change& change, const char* says) {
            RawTensors file(kWeights);
            change(file);
            row(name, file.bytes(), says);
        };
        row("empty", "", "it has only 0 bytes");
        row("seven bytes", good.substr(0, 7), "it has only 7 bytes");
        row("header cut", good.substr(0, 2000), "its header claims");
        row("data cut", good.substr(0, good.size() - 1), "fetch it again");
        row("a byte too many", good + "x", "1 bytes at its end belong to no tensor");
        row("text", std::string(500, 'a'), "no safetensors file");
        row("largest header", littleEndian64(UINT64_MAX) + "{}", "its header claims");
        row("header of another file", littleEndian64(6) + "[1, 2]", "not a JSON object");
        row("nested", littleEndian64(100000) + std::string(100000, '['), "nested too deeply");
        row("bad JSON", littleEndian64(4) + "{\"a\"", "not valid JSON");
        changed("unknown type", [](auto& t) { t.header["norm.bias"]["dtype"] = "F13"; }, "unknown type F13");
        changed("type is no text", [](auto& t) { t.header["norm.bias"]["dtype"] = 3; }, "dtype");
        changed("negative size", [](auto& t) { t.header["norm.bias"]["shape"] = {-48}; }, "no proper shape");
        changed("fractional size", [](auto& t) { t.header["norm.bias"]["shape"] = {4.8}; }, "no proper shape");
        changed("product overflows", [](auto& t) { t.header["norm.bias"]["shape"] = {1L << 40, 1L << 40}; },
                "impossible size");
        changed("empty, strides overflow",
                [](auto& t) { t.header["z"] = t.header["norm.bias"]; t.header["z"]["shape"] = {0, 1L << 62, 4}; },
                "impossible size");
        changed("seventeen sizes", [](auto& t) { t.header["norm.bias"]["shape"] = std::vector<int>(17, 1); },
                "no proper shape");
        changed("shape and bytes differ", [](auto& t) { t.header["norm.bias"]["shape"] = {47}; }, "needs 188 bytes");
        changed("offsets leave the file",
                [](auto& t) { t.header["norm.bias"]["data_offsets"] = {0UL, 1UL << 63}; }, "outside the file");
        changed("offsets reversed", [](auto& t) { t.header["norm.bias"]["data_offsets"] = {192, 0}; },
                "outside the file");
        changed("overlap", [](auto& t) { t.header["norm.bias"]["data_offsets"] = {0, 192}; }, "overlaps another one");
        changed("metadata is no text", [](auto& t) { t.header["__metadata__"] = {{"a", 1}}; }, "metadata");
        changed("missing key", [](auto& t) { t.header["x"] = t.header["norm.bias"]; t.header.erase("norm.bias"); },
                "missing: norm.bias; surplus: x");
        changed("surplus key", [](auto& t) { t.add("more", {1}, {1}); }, "surplus: more");
        changed("line break in a name", [](auto& t) { t.add("a\nb\x1b[1m", {1}, {1}); }, "surplus: a b");
        changed("endless name", [](auto& t) { t.add(std::string(100000, 'n'), {1}, {1}); }, "nnn ... nnn");
        changed("wrong shape", [](auto& t) { t.header["norm.bias"]["shape"] = {1, 48}; },
                "norm.bias (1 x 48, expected 48)");
        changed("whole numbers", [](auto& t) { t.header["norm.bias"]["dtype"] = "I32"; }, "norm.bias (whole numbers");
        changed("NaN", [](auto& t) { t.set("blocks.2.norm1.weight", 7, NAN); }, "blocks.2.norm1.weight holds values");
        changed("infinity", [](auto& t) { t.set("head.bias", 0, INFINITY); }, "head.bias holds values");
        changed("overflow on the way", [](auto& t) {
            for (size_t k = 0; k < 96; ++k) t.set("blocks.1.mlp.fc1.weight", k, 3e38f);
        }, "The output of blocks.1 in deit is not finite");
    }
    void weights() {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        Folder f;
        writeFileAtomically(f.path("w"), content.toStdString());
        writeFileAtomically(f.path("o"), "good");
        verifyRefused(forward(f.path("w"), kConfig, kInput, f.path("o")), says);
        QCOMPARE(readTextFile(f.path("o")), std::string("good"));
    }

    void weightsOfAnotherPrecisionWork() {
        Folder f;
        std::string wide;
        for (int k = 0; k < 48; ++k)
            wide += littleEndian64(0x3ff0000000000000); // 1.0
        RawTensors made;
        const RawTensors old(kWeights);
        for (const auto& [name, entry] : old.header.items()) {
            if (name == "__metadata__") continue;
            const auto begin = entry["data_offsets"][0].get<size_t>(), end = entry["data_offsets"][1].get<size_t>();
            if (name == "norm.weight")
                made.add(name, "F64", {48}, wide);
            else
                made.add(name, "F32", entry["shape"].get<std::vector<long>>(), old.data.substr(begin, end - begin));
        }
        made.write(f.path("w"));
        const Run run = klasRun(forward(f.path("w"), kConfig, kInput, f.path("o")));
        QVERIFY2(run.code == 0, run.err.c_str());
    }

    void placesThatAreNoFile_data() {
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("says");
        QTest::newRow("missing") << "nowhere" << "No such file";
        QTest::newRow("folder") << "." << "not a regular file";
        QTest::newRow("pipe") << "pipe" << "not a regular file";
        QTest::newRow("device") << "/dev/zero" << "not a regular file";
    }
    void placesThatAreNoFile() {
        QFETCH(QString, weights);
        QFETCH(QString, says);
        Folder f;
        QCOMPARE(::mkfifo(f.path("pipe").c_str(), 0600), 0);
        const fs::path path = f.path("") / weights.toStdString();
        verifyRefused(forward(path, kConfig, kInput, f.path("o")), says);
        verifyRefused(forward(kWeights, kConfig, path, f.path("o")), says);
    }

    void configs_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const Json good = parseJson(readTextFile(kConfig), kConfig);
        const auto field = [&](const char* name, const Json& value, const char* says) {
            Json json = good;
            json[name] = value;
            QTest::addRow("%s %s", name, value.dump().substr(0, 20).c_str())
                << QByteArray::fromStdString(json.dump()) << QString::fromUtf8(says);
        };
        field("embed_dim", -48, "embed_dim is -48 but must be between 1 and 8192");
        field("embed_dim", 48.7, "whole number");
        field("embed_dim", 4294967344, "whole number"); // 48 in 32 bits
        field("embed_dim", 1e30, "whole number");
        field("embed_dim", "48", "wrong type");
        field("embed_dim", nullptr, "wrong type");
        field("depth", true, "whole number");
        field("depth", 0, "depth is 0");
        field("depth", 1000000000, "depth is 1000000000");
        field("heads", 5, "5 heads do not divide the width 48");
        field("heads", 0, "heads is 0");
        field("patch", 7, "patches of 7 pixels do not divide an image of 32");
        field("patch", 0, "patch is 0");
        field("img", 1000000, "img is 1000000");
        field("num_classes", 0, "num_classes is 0");
        field("mlp_ratio", -1, "mlp_ratio is -1");
        field("mlp_ratio", 1e300, "mlp_ratio is 1e+300");
        field("ln_eps", -1, "ln_eps is -1");
        field("family", "vgg", "\"vgg\" is not known");
        field("family", 3, "wrong type");
        field("gelu", "tanh", "\"gelu\" is \"tanh\"; only \"erf\" is known");
        field("embed_dim", 60, "do not fit deit"); // fits itself, not the weights
        Json large = good;
        large.update({{"embed_dim", 8192}, {"depth", 4}, {"heads", 1}, {"num_classes", 10}});
        QTest::newRow("far larger than its weights") << QByteArray::fromStdString(large.dump()) << "but the file holds";
        large["depth"] = 200;
        QTest::newRow("too large") << QByteArray::fromStdString(large.dump()) << "would be too large";
        large.update({{"embed_dim", 48}, {"depth", 4}, {"img", 4096}, {"patch", 1}});
        QTest::newRow("too many tokens") << QByteArray::fromStdString(large.dump()) << "would be too large";
        Json missing = good;
        missing.erase("heads");
        QTest::newRow("field missing") << QByteArray::fromStdString(missing.dump()) << "\"heads\" is missing";
        for (const char* text : {"", "{", "[", "{\"img\": 1e999}", "{\"family\": \"\xff\"}"})
            QTest::addRow("text %s", text) << QByteArray(text) << "not valid JSON";
        QTest::newRow("array") << QByteArray("[1]") << "is missing";
    }
    void configs() {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        Folder f;
        writeFileAtomically(f.path("c.json"), content.toStdString());
        verifyRefused(forward(kWeights, f.path("c.json"), kInput, f.path("o")), says);
        QVERIFY(!fs::exists(f.path("o")));
    }

    void inputs_data() {
        QTest::addColumn<QByteArray>("content");
        const auto row = [](const char* says, const char* name, const std::vector<long>& shape, float value = 0.5f) {
            long count = 1;
            for (const long n : shape)
                count *= n;
            RawTensors t;
            t.add(name, shape, std::vector<float>(size_t(count), value));
            QTest::newRow(says) << QByteArray::fromStdString(t.bytes());
        };
        row("holds no tensor \"input\"; it holds images", "images", {1, 3, 32, 32});
        row("holds no images", "input", {0, 3, 32, 32});
        row("reads images of 3 x 32 x 32, but the input is 3 x 32 x 32", "input", {3, 32, 32});
        row("but the input is 2 x 1 x 32 x 32", "input", {2, 1, 32, 32});
        row("but the input is 2 x 3 x 16 x 32", "input", {2, 3, 16, 32});
        row("not numbers", "input", {1, 3, 32, 32}, NAN);
    }
    void inputs() {
        QFETCH(QByteArray, content);
        Folder f;
        writeFileAtomically(f.path("i"), content.toStdString());
        verifyRefused(forward(kWeights, kConfig, f.path("i"), f.path("o")), QTest::currentDataTag());
        QVERIFY(!fs::exists(f.path("o")));
    }
};

QTEST_APPLESS_MAIN(TestCliBadFiles)
#include "tst_cli_bad_files.moc"
