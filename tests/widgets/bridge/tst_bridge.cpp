// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/anchor_file.h"
#include "widgets/bridge/job_runner.h"
#include "widgets/bridge/project_state.h"
#include "widgets/bridge/short_names.h"
#include "widgets/bridge/text.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <sys/stat.h>

using namespace klas;
using namespace klas::ui;

/// Plays a job with the fake worker in one of its parts and keeps what came home.
struct Played {
    JobRunner runner;
    std::vector<Record> records;
    int progress = 0;
    QList<JobEnd> ends;
    QString message;

    explicit Played(const char* part, int job = 7) {
        qputenv("KLAS_WORKER", KLAS_SOURCE_DIR "/tests/support/fake_worker");
        qputenv("FAKE_WORKER", part);
        runner.setPatience(200, 200);
        runner.setHelloPatience(3000);
        QObject::connect(&runner, &JobRunner::recordArrived,
                         [this](const Record& r) { records.push_back(r); });
        QObject::connect(&runner, &JobRunner::progressed, [this] { ++progress; });
        QObject::connect(&runner, &JobRunner::finished, [this](qlonglong, JobEnd end, const QString& text) {
            ends.append(end);
            message = text;
        });
        runner.start(job, AnalyzeRequest{});
    }
    bool wait() {
        return QTest::qWaitFor([this] { return !ends.isEmpty(); }, 20000);
    }
};

class TestBridge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersHaveTheDigitsTheyDeserve() {
        const QLocale c = QLocale::c();
        QCOMPARE(shortNumber(1.2575e9, c), "1.26 G");
        QCOMPARE(shortNumber(5717416, c), "5.72 M");
        QCOMPARE(shortNumber(642, c), "642");
        QCOMPARE(shortNumber(999.7e3, c), "1.00 M");
        QCOMPARE(shortNumber(123.4e6, c), "123 M");
        QCOMPARE(shortNumber(0, c), "0");
        QCOMPARE(percent(0.8139, 1, c), "81.4 %");
        QCOMPARE(withError(0.14213, 0.0061, c), "0.1421 ± 0.0061");
        QCOMPARE(withError(3.512, 0.12, c), "3.51 ± 0.12");
        QCOMPARE(withError(0.142, std::nan(""), c), "0.142");
        QCOMPARE(number(2.38e-4, c), "2.38e-04");
        QCOMPARE(number(3.5, c), "3.50");
        QCOMPARE(number(std::nan(""), c), "–");
        QCOMPARE(shortNumber(1.26e9, QLocale(QLocale::German)), "1,26 G");
        QCOMPARE(timeLeft(-1), "");
        QCOMPARE(timeLeft(11.2), "12 s left");
        QCOMPARE(timeLeft(130), "2 min left");
    }

    void aColumnHasOneUnit() {
        const QLocale c = QLocale::c();
        const auto column = [&](const std::vector<double>& values) {
            const ColumnUnit unit(values);
            QStringList texts{unit.prefix()};
            for (const double value : values)
                texts << unit.text(value, c);
            return texts.join(' ');
        };
        QCOMPARE(column({61'632, 3'687'104}), "M 0.0616 3.6871");
        QCOMPARE(column({1'257'500'000, 17'580'000'000}), "G 1.26 17.58");
        QCOMPARE(column({448'100, 448'300}), "k 448.1 448.3"); // 448 twice would tell nothing
        QCOMPARE(column({448'100, 448'100}), "k 448 448");
        QCOMPARE(column({1, 1e9}), "G 0.0000 1.0000"); // never more than four decimals
        QCOMPARE(column({642, 999.7}), "k 0.642 1.000");
        QCOMPARE(column({10, 642}), " 10 642");
        QCOMPARE(column({}), "");
        QCOMPARE(ColumnUnit({1}).text(std::nan(""), c), "–");
    }

    void axesSayNoMoreThanTheyNeed() {
        const auto trimmed = [](QStringList numbers) {
            trimZeros(numbers, QLocale::c());
            return numbers.join(' ');
        };
        QCOMPARE(trimmed({"0", "0.500", "1.000"}), "0 0.5 1.0");
        QCOMPARE(trimmed({"1.00", "2.00"}), "1 2");
        QCOMPARE(trimmed({"10", "20"}), "10 20");
        QCOMPARE(trimmed({"0.125", "0.250"}), "0.125 0.250");
        QStringList german{"0", "0,50"};
        trimZeros(german, QLocale(QLocale::German));
        QCOMPARE(german.join(' '), "0 0,5");
    }
    void namesLoseWhatAllShare() {
        const ShortNames names({"fashion_vit_tiny", "fashion_vit_base", "fashion_vit_base_wide"});
        QCOMPARE(names("fashion_vit_tiny"), "tiny");
        QCOMPARE(names("fashion_vit_base_wide"), "base_wide");
        QCOMPARE(names("other"), "other");
        QCOMPARE(ShortNames({"deit_small", "deit_small_distilled"})("deit_small"), "small");
        QCOMPARE(ShortNames({"vit", "vit_b"})("vit_b"), "vit_b"); // no word is broken
        QCOMPARE(ShortNames({"vit_", "vit_b"})("vit_"), "vit_");  // none becomes empty
        QCOMPARE(ShortNames({"vit_tiny"})("vit_tiny"), "vit_tiny");
        QCOMPARE(ShortNames()("x"), "x");
    }

    void aJobEndsWithItsRecords() {
        Played played("happy");
        QVERIFY(played.runner.running());
        QVERIFY(played.wait());
        QCOMPARE(played.ends, QList{JobEnd::Done});
        QCOMPARE(played.progress, 1);
        QCOMPARE(played.records.size(), size_t(1));
        QCOMPARE(std::get<AnchorAccuracy>(played.records[0]).top1, 0.814);
        QCOMPARE(played.runner.device(), "CPU (fake)");
        QVERIFY(!played.runner.running());

        played.ends.clear(); // the same process serves the next job
        played.runner.start(8, AnalyzeRequest{});
        QVERIFY(played.wait());
        QCOMPARE(played.ends, QList{JobEnd::Done});
    }

    void staleResultsAreDropped() {
        Played played("stale");
        QVERIFY(played.wait());
        QCOMPARE(played.ends, QList{JobEnd::Done});
        QCOMPARE(played.records.size(), size_t(1));
    }

    void whatIsLargeStaysInTheFile() {
        ScoreMatrix matrix(2, 2, false);
        matrix.source = matrix.target = "a";
        matrix.groups = ImageGroups{{1}, {1, 2, 3, 4}};
        ProjectState state;
        for (int times = 0; times < 2; ++times) { // as a new one, and in the place of an older one
            state.put(matrix);
            QVERIFY(state.matrix("a", "a", "kl") && !state.matrix("a", "a", "kl")->groups);
        }
        QCOMPARE(state.matrices.size(), size_t(1));
    }

    void failures_data() {
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<QString>("says");
        QTest::newRow("the worker's own sentence")
            << QByteArray("failed") << "tiny: the weights hold a NaN in block 3.";
        QTest::newRow("garbage") << QByteArray("garbage") << "not its protocol";
        QTest::newRow("a line without end") << QByteArray("huge") << "more than 64 MB";
        QTest::newRow("death") << QByteArray("dies")
                               << "exit code 3. Its last words: CUDA error: out of memory";
        QTest::newRow("death before hello") << QByteArray("dies-at-once") << "cannot load libtorch.so";
        QTest::newRow("another protocol") << QByteArray("old") << "protocol 0";
        QTest::newRow("no hello") << QByteArray("mute") << "did not say hello";
    }
    void failures() {
        QFETCH(QByteArray, part);
        QFETCH(QString, says);
        Played played(part.constData());
        QVERIFY(played.wait());
        QCOMPARE(played.ends, QList{JobEnd::Failed});
        QVERIFY2(played.message.contains(says), qPrintable(played.message));
    }

    void aMissingWorkerIsASentence() {
        Played played("happy");
        QVERIFY(played.wait());
        JobRunner runner;
        qputenv("KLAS_WORKER", "/nowhere/klas");
        QSignalSpy finished(&runner, &JobRunner::finished);
        runner.start(1, AnalyzeRequest{});
        QVERIFY(finished.wait(5000));
        QVERIFY(finished[0][2].toString().contains("/nowhere/klas could not be started"));
    }

    void cancelIsAnswered() {
        Played played("waits");
        QVERIFY(QTest::qWaitFor([&] { return played.progress > 0; }, 10000));
        played.runner.cancel();
        QVERIFY(played.wait());
        QCOMPARE(played.ends, QList{JobEnd::Cancelled});
        QCOMPARE(played.runner.workerState(), WorkerState::Ready);
    }

    void cancelKillsTheDeaf() {
        Played played("deaf");
        QVERIFY(QTest::qWaitFor([&] { return played.progress > 0; }, 10000));
        QElapsedTimer clock;
        clock.start();
        played.runner.cancel();
        QVERIFY(played.wait());
        QCOMPARE(played.ends, QList{JobEnd::Cancelled});
        QVERIFY(clock.elapsed() < 5000);
        QCOMPARE(played.runner.workerState(), WorkerState::Stopped);
    }

    void anchorFiles() {
        QTemporaryDir folder;
        const fs::path path = (folder.path() + "/tiny.safetensors").toStdString();
        const auto writeHeader = [&](const std::string& header, std::uint64_t claimed) {
            std::ofstream file(path, std::ios::binary);
            for (int k = 0; k < 8; ++k)
                file.put(static_cast<char>(claimed >> (8 * k)));
            file << header;
        };
        const std::string arch =
            "{'family':'vit','img':28,'patch':7,'in_chans':1,'embed_dim':16,'depth':6,'heads':2,"
            "'mlp_ratio':2,'num_classes':10,'ln_eps':1e-6}";
        Json header;
        header["__metadata__"]["klas.arch"] = QString::fromStdString(arch).replace('\'', '"').toStdString();
        const std::string good = header.dump();
        writeHeader(good, good.size());
        const Anchor anchor = readAnchor(path);
        QCOMPARE(anchor.name, std::string("tiny"));
        QCOMPARE(anchor.arch.vit().width, 16);

        writeHeader(good, good.size() + 1);
        QVERIFY_THROWS_EXCEPTION(Error, readAnchor(path));
        writeHeader(good, UINT64_MAX);
        QVERIFY_THROWS_EXCEPTION(Error, readAnchor(path));
        writeHeader("{}", 2);
        QVERIFY_THROWS_EXCEPTION(Error, readAnchor(path));
        writeHeader("[1]", 3);
        QVERIFY_THROWS_EXCEPTION(Error, readAnchor(path));
        QVERIFY_THROWS_EXCEPTION(Error, readAnchor("/nowhere/x.safetensors"));
        // A header that is whole over tensors that are not, or that go on.
        for (const int bytes : {4, 12}) {
            header["w"] = {{"dtype", "F32"}, {"shape", {2}}, {"data_offsets", {0, bytes}}};
            writeHeader(header.dump() + "12345678", header.dump().size());
            QVERIFY_THROWS_EXCEPTION(Error, readAnchor(path));
        }
        header["w"]["data_offsets"] = {0, 8};
        writeHeader(header.dump() + "12345678", header.dump().size());
        QCOMPARE(readAnchor(path).name, std::string("tiny"));
        for (const Json& offsets : {Json(3), Json::array({-1, 8}), Json("x"), Json()}) {
            header["w"]["data_offsets"] = offsets;
            writeHeader(header.dump() + "12345678", header.dump().size());
            QVERIFY_THROWS_EXCEPTION(Error, readAnchor(path));
        }
        const fs::path pipe = (folder.path() + "/pipe.safetensors").toStdString();
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0); // nobody will ever write to it
        QVERIFY_THROWS_EXCEPTION(Error, readAnchor(pipe));
        QVERIFY_THROWS_EXCEPTION(Error, readAnchor(folder.path().toStdString()));
    }
};

QTEST_MAIN(TestBridge)
#include "tst_bridge.moc"
