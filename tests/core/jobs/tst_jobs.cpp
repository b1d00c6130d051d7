// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/jobs/job.h"
#include "core/jobs/message.h"

#include <QtTest>
#include <cmath>

using namespace klas;

namespace {

AnalyzeRequest sampleRequest() {
    AnalyzeRequest r;
    r.workFolder = "/tmp/a b/\u00fcber.klas.d";
    for (const char* name : {"tiny", "base"}) {
        Anchor a;
        a.name = name;
        a.arch.name = name;
        a.arch.shape = VitConfig{.imageSize = 28,
                      .patchSize = 7,
                      .inChannels = 1,
                      .width = 16,
                      .depth = 2,
                      .heads = 2,
                      .mlpRatio = 2,
                      .classes = 10};
        a.weights = std::string("/w/") + name + ".safetensors";
        a.sha256 = std::string(64, 'a');
        r.anchors.push_back(a);
    }
    r.measures = {"kl", "cka"};
    r.pairs = {{"tiny", "base"}};
    r.probes.trainImages = 1000;
    r.probes.cacheType = "float16";
    r.temperature = 3;
    r.device = "cpu";
    r.threads = 2;
    r.batch = 64;
    r.knownKeys = {"k1"};
    return r;
}

ScoreMatrix sampleMatrix() {
    ScoreMatrix m(2, 3, true);
    m.source = "tiny";
    m.target = "base";
    m.images = 10;
    m.imagesInAll = 20;
    m.key = "key";
    m.provenance = {{"device", "CPU"}};
    for (int i = 1; i <= 2; ++i)
        for (int j = 1; j <= 3; ++j) {
            m.setValue(i, j, 0.1 * i + 1e-17 * j);
            m.setError(i, j, 1e-3 / 3 * j);
        }
    return m;
}

std::string errorOf(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& e) {
        return e.what();
    }
    return {};
}

} // namespace

class TestJobs : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messagesToTheWorkerRoundTrip() {
        FinetuneRequest finetune;
        finetune.networks.workFolder = "/w";
        finetune.networks.anchors = sampleRequest().anchors;
        finetune.networks.knownKeys = {"k"};
        finetune.run = "a run";
        finetune.selection = "klas";
        finetune.stitches = {{{"tiny", 1, "base", 1}, 3}, {{"tiny", 2, "base", 1}, {}}};
        finetune.recipe.steps = 77;
        finetune.splits = {"test"};
        PreviewRequest preview;
        preview.networks = finetune.networks;
        preview.stitches = {{"tiny", 2, "base", 1}};
        EvaluateRequest evaluate;
        evaluate.networks = finetune.networks;
        evaluate.stitches = finetune.stitches;
        evaluate.speed = true;
        ExportRequest out;
        out.networks = finetune.networks;
        out.run = "a run";
        out.stitches = {{"tiny", 2, "base", 1}, {"tiny", 1, "base", 1}};
        out.formats = {"torchscript"};
        out.out = "/o/net";
        out.top1 = {0.25, std::nullopt};
        QCOMPARE(exportedPath(out, out.stitches[0], "torchscript").string(),
                 std::string("/o/net-tiny-2_base-1.pt"));
        for (const Request& request : {Request(sampleRequest()), Request(finetune), Request(preview),
                                       Request(evaluate), Request(out)}) {
            const auto start = std::get<protocol::Start>(
                protocol::parseToWorker(protocol::line(protocol::ToWorker(protocol::Start{7, request}))));
            QCOMPARE(start.job, 7L);
            QVERIFY(start.request == request);
            QVERIFY(requestFromJson(kindOf(request), withoutKnown(toJson(request)), "test") != request); // keys are left out
        }
        QCOMPARE(titleOf(Request(out)), std::string("export a run: 2 stitches, torchscript"));
        QCOMPARE(titleOf(Request(finetune)), std::string("finetune a run: 2 stitches, 77 steps"));
        QCOMPARE(std::get<protocol::Pause>(protocol::parseToWorker(R"({"pause": {"job": 9}})")).job, 9L);
        QCOMPARE(std::get<protocol::Cancel>(protocol::parseToWorker(R"({"cancel": {"job": 9}})")).job, 9L);
        QVERIFY(std::holds_alternative<protocol::Quit>(protocol::parseToWorker(R"({"quit": {}})")));
    }

    void messagesFromTheWorkerRoundTrip() {
        using namespace protocol;
        QCOMPARE(line(FromWorker(Done{3})), std::string(R"({"done":{"job":3}})"));
        QCOMPARE(line(FromWorker(Hello{1, "0.1.0", "CPU"})),
                 std::string(R"({"hello":{"protocol":1,"version":"0.1.0","device":"CPU"}})"));
        const auto p = std::get<ProgressLine>(
            parseFromWorker(line(FromWorker(ProgressLine{2, {0.25, "probes", 3, 9, 12}}))));
        QCOMPARE(p.report.fraction, 0.25);
        QCOMPARE(p.report.step, std::string("probes"));
        QCOMPARE(p.report.done, 3L);
        QCOMPARE(p.report.total, 9L);
        QCOMPARE(p.report.secondsLeft, 12.0);
        const auto f =
            std::get<Failed>(parseFromWorker(line(FromWorker(Failed{4, "It \"broke\"\n.", "why"}))));
        QCOMPARE(f.message, std::string("It \"broke\"\n."));
        QCOMPARE(std::get<CancelledLine>(parseFromWorker(line(FromWorker(CancelledLine{5})))).job, 5L);
        QCOMPARE(std::get<PausedLine>(parseFromWorker(line(FromWorker(PausedLine{6})))).job, 6L);
    }

    void aMessageIsOneLineEvenWithHostileText() {
        using namespace protocol;
        const std::string text = line(FromWorker(Failed{1, "two\nlines \xff\xfe", ""}));
        QVERIFY(text.find('\n') == std::string::npos);
        QVERIFY(std::get<Failed>(parseFromWorker(text)).message.rfind("two\nlines ", 0) == 0);
    }

    void everyRecordRoundTripsExactly() {
        AnchorAccuracy accuracy{"tiny", "test", 10, 0.8, 1, 0.51, "k", {{"device", "CPU"}}};
        ProbeReport report;
        report.anchor = "tiny";
        report.pooling = "class token";
        report.weights = "probes/x.safetensors";
        report.blocks = {{1, 0.5, 1.25, 1.5, 1e-7, 40}};
        report.headKl = 0.0067;
        report.warnings = {"Probe 2 is worse than probe 1."};
        report.key = "p";
        AnchorDistances distances{{"a", "b"}, {{0, 0.1}, {0.2, 0}}, {{0, 0.01}, {0.02, 0}}, 100, "d", Json()};
        Evaluation evaluation;
        evaluation.configuration = Configuration::of(Stitch{"tiny", 1, "base", 1});
        evaluation.run = "r";
        evaluation.step = 3;
        evaluation.split = "test";
        evaluation.images = 9;
        evaluation.top1 = 2.0 / 9;
        evaluation.top5 = 1;
        evaluation.loss = 0.1;
        evaluation.cost = {100, 10};
        evaluation.hits = Hits(9);
        evaluation.hits->set(0);
        evaluation.hits->set(8);
        evaluation.key = "e";
        FinetuneRun run;
        run.name = "r";
        run.stitches = {{{"tiny", 1, "base", 1}, 2}};
        run.step = 3;
        run.steps = 9;
        run.seconds = 0.1;
        run.flops = 1e12;
        run.key = "k";
        RunCurve curve{"r", {{1, 0.5, 1e-3, 0.25}, {4, 1.0 / 3, 1e-3, 0.5}}, "k"};
        for (const Record& record :
             {Record(accuracy), Record(report), Record(sampleMatrix()), Record(distances), Record(evaluation),
              Record(run), Record(curve),
              Record(ExportedFile{
                  {"tiny", 1, "base", 2}, "run", "config", "/o/n.json", "abc", 3, 1e-7, "key"})}) {
            const auto back = std::get<protocol::RecordLine>(protocol::parseFromWorker(
                protocol::line(protocol::FromWorker(protocol::RecordLine{1, record}))));
            QVERIFY(back.record == record);
            QCOMPARE(keyOf(back.record), keyOf(record));
        }
        ScoreMatrix holes = sampleMatrix();
        holes.setValue(1, 2, std::nan(""));
        const auto back = std::get<ScoreMatrix>(recordFromJson(toJson(Record(holes)), "test"));
        QVERIFY(std::isnan(back.value(1, 2)));
        QCOMPARE(back.value(2, 2), holes.value(2, 2));
    }

    void garbageIsRefusedInOneSentence_data() {
        QTest::addColumn<QByteArray>("line");
        const QByteArray lines[] = {
            "",
            "hello",
            "\xff\xfe\x00",
            "[]",
            "{}",
            "3",
            "null",
            R"({"done": {}, "x": {}})",
            R"({"done": 3})",
            R"({"done": {}})",
            R"({"done": {"job": "3"}})",
            R"({"done": {"job": 1.5}})",
            R"({"nonsense": {"job": 1}})",
            R"({"hello": {"protocol": 99, "version": "9", "device": ""}})",
            R"({"progress": {"job": 1, "fraction": 2}})",
            R"({"record": {"job": 1, "kind": "cake", "value": {}}})",
            R"({"record": {"job": 1, "kind": "score_matrix", "value": {"values": [[1],[1,2]]}}})",
            R"({"record": {"job": 1, "kind": "score_matrix", "value": {"values": 3}}})",
            R"({"record": {"job": 1, "kind": "anchor_distances", "value": {"anchors": ["a"], "kl": []}}})",
            R"({"record": {"job": 1, "kind": "probe_report", "value": {"anchor": "a", "pooling": "p", "blocks": 3}}})",
            R"({"done": {"job": 1}} {"done": {"job": 2}})"};
        for (const QByteArray& l : lines)
            QTest::newRow(l.left(60).constData()) << l;
    }
    void garbageIsRefusedInOneSentence() {
        QFETCH(QByteArray, line);
        const std::string sentence = errorOf([&] { protocol::parseFromWorker(line.toStdString()); });
        QVERIFY(!sentence.empty());
        QVERIFY(sentence.size() < 400);
        QVERIFY(!errorOf([&] { protocol::parseToWorker(line.toStdString()); }).empty());
    }

    void aTooLongLineIsNotParsed() {
        const std::string sentence =
            errorOf([] { protocol::parseToWorker(std::string(protocol::kMaxLine + 1, ' ')); });
        QVERIFY(sentence.find("longer") != std::string::npos);
    }

    void badRequestsAreRefused_data() {
        QTest::addColumn<QByteArray>("patch");
        for (const char* patch :
             {R"({"measures": ["cake"]})", R"({"pairs": [["tiny", "nobody"]]})", R"({"pairs": [["tiny"]]})",
              R"({"temperature": 0})", R"({"threads": -1})", R"({"batch": -5})", R"({"anchors": 3})",
              R"({"probes": {"iterations": 0}})", R"({"probes": {"cache": "float7"}})",
              R"({"probes": {"l2": -1}})", R"({"work_folder": 7})"})
            QTest::newRow(patch) << QByteArray(patch);
    }
    void badRequestsAreRefused() {
        QFETCH(QByteArray, patch);
        Json json = toJson(sampleRequest());
        json.update(parseJson(patch.toStdString(), "test"));
        QVERIFY(!errorOf([&] { analyzeRequestFromJson(json, "request"); }).empty());
    }

    void badExportsAreRefused_data() {
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QString>("part");
        QTest::newRow("relative") << QByteArray(R"({"out": "net"})") << "absolute path";
        QTest::newRow("a folder") << QByteArray(R"({"out": "/o/"})") << "absolute path";
        QTest::newRow("format") << QByteArray(R"({"formats": ["onnx"]})") << "not as \"onnx\"";
        QTest::newRow("no format") << QByteArray(R"({"formats": []})") << "name a format";
        QTest::newRow("no stitch") << QByteArray(R"({"stitches": []})") << "no stitch to export";
        QTest::newRow("run") << QByteArray(R"({"run": "../x"})") << "cannot name a run";
        QTest::newRow("top1") << QByteArray(R"({"known_top1": [0.5, 0.5]})") << "for each stitch";
        QTest::newRow("block")
            << QByteArray(R"({"stitches": [{"source": "tiny", "i": 9, "target": "base", "j": 1}]})")
            << "use blocks 1 to 2 of tiny";
        QTest::newRow("anchor")
            << QByteArray(R"({"stitches": [{"source": "huge", "i": 1, "target": "base", "j": 1}]})")
            << "no anchor of the request";
        QTest::newRow("grid")
            << QByteArray(R"({"stitches": [{"source": "tiny", "i": 1, "target": "fine", "j": 1}]})")
            << "4 x 4 and 7 x 7 positions";
        QTest::newRow("classes")
            << QByteArray(R"({"stitches": [{"source": "tiny", "i": 1, "target": "many", "j": 1}]})")
            << "10 and 20 classes";
    }
    void badExportsAreRefused() {
        QFETCH(QByteArray, patch);
        QFETCH(QString, part);
        ExportRequest request;
        request.networks.workFolder = "/w";
        request.networks.anchors = sampleRequest().anchors;
        Anchor fine = request.networks.anchors[0], many = fine;
        fine.name = "fine";
        std::get<VitConfig>(fine.arch.shape).patchSize = 4;
        many.name = "many";
        std::get<VitConfig>(many.arch.shape).classes = 20;
        request.networks.anchors.push_back(fine);
        request.networks.anchors.push_back(many);
        request.stitches = {{"tiny", 1, "base", 1}};
        request.out = "/o/net";
        Json json = toJson(request);
        QVERIFY(exportRequestFromJson(json, "test") == request);
        json.update(parseJson(patch.toStdString(), "test"));
        const std::string error = errorOf([&] { exportRequestFromJson(json, "test"); });
        QVERIFY2(QString::fromStdString(error).contains(part), error.c_str());
    }

    void jobsMoveOnlyWhereTheyMay() {
        using enum JobState;
        const JobState all[] = {Pending, Running, Paused, Interrupted, Cancelled, Failed, Done};
        // Rows: from; columns: to, in the order above.
        const char* table[] = {".RP.C..", "..PICFD", "PR..C..", "PR..C..", "PR.....", "PR.....", "......."};
        for (int from = 0; from < 7; ++from)
            for (int to = 0; to < 7; ++to)
                QCOMPARE(mayBecome(all[from], all[to]), table[from][to] != '.');
        for (const JobState state : all)
            QCOMPARE(jobStateFromText(text(state)), state);
        for (const JobKind kind : kJobKinds)
            QCOMPARE(jobKindFromText(text(kind)), kind);
        QVERIFY(errorOf([] { jobStateFromText("asleep"); }).find("pending") != std::string::npos);
        QVERIFY(!errorOf([] { jobKindFromText("bake"); }).empty());
    }
};

QTEST_APPLESS_MAIN(TestJobs)
#include "tst_jobs.moc"
