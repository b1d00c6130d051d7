// SPDX-License-Identifier: GPL-3.0-or-later
// Files that torch.save wrote (tests/data/checkpoints/make_checkpoints.py), read without Python, and files that lie.
#include "core/base/error.h"
#include "core/engine/checkpoints/checkpoint.h"
#include "core/engine/checkpoints/mapping.h"
#include "core/engine/checkpoints/name_hash.h"
#include "core/engine/checkpoints/unpickler.h"
#include "core/engine/checkpoints/zip_directory.h"
#include "core/records/weights_file.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

using namespace klas;
using namespace klas::engine;

namespace {

const std::string kData = std::string(KLAS_TEST_DATA) + "/";
const std::string kMade = kData + "checkpoints/";

template <typename Work>
QString messageOf(Work work) {
    try {
        work();
    } catch (const Error& e) {
        return QString::fromUtf8(e.what());
    }
    return {};
}

QString refusal(const std::string& file) {
    return messageOf([&] { Checkpoint{file}; });
}

std::string readAll(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

torch::Tensor counted(at::IntArrayRef shape, torch::ScalarType type = torch::kFloat32) {
    return torch::arange(c10::multiply_integers(shape), torch::kFloat64).view(shape).to(type);
}

} // namespace

class CheckpointTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string write(const std::string& name, const std::string& bytes) const {
        const std::string file = m_folder.filePath(QString::fromStdString(name)).toStdString();
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }

private Q_SLOTS:
    void goldenFilesAreTheSame_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("reference");
        QTest::addColumn<QString>("wrapper");
        QTest::newRow("zip, wrapped") << "deit.pth" << "deit.safetensors" << "model";
        QTest::newRow("zip, plain") << "deit.plain.pth" << "deit.safetensors" << "";
        QTest::newRow("legacy, wrapped") << "deit.legacy.pth" << "deit.safetensors" << "model";
        QTest::newRow("levit, with its buffers") << "levit.pth" << "levit.safetensors" << "model";
    }
    void goldenFilesAreTheSame() {
        QFETCH(QString, file);
        QFETCH(QString, reference);
        QFETCH(QString, wrapper);
        const Checkpoint read(kData + file.toStdString());
        const SafeTensors expected(kData + reference.toStdString());
        QCOMPARE(QString::fromStdString(read.info().wrapper), wrapper);
        QCOMPARE(read.names().size(), expected.names().size());
        for (const std::string& name : expected.names()) {
            QVERIFY2(read.contains(name), name.c_str());
            QCOMPARE(read.tensor(name).scalar_type(), expected.tensor(name).scalar_type());
            QVERIFY2(torch::equal(read.tensor(name), expected.tensor(name)), name.c_str());
        }
    }

    void readsEveryType_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("zip") << "types.pth";
        QTest::newRow("legacy") << "types.legacy.pth";
        QTest::newRow("protocol 4") << "types.protocol4.pth";
    }
    void readsEveryType() {
        QFETCH(QString, file);
        const Checkpoint read(kMade + file.toStdString());
        const auto has = [&](const char* name, const torch::Tensor& value) {
            const auto tensor = read.tensor(name);
            return tensor.scalar_type() == value.scalar_type() && tensor.sizes() == value.sizes() && torch::equal(tensor, value);
        };
        QVERIFY(has("plain", counted({2, 3})));
        QVERIFY(has("turned", counted({2, 3}).t()));
        QCOMPARE(read.tensor("turned").strides(), at::IntArrayRef({1, 3}));
        QVERIFY(has("rows", torch::arange(6, 18, torch::kFloat32).view({2, 6})));
        QVERIFY(has("columns", torch::tensor({2.f, 3.f, 8.f, 9.f, 14.f, 15.f, 20.f, 21.f}).view({4, 2})));
        QVERIFY(read.tensor("rows").is_alias_of(read.tensor("columns"))); // one storage, not two copies
        QVERIFY(has("parameter", counted({3})));
        QVERIFY(has("half", counted({2, 2}, torch::kFloat16) / 2));
        QVERIFY(has("bfloat", counted({2, 2}, torch::kBFloat16) / 2));
        QVERIFY(has("double", counted({2, 2}, torch::kFloat64) / 2));
        QVERIFY(has("long", torch::arange(-1, 2, torch::kInt64)));
        QVERIFY(has("byte", torch::arange(253, 256, torch::kInt64).to(torch::kUInt8)));
        QVERIFY(has("flag", torch::tensor({1, 0, 1}).to(torch::kBool)));
        QVERIFY(has("scalar", torch::tensor(7, torch::kInt64)));
        QVERIFY(has("empty", torch::empty({0, 4})));
        QVERIFY(has("row_of_one", torch::full({3}, 2.5)));
        QCOMPARE(read.names().size(), size_t(14));
        QCOMPARE(read.info().wrapper, std::string("model"));
        QCOMPARE(read.info().archHint, std::string("deit_tiny_patch16_224")); // from the options beside
        QVERIFY(read.info().beside.size() == 8);
        QVERIFY(std::count(read.info().beside.begin(), read.info().beside.end(), "epoch = 3") == 1);
    }

    void turnsNumbersOfTheOtherByteOrder() {
        const Checkpoint read(kMade + "big_endian.pth");
        QVERIFY(torch::equal(read.tensor("w"), counted({3})));
        QVERIFY(torch::equal(read.tensor("n"), counted({2}, torch::kInt64)));
    }

    void unwrapsAndSaysSo() {
        const Checkpoint plain(kMade + "averages.pth");
        QVERIFY(torch::equal(plain.tensor("w"), counted({2})));
        QCOMPARE(plain.info().wrapper, std::string("state_dict"));
        QCOMPARE(plain.info().prefix, std::string("module."));
        QCOMPARE(plain.info().archHint, std::string("resnet18"));
        QVERIFY(!plain.info().averaged);
        QVERIFY(QString::fromStdString(plain.info().notes.at(0)).contains("state_dict_ema"));
        const Checkpoint averages(kMade + "averages.pth", WeightsKind::Averaged);
        QVERIFY(torch::equal(averages.tensor("w"), counted({2}) + 10));
        QVERIFY(averages.info().averaged);
        const Checkpoint only(kMade + "averages_only.pth");
        QVERIFY(torch::equal(only.tensor("w"), counted({2}) + 10));
        QVERIFY(only.info().averaged);
        const Checkpoint nested(kMade + "nested.pth");
        QCOMPARE(nested.info().wrapper, std::string("state_dict.model"));
        QCOMPARE(nested.info().prefix, std::string("module.model."));
        QVERIFY(torch::equal(nested.tensor("w"), counted({2})));
        QVERIFY(messageOf([] { Checkpoint(kMade + "nested.pth", WeightsKind::Averaged); }).contains("no moving averages"));
        QVERIFY(messageOf([] { Checkpoint(kData + "deit.safetensors", WeightsKind::Averaged); }).contains("no moving averages"));
        QVERIFY(refusal(kMade + "no_weights.pth").contains("holds no weights"));
    }

    void refusesCodeByName_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("name");
        QTest::newRow("os.system") << "evil_system.pth" << "posix.system";
        QTest::newRow("os.system, legacy") << "evil_system.legacy.pth" << "posix.system";
        QTest::newRow("os.system, protocol 4") << "evil_protocol4.pth" << "posix.system";
        QTest::newRow("eval") << "evil_eval.pth" << "eval";
        QTest::newRow("getattr") << "evil_getattr.pth" << "getattr";
        QTest::newRow("a whole module") << "whole_module.pth" << "torch.nn.modules.linear.Linear";
    }
    void refusesCodeByName() {
        QFETCH(QString, file);
        QFETCH(QString, name);
        const QString message = refusal(kMade + file.toStdString());
        QVERIFY2(message.contains("asks for") && message.contains(name), qPrintable(message));
        QVERIFY(!QFile::exists("klas_was_here")); // what os.system was to make
    }

    void refusesPicklesThatLie_data() {
        QTest::addColumn<QByteArray>("pickle");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, QByteArray pickle, const char* says) { QTest::newRow(name) << pickle << says; };
        row("empty", "", "ends too early");
        row("nothing on the stack", "\x80\x02.", "a value is missing");
        row("text beyond the end", QByteArray("\x80\x02X\xff\xff\xff\x7f" "ab", 9), "ends too early");
        row("long text", QByteArray("\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\xff", 11), "ends too early");
        row("no mark", "\x80\x02t.", "a mark is missing");
        row("below the mark", "\x80\x02K\x01(\x85.", "a value is missing");
        row("never remembered", "\x80\x02h\x05.", "recalls");
        row("key without a value", "\x80\x02}(K\x01u.", "no value");
        row("items in a number", "\x80\x02K\x01K\x02" "a.", "holds no items");
        row("call of a number", "\x80\x02K\x01)R.", "no class");
        row("extension registry", "\x80\x02\x82\x01.", "instruction 130");
        row("old text instruction", "I1\n.", "instruction 73");
        row("protocol", "\x80\x09.", "unknown protocol");
        row("name without an end", "\x80\x02" "cos", "no end");
        row("os.system by STACK_GLOBAL", QByteArray("\x80\x04\x8c\x02os\x8c\x06system\x93.", 16), "os.system");
        row("inst-like", "\x80\x02(ios\nsystem\n.", "instruction 105");
        row("storage of nonsense", "\x80\x02K\x01Q.", "storage has no proper description");
        row("tensor of nonsense", "\x80\x02" "ctorch._utils\n_rebuild_tensor_v2\n(K\x01K\x02tR.", "a tensor is made of something else");
    }
    void refusesPicklesThatLie() {
        QFETCH(QByteArray, pickle);
        QFETCH(QString, says);
        const std::string bytes = pickle.toStdString();
        const QString message = messageOf([&] { pickle::unpickle(bytes, 0, "Cannot read it"); });
        QVERIFY2(message.contains(says), qPrintable(message));
    }

    void boundsWhatAPickleMayCopy() {
        // A list of itself is harmless; a dictionary copied again and again is not.
        QVERIFY(messageOf([] { pickle::unpickle(std::string_view("\x80\x02]q\x00h\x00" "a.", 9), 0, "it"); }).isEmpty());
        std::string bomb("\x80\x02" "ccollections\nOrderedDict\nq\x00", 29);
        bomb += std::string("}(", 2);
        for (int k = 0; k < 5000; ++k)
            bomb += "NN";
        bomb += std::string("u\x85q\x01", 4);
        for (int k = 0; k < 5000; ++k)
            bomb += std::string("h\x00h\x01R", 5);
        const QString message = messageOf([&] { pickle::unpickle(bomb, 0, "it"); });
        QVERIFY2(message.contains("copies more"), qPrintable(message));
    }

    void everyCutIsRefused_data() {
        QTest::addColumn<QString>("file");
        for (const char* file : {"types.pth", "types.legacy.pth", "types.protocol4.pth"})
            QTest::newRow(file) << file;
    }
    void everyCutIsRefused() {
        QFETCH(QString, file);
        const std::string whole = readAll(kMade + file.toStdString());
        for (size_t size = 0; size < whole.size(); size += size < 64 ? 1 : 13)
            QVERIFY2(!refusal(write("cut.pth", whole.substr(0, size))).isEmpty(), qPrintable(QString::number(size)));
    }

    /// Any byte may be any other: an answer or a sentence, nothing else.
    void everyDamageEndsWell_data() { everyCutIsRefused_data(); }
    void everyDamageEndsWell() {
        QFETCH(QString, file);
        const std::string whole = readAll(kMade + file.toStdString());
        int refused = 0;
        for (size_t at = 0; at < whole.size(); at += 3) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ (at % 2 ? 0xff : 0x11));
            const std::string path = write("damaged.pth", bytes);
            try {
                const Checkpoint read(path);
                for (const std::string& name : read.names())
                    read.tensor(name).sum();
            } catch (const Error&) {
                ++refused;
            }
        }
        QVERIFY(refused > 100);
    }

    void refusesZipsThatLie() {
        QVERIFY(refusal(kMade + "compressed.pth").contains("is compressed"));
        const std::string whole = readAll(kMade + "averages.pth");
        const size_t directory = whole.find("PK\1\2"), second = whole.find("PK\1\2", directory + 4);
        std::string bytes = whole;
        bytes.replace(directory + 24, 4, "\xff\xff\xff\x7f", 4); // sizes
        bytes.replace(directory + 20, 4, "\xff\xff\xff\x7f", 4);
        QVERIFY(refusal(write("size.pth", bytes)).contains("outside the file"));
        bytes = whole;
        bytes.replace(second + 42, 4, whole.substr(directory + 42, 4)); // two entries in one place
        QVERIFY(!refusal(write("overlap.pth", bytes)).isEmpty());
        bytes = whole;
        bytes[directory + 8] = 1;
        QVERIFY(refusal(write("encrypted.pth", bytes)).contains("encrypted"));
        QVERIFY(refusal(write("end.pth", whole.substr(0, whole.size() - 30))).contains("cut off"));
        bytes = whole;
        bytes.replace(whole.size() - 22 + 10, 2, "\xf0\xff", 2); // more entries than there are
        QVERIFY(refusal(write("count.pth", bytes)).contains("more than its directory holds"));
    }

    void namesWhatIsNone_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x00 and more", 14) << "compressed";
        QTest::newRow("HDF5") << QByteArray("\x89HDF\r\n") << "HDF5";
        QTest::newRow("web page") << QByteArray("<!DOCTYPE html><html>") << "web page";
        QTest::newRow("Git LFS") << QByteArray("version https://git-lfs.github.com/spec/v1\n") << "Git LFS";
        QTest::newRow("bare pickle") << QByteArray("\x80\x02}.") << "bare pickle";
        QTest::newRow("text") << QByteArray("some text that is no weights") << "no safetensors file";
        QTest::newRow("a few bytes") << QByteArray("abc") << "only 3 bytes";
        QTest::newRow("empty") << QByteArray() << "only 0 bytes";
    }
    void namesWhatIsNone() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        const QString message = refusal(write("stranger.bin", bytes.toStdString()));
        QVERIFY2(message.contains(says), qPrintable(message));
    }

    void readsShards() {
        const QDir folder(m_folder.path());
        QVERIFY(folder.mkpath("sharded"));
        const fs::path at = fs::path(m_folder.path().toStdString()) / "sharded";
        writeSafeTensors(at / "model-00001-of-00002.safetensors", {{"a", counted({2})}, {"b", counted({3})}}, {{"format", "pt"}});
        writeSafeTensors(at / "model-00002-of-00002.safetensors", {{"c", counted({4})}});
        const auto index = [&](const char* map) { std::ofstream(at / "model.safetensors.index.json") << "{\"metadata\":{},\"weight_map\":" << map << "}"; };
        index(R"({"a":"model-00001-of-00002.safetensors","b":"model-00001-of-00002.safetensors","c":"model-00002-of-00002.safetensors"})");
        for (const fs::path& path : {at, at / "model.safetensors.index.json"}) {
            const Checkpoint read(path);
            QCOMPARE(read.info().format, std::string("sharded safetensors"));
            QCOMPARE(read.names(), (std::vector<std::string>{"a", "b", "c"}));
            QVERIFY(torch::equal(read.tensor("c"), counted({4})));
            QCOMPARE(read.metadata().at("format"), std::string("pt"));
        }
        const std::string before = weightsSha256(at);
        writeSafeTensors(at / "model-00002-of-00002.safetensors", {{"c", counted({4}) + 1}});
        QVERIFY(weightsSha256(at) != before); // the same index, other weights
        index(R"({"z":"model-00001-of-00002.safetensors"})");
        QVERIFY(refusal(at).contains("tensor z should be in"));
        index(R"({"a":"model-00003-of-00002.safetensors"})");
        QVERIFY(refusal(at).contains("is missing"));
        index(R"({"a":"../secret"})");
        QVERIFY(refusal(at).contains("no plain file name"));
        fs::remove(at / "model.safetensors.index.json");
        QVERIFY(refusal(at).contains("holds no weights under a known name"));
    }

    void checksTheHashInAName() {
        QCOMPARE(hashInName("resnet18-f37072fd.pth"), std::string("f37072fd"));
        QCOMPARE(hashInName("a-b-0123456789abcdef.safetensors"), std::string("0123456789abcdef"));
        QCOMPARE(hashInName("model-20240131.pth"), std::string()); // a date
        QCOMPARE(hashInName("model-f37072.pth"), std::string());
        QCOMPARE(hashInName("model-F37072FD.pth"), std::string());
        QCOMPARE(hashInName("f37072fd.pth"), std::string());
        const std::string sha = sha256("abc"); // ba7816bf...
        checkNameHash("x-ba7816bf.pth", sha);
        const QString message = messageOf([&] { checkNameHash("x-ba7816be.pth", sha); });
        QVERIFY(message.contains("ba7816be") && message.contains("ba7816bf8f01cfea"));
    }

    void opensWithoutACopy() {
        // Aligned storages of a zip archive are views of the mapping: each is read from the disk when it is touched.
        const Checkpoint read(kData + "deit.pth");
        const auto a = read.tensor("head.weight"), b = read.tensor("head.weight");
        QCOMPARE(a.data_ptr(), b.data_ptr());
        QVERIFY(reinterpret_cast<std::uintptr_t>(a.data_ptr()) % 64 == 0);
    }
};

QTEST_APPLESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
