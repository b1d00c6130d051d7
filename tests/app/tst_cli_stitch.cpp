// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/project.h"
#include "tests/app/small_project.h"

#include <QXmlStreamReader>
#include <set>

using namespace klas;
using namespace klas::sample;

namespace {

/// Every text element; a file that is no XML fails the test.
QStringList wordsOfSvg(const std::filesystem::path& file) {
    QXmlStreamReader xml(QByteArray::fromStdString(readTextFile(file)));
    QStringList words;
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QLatin1String("text")) words << xml.readElementText();
    if (xml.hasError()) QTest::qFail(qPrintable(xml.errorString()), __FILE__, __LINE__);
    return words;
}

/// "x,y" of every text element.
QStringList placesOfSvg(const std::filesystem::path& file) {
    QXmlStreamReader xml(QByteArray::fromStdString(readTextFile(file)));
    QStringList places;
    while (!xml.atEnd())
        if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == QLatin1String("text"))
            places << xml.attributes().value("x").toString() + ',' + xml.attributes().value("y").toString();
    return places;
}

/// Of a method of the experiment's JSON.
double meanStaircaseArea(const Json& method) {
    double sum = 0;
    for (const Json& run : method["runs"])
        sum += run["areas"]["staircase"].get<double>();
    return sum / double(method["runs"].size());
}

} // namespace

/// From a selection to a curve and to files, as a user's shell goes through it.
class TestCliStitch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        makeProject(m_f);
        m_p = q(m_f.path("p.klas"));
        QVERIFY(klasRun({"analyze", m_p}).code == 0);
    }

    void previewShowsCostScoresAndAccuracy() {
        const Run run = klasRun({"preview", m_p, "--stitch", "a:1/b:1", "--images", "20", "--init-images", "40", "--json"});
        QVERIFY2(run.code == 0, run.err.c_str());
        const Json card = run.json()["stitches"][0];
        QCOMPARE(card["source"], "a");
        QCOMPARE(card["j"], 1);
        QVERIFY(card["omega"].get<double>() >= 0 && card["sigma"].get<double>() >= 0);
        QCOMPARE(card["initialised"]["images"], 20);
        const Json space = klasRun({"space", q(m_f.path("a.json")), q(m_f.path("b.json")), "--json"}).json();
        for (const Json& s : space["stitches"])
            if (s["i"] == 1 && s["j"] == 1) QCOMPARE(card["flops"], s["flops"]);
        const auto shown = [&](const QStringList& more) {
            return klasRun(QStringList{"preview", m_p, "--stitch", "a:1/b:1", "--json"} + more).json()["stitches"][0]["initialised"];
        };
        const QStringList usual{"--images", "20", "--init-images", "40"};
        shown({"--images", "20", "--init-images", "3"});
        shown({"--images", "7", "--init-images", "40"});
        QCOMPARE(shown(usual)["key"], card["initialised"]["key"]); // what was asked for, not what came last
        QCOMPARE(shown({"--images", "7", "--init-images", "40"})["images"], 7);
        const Run below = klasRun({"preview", m_p, "--stitch", "a:1/b:1", "--images", "-3"});
        QVERIFY2(below.code == 2 && below.err.find("must be a number, 0 or more") != std::string::npos, below.err.c_str());
        const Json all = klasRun({"preview", m_p, "--pair", "a:b", "--json"}).json();
        QCOMPARE(all["stitches"].size(), size_t(2)); // i = 1, 2 and j = 1
    }

    void finetuneEvaluateFrontier() {
        QVERIFY(klasRun({"select", m_p, "--pair", "a:b", "--method", "whole-source", "--save", "whole"}).code == 0);
        const QStringList command{"finetune", m_p, "--selection", "whole", "--stitch", "a:1/b:1", "--run", "first", "--set", "steps=30", "--set", "batch=10"};
        const Run run = klasRun(command + QStringList{"--json"});
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["run"]["step"], 30);
        QCOMPARE(run.json()["run"]["selection"], "whole");
        QCOMPARE(run.json()["evaluations"].size(), size_t(8)); // two anchors and two stitches on two splits
        const auto started = std::chrono::steady_clock::now();
        QVERIFY(klasRun(command).code == 0); // nothing is left to do
        QVERIFY(std::chrono::steady_clock::now() - started < std::chrono::seconds(30));
        const Run speed = klasRun({"evaluate", m_p, "--run", "first", "--speed", "--images", "10", "--json"});
        QVERIFY2(speed.code == 0, speed.err.c_str());
        const Run front = klasRun({"frontier", m_p, "--against", "first", "--resamples", "50", "--json"});
        QVERIFY2(front.code == 0, front.err.c_str());
        const Json curves = front.json()["curves"];
        QCOMPARE(curves.size(), size_t(2)); // as they came, and the run
        for (const Json& curve : curves)
            for (const char* area : {"staircase", "hull"})
                QVERIFY2(curve["areas"][area].get<double>() > 0 && curve["areas"][area].get<double>() <= 1, curve.dump().c_str());
        QVERIFY(curves[0].contains("delta") && !curves[1].contains("delta"));
        QVERIFY(QString::fromStdString(klasRun({"frontier", m_p}).out).contains("a:2 > b:1"));
        const Json cascade = klasRun({"cascade", m_p, "--pair", "a:b", "--json"}).json();
        QVERIFY(cascade["points"].size() >= 2);
        QVERIFY(cascade["points"][0]["average_flops"] < cascade["points"].back()["average_flops"]);
    }

    void resultsGoOutAndComeBack() {
        const QString file = q(m_f.path("results.jsonl"));
        const Run out = klasRun({"export", "results", m_p, "--run", "first", "--format", "snnet", "--out", file});
        QVERIFY2(out.code == 0, out.err.c_str());
        const Run in = klasRun({"import", "snnet", file, "--json"});
        QVERIFY2(in.code == 0, in.err.c_str());
        const Run csv = klasRun({"export", "results", m_p, "--run", "first"});
        QCOMPARE(QString::fromStdString(csv.out).split("\r\n").size(), 1 + 4 + 1);
        QCOMPARE(klasRun({"export", "results", m_p, "--format", "json", "--run", "first"}).json()["runs"][0]["networks"].size(), size_t(4));
    }

    void aStitchIsExportedAndPythonReadsIt() {
        const QString base = q(m_f.path("stitch"));
        const Run run = klasRun({"export", "stitch", m_p, "a:2/b:1", "--run", "first", "--out", base, "--json"});
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["files"].size(), size_t(3));
        QVERIFY(run.json()["greatest_difference"].get<double>() < 1e-4);
        const Json config = parseJson(readTextFile(base.toStdString() + ".json"), "config");
        QCOMPARE(config["i"], 2);
        QVERIFY(config["top1"].is_number());

        QProcess probe;
        probe.start("/usr/bin/python3", {"-c", "import torch"});
        if (!probe.waitForFinished(120000) || probe.exitCode() != 0) QSKIP("python3-torch is not installed");
        // Python's torch rebuilds the network from the safetensors by hand and compares it with the traced one.
        QProcess python;
        python.start("/usr/bin/python3", {QStringLiteral(KLAS_SOURCE_DIR "/tests/data/stitch_reference.py"), base});
        QVERIFY(python.waitForFinished(120000));
        const QString said = QString::fromUtf8(python.readAllStandardOutput() + python.readAllStandardError());
        QVERIFY2(python.exitCode() == 0 && said.contains("equal"), qPrintable(said));
    }

    void anExperimentWritesItsPage() {
        const QString page = q(m_f.path("r.md"));
        const QStringList command{"experiment", m_p, "--pair", "a:b", "--methods", "klas,whole-source,random,theta,init-accuracy", "--seeds", "2",
                                  "--set", "steps=12", "--set", "batch=10", "--verify-steps", "5", "--out", page, "--json"};
        const Run run = klasRun(command);
        QVERIFY2(run.code == 0, run.err.c_str());
        const Json json = run.json()["pairs"][0];
        QCOMPARE(json["methods"].size(), size_t(5));
        QCOMPARE(json["methods"][0]["runs"].size(), size_t(2));
        const QString text = QString::fromStdString(readTextFile(page.toStdString()));
        QVERIFY(text.contains("## Does the score predict?"));
        QVERIFY(text.contains("(r-a-b.svg)"));
        const QStringList words = wordsOfSvg(m_f.path("r-a-b.svg"));
        for (const char* word : {"KLAS: least Γ per bucket", "Whole source, every target block", "Cascade, by FLOPs on average", "Anchors, as they came"})
            QVERIFY2(words.contains(QString::fromUtf8(word)), word);
        QVERIFY(words.contains(QString::number(meanStaircaseArea(json["methods"][0]), 'f', 4)));
        const QStringList places = placesOfSvg(m_f.path("r-a-b.svg"));
        QCOMPARE(QSet<QString>(places.begin(), places.end()).size(), places.size()); // no text lies on another
        const Json again = klasRun(command).json()["pairs"][0]; // resumed where everything is done
        QCOMPARE(again["methods"][1]["runs"][1]["areas"].dump(), json["methods"][1]["runs"][1]["areas"].dump());
        for (const Selection& s : Project::open(m_p.toStdString(), Project::Access::ReadOnly).selections())
            QVERIFY2(s.name != "klas", "a person's own selection of that name would be lost");
    }

    void seedsAndAllRunsAreSummedUp() {
        for (const char* seed : {"seed=0", "seed=1"}) {
            const Run run = klasRun({"finetune", m_p, "--stitch", "a:1/b:1", "--run", QString("s-%1").arg(seed), "--set", seed, "--set", "steps=13", "--set", "batch=10"});
            QVERIFY2(run.code == 0, run.err.c_str());
        }
        const Json json = klasRun({"frontier", m_p, "--resamples", "0", "--json"}).json();
        QVERIFY(json["curves"].back()["staircase_interval"].is_null()); // none was drawn
        const Json& all = json["summary"]["seeds"];
        const auto ours = std::find_if(all.begin(), all.end(), [](const Json& s) { return s["runs"].dump() == R"(["s-seed=0","s-seed=1"])"; });
        QVERIFY(ours != all.end());
        const Json& seeds = *ours;
        QVERIFY(std::abs(seeds["mean"].get<double>() - (seeds["areas"][0].get<double>() + seeds["areas"][1].get<double>()) / 2) < 1e-12);
        double best = 0; // no curve lies above the front of all of them
        for (const Json& curve : json["curves"])
            best = std::max(best, curve["areas"]["staircase"].get<double>());
        QVERIFY(json["summary"]["overall"]["areas"]["staircase"].get<double>() >= best);
        const Run text = klasRun({"frontier", m_p, "--against", "s-seed=0"});
        QVERIFY2(text.out.find("against s-seed=0: at equal FLOPs") != std::string::npos, text.out.c_str());
        QVERIFY2(text.out.find("runs that differ in their seed alone") != std::string::npos, text.out.c_str());
    }

    void earlyStoppingSaysItsSteps() {
        const Run run = klasRun({"finetune", m_p, "--stitch", "a:2/b:1", "--run", "early", "--set", "steps=40", "--set", "batch=10", "--set", "layer_rate=1e-12",
                                 "--set", "anchor_rate=1e-12", "--set", "evaluate_every=5", "--set", "patience=2", "--splits", "test"});
        QVERIFY2(run.code == 0, run.err.c_str());
        QVERIFY2(run.out.find("run early: 15 of 40 steps") != std::string::npos, run.out.c_str());
        QVERIFY2(run.out.find("stopped early at step 15: no validation after step 5 was better (patience 2)") != std::string::npos, run.out.c_str());
    }

    void anExperimentSaysWhatEndedBadly() {
        const QString page = q(m_f.path("bad.md"));
        const Run run = klasRun({"experiment", m_p, "--pair", "a:b", "--methods", "whole-source", "--seeds", "1", "--set", "steps=6", "--set", "batch=10", "--set", "clip_norm=0",
                                 "--set", "warmup=0", "--set", "weight_decay=0", "--set", "layer_rate=30", "--set", "anchor_rate=30", "--verify-steps", "40", "--out", page});
        QVERIFY2(run.code == 0, run.err.c_str());
        QVERIFY2(run.err.find("warning: experiment-verify-40-a-b: ") != std::string::npos, run.err.c_str());
        QVERIFY(readTextFile(page.toStdString()).find("\n- experiment-verify-40-a-b: ") != std::string::npos);
    }

    void anExperimentRunsOverPairs() {
        const QString page = q(m_f.path("pairs.md"));
        const Run run = klasRun({"experiment", m_p, "--pair", "a:b", "--pair", "b:a", "--methods", "klas,whole-source", "--seeds", "1", "--set",
                                 "steps=12", "--set", "batch=10", "--verify-steps", "0", "--out", page, "--json"});
        QVERIFY2(run.code == 0, run.err.c_str());
        QCOMPARE(run.json()["pairs"].size(), size_t(2));
        const QString text = QString::fromStdString(readTextFile(page.toStdString()));
        QVERIFY(text.contains("| method | a > b | b > a | runs better | runs worse |"));
        QVERIFY(text.contains("## b > a\n"));
        QVERIFY(QFileInfo::exists(q(m_f.path("pairs-b-a.svg"))));
        verifyRefused({"experiment", m_p, "--pair", "a:b", "--pair", "a:b", "--out", page}, "given twice");
    }

    void scoresAreHeldAgainstASample() {
        const QStringList command{"verify", m_p, "--pair", "a:b", "--stitches", "2", "--steps", "5", "--set", "batch=10", "--json"};
        const Run run = klasRun(command);
        QVERIFY2(run.code == 0, run.err.c_str());
        const Json json = run.json();
        QCOMPARE(json["recipe"]["mode"], "single");
        QCOMPARE(json["stitches"].size(), size_t(2));
        QCOMPARE(json["scores"][0]["score"], "Θ (Ω)");
        QCOMPARE(json["scores"][0]["stitches"], 2);
        QVERIFY(json["warnings"].dump().find("mean over only 30 images") != std::string::npos);
        QCOMPARE(klasRun(command).json()["stitches"].dump(), json["stitches"].dump());
        verifyRefused({"verify", m_p, "--pair", "a:b", "--set", "mode=joint"}, "one by one");
        // Another recipe is another run; a teacher that nobody named is found again.
        const Run taught = klasRun(command + QStringList{"--set", "distillation.kind=soft"});
        QVERIFY2(taught.code == 0, taught.err.c_str());
        QCOMPARE(taught.json()["stitches"].size(), size_t(2));
        QVERIFY(taught.json()["run"] != json["run"]);
        // What select says of the same pair.
        QCOMPARE(klasRun({"select", m_p, "--pair", "a:b", "--json"}).json()["warnings"].dump(), json["warnings"].dump());
    }

    void aKilledVerificationIsShownAsInterrupted() {
        const auto jobs = [&](const QStringList& command) {
            Json found = Json::array();
            const Json shown = klasRun(command).json();
            for (const Json& job : shown.at("jobs"))
                if (job["title"].get<std::string>().starts_with("verify a:b: ")) found.push_back(job);
            return found;
        };
        const size_t before = jobs({"project", "show", m_p, "--json"}).size();
        QProcess verify;
        verify.start(QStringLiteral(KLAS_PROGRAM), {"verify", m_p, "--pair", "a:b", "--stitches", "2",
                                                    "--steps", "100000", "--set", "batch=10"});
        const auto last = [&](const QStringList& command) {
            const Json all = jobs(command);
            return all.size() > before ? all.back() : Json{{"state", "none"}, {"title", ""}};
        };
        QTRY_VERIFY_WITH_TIMEOUT(last({"project", "show", m_p, "--json"})["title"].get<std::string>().find(
                                     "100000 steps each") != std::string::npos,
                                 60000);
        QTRY_COMPARE_WITH_TIMEOUT(last({"project", "show", m_p, "--json"})["state"], "running", 60000);
        verify.kill(); // SIGKILL
        QVERIFY(verify.waitForFinished(30000));
        for (const QStringList& reader :
             {QStringList{"project", "show", m_p, "--json"}, QStringList{"queue", m_p, "list", "--json"}})
            QCOMPARE(last(reader)["state"], "interrupted");
        QVERIFY(klasRun({"project", "show", m_p}).out.find("running") == std::string::npos);
        QVERIFY(klasRun({"queue", m_p, "cancel",
                         QString::number(last({"queue", m_p, "list", "--json"})["job"].get<long>())})
                    .code == 0);
    }

    void theLedgerAddsUp() {
        const Json ledger = klasRun({"ledger", m_p, "--json"}).json();
        std::set<std::string> parts;
        double finetuning = 0;
        for (const Json& row : ledger) {
            parts.insert(row["part"].get<std::string>());
            if (row["part"] == "finetuning" && row["flops"] > 0) finetuning += row["flops"].get<double>();
        }
        for (const char* part : {"features", "matrices", "previews", "finetuning", "evaluation"})
            QVERIFY2(parts.count(part), part);
        double runs = 0;
        for (const FinetuneRun& run : Project::open(m_p.toStdString(), Project::Access::ReadOnly).runs())
            runs += run.flops;
        QCOMPARE(finetuning, runs);
        QVERIFY(klasRun({"ledger", m_p}).out.find("FLOPs in all") != std::string::npos);
    }

    void badInputIsOneSentence() {
        verifyRefused({"finetune", m_p, "--selection", "nothing", "--run", "x"}, "no selection \"nothing\"");
        verifyRefused({"finetune", m_p, "--stitch", "a:9/b:1", "--run", "x"}, "1 to 2");
        verifyRefused({"finetune", m_p, "--stitch", "a:1/c:1", "--run", "x"}, "no anchor \"c\"");
        verifyRefused({"finetune", m_p, "--stitch", "a:1/b:1", "--run", "../x"}, "cannot name a run");
        verifyRefused({"finetune", m_p, "--stitch", "a:1/b:1", "--run", "x", "--set", "stepps=3"}, "stepps");
        const QStringList train{"finetune", m_p, "--stitch", "a:1/b:1", "--run", "x"};
        verifyRefused(train + QStringList{"--set", "steps=many"},
                      "\"steps\" has the wrong type: it must be a whole number, not \"many\"");
        const auto recipe = [&](const char* text) {
            writeFileAtomically(m_f.path("recipe.json"), text);
            return train +
                   QStringList{"--recipe", q(m_f.path("recipe.json")), "--set", "distillation.kind=soft"};
        };
        verifyRefused(recipe("{\"steps\": 5,\n \"batch\" 3}"),
                      "recipe.json: this is not valid JSON at line 2, column 10");
        verifyRefused(recipe("[1]"), "no object of options");
        verifyRefused(recipe("{\"distillation\": 3}"), "no object of options");
        verifyRefused({"select", m_p, "--pair", "a:b", "--method", "measure:cka"},
                      "run klas analyze FILE --measures cka first");
        verifyRefused({"select", m_p, "--all-pairs", "--method", "init-both"}, "klas, snnet, random");
        verifyRefused({"evaluate", m_p, "--run", "nothing"}, "no run \"nothing\"");
        verifyRefused({"frontier", m_p, "--run", "nothing"}, "nothing");
        verifyRefused({"export", "stitch", m_p, "a:1/b:1", "--run", "nothing", "--out", q(m_f.path("x"))},
                      "no run \"nothing\"");
        for (const QStringList& usage : {QStringList{"finetune", m_p, "--run", "x"}, QStringList{"preview", m_p, "--stitch", "a1/b1"},
                                         QStringList{"export", "stitch", m_p, "a:1/b:1", "--format", "onnx"}})
            QCOMPARE(klasRun(usage).code, 2);
    }

private:
    Folder m_f;
    QString m_p;
};

QTEST_GUILESS_MAIN(TestCliStitch)
#include "tst_cli_stitch.moc"
