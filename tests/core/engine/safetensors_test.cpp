// SPDX-License-Identifier: GPL-3.0-or-later
// The format against bytes written by hand, and files that lie.
#include "core/base/error.h"
#include "core/engine/checkpoints/safetensors.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

using namespace klas;
using namespace klas::engine;

class SafeTensorsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }

    /// A file of a little-endian header length, the header and the data.
    std::string write(const std::string& header, const std::string& bytes, std::uint64_t length) const
    {
        const std::string file = path("file.safetensors");
        std::ofstream out(file, std::ios::binary);
        for (int k = 0; k < 8; ++k)
            out.put(static_cast<char>(length >> (8 * k)));
        out << header << bytes;
        return file;
    }
    QString refusal(const std::string& header, const std::string& bytes, std::uint64_t length = 0) const
    {
        try {
            const SafeTensors file(write(header, bytes, length ? length : header.size()));
        } catch (const Error& e) {
            return QString::fromUtf8(e.what());
        }
        return {};
    }

private Q_SLOTS:
    void readsBytesWrittenByHand()
    {
        // 1.0f = 00 00 80 3f, -2.0f = 00 00 00 c0
        const std::string bytes("\x00\x00\x80\x3f\x00\x00\x00\xc0\x07", 9);
        const std::string header = R"({"__metadata__":{"a":"b"},"x":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                                   R"("y":{"dtype":"U8","shape":[],"data_offsets":[8,9]}})";
        const SafeTensors file(write(header, bytes, header.size()));
        QCOMPARE(file.names(), (std::vector<std::string>{"x", "y"}));
        QCOMPARE(file.metadata().at("a"), std::string("b"));
        QCOMPARE(file.tensor("x").sizes(), at::IntArrayRef({2, 1}));
        QCOMPARE(file.tensor("x")[1][0].item<float>(), -2.0f);
        QCOMPARE(file.tensor("y").item<int>(), 7);
        QVERIFY_EXCEPTION_THROWN(file.tensor("z"), Error);
    }

    void writesWhatItReads()
    {
        const std::string file = path("round.safetensors");
        const auto a = torch::arange(6, torch::kFloat64).view({2, 3}).t(), b = torch::arange(5, torch::kInt64),
                   c = torch::full({3}, 0.5, torch::kFloat16), d = torch::empty({0, 4});
        writeSafeTensors(file, {{"a", a}, {"c", c}, {"b", b}, {"d", d}}, {{"note", "ü \" x"}});
        const SafeTensors read(file);
        QVERIFY(torch::equal(read.tensor("a"), a));
        QVERIFY(torch::equal(read.tensor("b"), b));
        QVERIFY(torch::equal(read.tensor("c"), c));
        QCOMPARE(read.tensor("d").sizes(), d.sizes());
        QCOMPARE(read.metadata().at("note"), std::string("ü \" x"));
    }

    void tensorsOutliveTheFile()
    {
        torch::Tensor x;
        {
            const std::string header = R"({"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}})";
            const SafeTensors file(write(header, "abc", header.size()));
            x = file.tensor("x");
        }
        QCOMPARE(x[2].item<int>(), int('c'));
    }

    void refusesFilesThatLie_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* header, const char* says) {
            QTest::newRow(name) << header << says;
        };
        row("cut off", R"({"x":{"dtype":"F32","shape":[100],"data_offsets":[0,400]}})", "outside the file");
        row("backwards", R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[4,3]}})", "outside the file");
        row("wrong bytes", R"({"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", "needs 12 bytes");
        row("overflow", R"({"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}})", "impossible");
        row("negative", R"({"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", "shape");
        row("unknown type", R"({"x":{"dtype":"Q7","shape":[8],"data_offsets":[0,8]}})", "unknown type Q7");
        row("overlap",
            R"({"x":{"dtype":"U8","shape":[6],"data_offsets":[0,6]},"y":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
            "overlaps");
        row("gap",
            R"({"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"y":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
            "gap");
        row("left over", R"({"x":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})", "belong to no tensor");
        row("no shape", R"({"x":{"dtype":"U8","data_offsets":[0,8]}})", "\"shape\" is missing");
        row("not JSON", "{\"x\": ", "not valid JSON");
        row("an array", "[1, 2]", "not a JSON object");
        row("nested", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested too deeply");
    }
    void refusesFilesThatLie()
    {
        QFETCH(QString, header);
        QFETCH(QString, says);
        const QString message = refusal(header.toStdString(), "12345678");
        QVERIFY2(message.contains(says), qPrintable(message));
    }

    void refusesALyingHeaderLength()
    {
        QVERIFY(refusal("{}", "", 1ull << 62).contains("claims"));
        QVERIFY(refusal("{}", "", 3).contains("claims"));
        const std::string file = path("short");
        std::ofstream(file) << "abc";
        QVERIFY_EXCEPTION_THROWN(SafeTensors{file}, Error);
        QVERIFY_EXCEPTION_THROWN(SafeTensors{path("missing")}, Error);
        QVERIFY_EXCEPTION_THROWN(SafeTensors{m_folder.path().toStdString()}, Error);
    }
};

QTEST_APPLESS_MAIN(SafeTensorsTest)
#include "safetensors_test.moc"
