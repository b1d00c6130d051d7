// SPDX-License-Identifier: GPL-3.0-or-later
// The whole analysis on tiny networks and drawn images: order, cancel and resume, reuse, bad input.
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/checkpoints/load_weights.h"
#include "core/engine/jobs/analyze.h"
#include "core/engine/nets/net.h"

#include <QTemporaryDir>
#include <QtTest>
#include <numeric>
#include <fstream>

using namespace klas;
using namespace klas::engine;

class AnalyzeTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    AnalyzeRequest m_request;

    std::string path(const std::string& name) const {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }

    static void writeBytes(const std::string& file, const std::vector<int>& header,
                           const std::string& bytes) {
        std::ofstream out(file, std::ios::binary);
        for (const int value : header)
            for (int shift = 24; shift >= 0; shift -= 8)
                out.put(char(value >> shift));
        out << bytes;
    }
    /// Images of 8 x 8 noise with one bright row: the row is the class.
    void writeImages(const std::string& prefix, int count, std::uint64_t seed) const {
        Random random(seed);
        std::string pixels, labels;
        for (int n = 0; n < count; ++n) {
            const auto label = random.below(4);
            labels.push_back(char(label));
            for (unsigned p = 0; p < 64; ++p)
                pixels.push_back(char(p / 8 == label * 2 ? 150 + random.below(100) : random.below(120)));
        }
        writeBytes(path(prefix + "-images-idx3-ubyte"), {0x803, count, 8, 8}, pixels);
        writeBytes(path(prefix + "-labels-idx1-ubyte"), {0x801, count}, labels);
    }
    Anchor anchor(const std::string& name, int width, int depth, int classes = 4) const {
        ArchConfig arch;
        arch.name = name;
        arch.setImageSize(8);
        arch.vit().patchSize = 4;
        arch.vit().inChannels = 1;
        arch.vit().width = width;
        arch.vit().depth = depth;
        arch.vit().heads = 2;
        arch.setClasses(classes);
        NamedTensors tensors;
        const auto net = makeNet(arch, 1);
        for (const auto& item : net->module().named_parameters())
            tensors.emplace_back(item.key(), item.value().detach());
        const auto file = path(name + ".safetensors");
        writeSafeTensors(file, tensors);
        return {name, arch, file, sha256File(file)};
    }

    Anchor resnet(const std::string& name) const {
        ArchConfig arch;
        arch.name = name;
        arch.family = "resnet";
        arch.shape = ResnetConfig{.imageSize = 8, .inChannels = 1, .bottleneck = false, .stemWidth = 4, .layers = {1, 1},
                                  .planes = {4, 6}, .classes = 4};
        const auto file = path(name + ".safetensors");
        writeSafeTensors(file, stateOf(makeNet(arch, 1)->module()));
        return {name, arch, file, sha256File(file)};
    }

    static std::vector<Record> collect(const AnalyzeRequest& request, Progress progress = {}) {
        std::vector<Record> records;
        analyze(
            request, [&](const Record& record) { records.push_back(record); }, std::move(progress));
        return records;
    }
    static std::vector<ScoreMatrix> whole(const std::vector<Record>& records) {
        std::vector<ScoreMatrix> matrices;
        for (const Record& record : records)
            if (const auto* matrix = std::get_if<ScoreMatrix>(&record); matrix && matrix->complete)
                matrices.push_back(*matrix);
        return matrices;
    }
    static QString refusal(const AnalyzeRequest& request) {
        try {
            collect(request);
        } catch (const Error& e) {
            return QString::fromUtf8(e.what());
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase() {
        writeImages("train", 1400, 1);
        writeImages("t10k", 100, 2);
        m_request.workFolder = path("work");
        m_request.anchors = {anchor("wide", 16, 3), anchor("narrow", 8, 2)};
        m_request.data.path = m_folder.path().toStdString();
        m_request.data.validationImages = 600;
        m_request.measures = {"kl", "kl_reversed", "kl_temperature", "js", "ce", "mse", "cka", "ls"};
        m_request.device = "cpu";
        m_request.threads = 1;
    }

    void everythingThenNothing() {
        const auto records = collect(m_request);
        const auto matrices = whole(records);
        QCOMPARE(matrices.size(), size_t(4 * 8));
        QCOMPARE(QString::fromStdString(matrices.front().source),
                 QString("narrow")); // the cheaper anchor first
        int accuracies = 0, reports = 0, distances = 0;
        for (const Record& record : records) {
            if (const auto* accuracy = std::get_if<AnchorAccuracy>(&record)) {
                ++accuracies;
                QCOMPARE(accuracy->images, accuracy->split == "test" ? 100L : 600L);
            }
            if (const auto* report = std::get_if<ProbeReport>(&record)) {
                ++reports;
                QVERIFY(fs::exists(fs::path(m_request.workFolder) / report->weights));
                QVERIFY2(report->blocks.back().accuracy > 0.5, "a bright row is easy to see");
                QVERIFY(!report->provenance.at("device").get<std::string>().empty());
            }
            if (const auto* table = std::get_if<AnchorDistances>(&record)) {
                ++distances;
                QCOMPARE(table->kl.size(), size_t(2));
                QVERIFY(table->kl[0][0] <= 1e-12 && table->kl[0][1] > 0);
            }
        }
        QCOMPARE(accuracies, 4);
        QCOMPARE(reports, 2);
        QCOMPARE(distances, 1);
        for (const ScoreMatrix& matrix : matrices) {
            QCOMPARE(matrix.images, matrix.measure == "cka" ? 600L : 600L);
            for (int i = 1; i <= matrix.rows(); ++i)
                for (int j = 1; j <= matrix.columns(); ++j)
                    QVERIFY2(std::isfinite(matrix.value(i, j)), matrix.measure.c_str());
            if (matrix.source == matrix.target && matrix.measure == "kl")
                QVERIFY(matrix.value(2, 2) <= 1e-12);
            QCOMPARE(matrix.groups.has_value(), matrix.measure == "kl");
            if (!matrix.groups) continue;
            // The groups are a partition of the images, and of the sums.
            QCOMPARE(matrix.groups->count(), size_t(100));
            QCOMPARE(std::accumulate(matrix.groups->images.begin(), matrix.groups->images.end(), 0L), 600L);
            double sum = 0;
            for (size_t g = 0; g < 100; ++g)
                sum += matrix.groups->sums[g * matrix.groups->sums.size() / 100 + 1];
            QVERIFY(std::abs(sum / 600 - matrix.value(1, 2)) < 1e-12);
        }

        AnalyzeRequest again = m_request;
        for (const Record& record : records)
            again.knownKeys.push_back(keyOf(record));
        QVERIFY(collect(again).empty());
        // A probe file that is gone is made again, to the same bits.
        fs::remove_all(fs::path(m_request.workFolder) / "probes");
        const auto remade = collect(again);
        QCOMPARE(remade.size(), size_t(2));

        AnalyzeRequest elsewhere = m_request;
        elsewhere.workFolder = path("elsewhere");
        const auto fresh = whole(collect(elsewhere));
        for (size_t k = 0; k < fresh.size(); ++k)
            QVERIFY2(fresh[k] == matrices[k], fresh[k].measure.c_str());
    }

    void cancelledAndResumed() {
        AnalyzeRequest request = m_request;
        request.workFolder = path("cancelled");
        Progress progress;
        std::vector<Record> first;
        const auto stopAfterFirst = [&](const Record& record) {
            first.push_back(record);
            if (std::holds_alternative<ProbeReport>(record)) progress.cancel();
        };
        QVERIFY_EXCEPTION_THROWN(analyze(request, stopAfterFirst, progress), Cancelled);
        QVERIFY(whole(first).empty());
        for (const Record& record : first)
            request.knownKeys.push_back(keyOf(record));
        const auto rest = collect(request);
        QCOMPARE(whole(rest).size(), size_t(32));
        for (const Record& record : rest)
            for (const Record& old : first)
                QVERIFY(keyOf(record) != keyOf(old));
    }

    void badInput() {
        AnalyzeRequest request = m_request;
        request.anchors.push_back(anchor("five", 8, 2, 5));
        QVERIFY(refusal(request).contains("classes"));

        request = m_request;
        request.anchors[0].sha256 = std::string(64, '0');
        request.workFolder = path("changed");
        QVERIFY(refusal(request).contains("changed"));

        request = m_request;
        request.pairs = {{"narrow", "nobody"}};
        QVERIFY(refusal(request).contains("nobody"));
        request = m_request;
        request.measures = {"entropy"};
        QVERIFY(refusal(request).contains("entropy"));
        request = m_request;
        request.anchors.clear();
        QVERIFY(!refusal(request).isEmpty());
    }

    void onlyWhatIsPooledAlikeIsCompared()
    {
        AnalyzeRequest request = m_request;
        request.workFolder = path("mixed");
        request.measures = {"kl"};
        request.pairs.clear();
        request.anchors = {anchor("vit", 8, 2), resnet("resnet")};
        const QString message = refusal(request);
        QVERIFY2(message.contains("class token") && message.contains("--pooling mean"), qPrintable(message));

        request.probes.pooling = "mean";
        const auto records = collect(request);
        const auto matrices = whole(records);
        QCOMPARE(matrices.size(), size_t(4));
        for (const ScoreMatrix& matrix : matrices)
            QCOMPARE(matrix.provenance.at("pooling").at(matrix.source), Json("mean over positions"));
    }
};

QTEST_APPLESS_MAIN(AnalyzeTest)
#include "analyze_test.moc"
