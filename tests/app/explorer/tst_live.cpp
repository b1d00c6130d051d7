// SPDX-License-Identifier: GPL-3.0-or-later
// The window with the real worker: two bundled anchors, drawn images, a mouse. What a person does and sees.
#include "app/explorer/export_dialog.h"
#include "app/explorer/main_window.h"
#include "core/base/random.h"
#include "core/store/demo.h"

#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <fstream>
#include <time.h>

using namespace klas;
using namespace klas::ui;

/// Measures how long this thread works on one event: other processes on the machine do not count.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;
    double longestMs = 0;
    QString longestEvent;

    bool notify(QObject* receiver, QEvent* event) override {
        const double begin = threadMs();
        const int type = event->type();
        const QString who = receiver->metaObject()->className();
        const bool handled = QApplication::notify(receiver, event);
        if (const double took = threadMs() - begin; took > longestMs) {
            longestMs = took;
            longestEvent = QStringLiteral("%1, event %2").arg(who).arg(type);
        }
        return handled;
    }

private:
    static double threadMs() {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return 1e3 * double(now.tv_sec) + 1e-6 * double(now.tv_nsec);
    }
};

class TestLive : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    static void writeBytes(const QString& file, const std::vector<int>& header, const std::string& bytes) {
        std::ofstream out(file.toStdString(), std::ios::binary);
        for (const int value : header)
            for (int shift = 24; shift >= 0; shift -= 8)
                out.put(char(value >> shift));
        out << bytes;
    }
    /// Noise with a bright band: where it lies is the class.
    void writeImages(const QString& prefix, int count, std::uint64_t seed) const {
        Random random(seed);
        std::string pixels, labels;
        for (int n = 0; n < count; ++n) {
            const auto label = random.below(10);
            labels.push_back(char(label));
            for (unsigned p = 0; p < 28 * 28; ++p) {
                const bool band = p / 28 / 2 == label + 2;
                pixels.push_back(char(band ? 120 + random.below(130) : random.below(140)));
            }
        }
        writeBytes(m_folder.filePath(prefix + "-images-idx3-ubyte"), {0x803, count, 28, 28}, pixels);
        writeBytes(m_folder.filePath(prefix + "-labels-idx1-ubyte"), {0x801, count}, labels);
    }
    QString makeProject(const char* name) {
        Project project = Project::create(path(name).toStdString());
        DataSpec data;
        data.name = "bands";
        data.path = m_folder.path().toStdString();
        data.validationImages = 1500;
        project.setData(data);
        for (const Anchor& anchor : demoAnchors())
            if (anchor.name == "fashion_vit_tiny" || anchor.name == "fashion_vit_small")
                project.addAnchor(anchor);
        return path(name);
    }

    /// A window on the screen with that project in it.
    struct Session {
        explicit Session(const QString& file) {
            window.resize(1280, 860);
            window.show();
            window.work().open(file);
        }
        bool ready() {
            return QTest::qWaitForWindowActive(&window) &&
                   QTest::qWaitFor([&] { return state().isOpen(); }, 10000);
        }
        const ProjectState& state() { return window.work().session().state(); }
        bool click(const QString& text) {
            for (QPushButton* button : window.findChildren<QPushButton*>()) {
                if (button->text().remove('&') != text || !button->isVisible() || !button->isEnabled())
                    continue;
                QTest::mouseClick(button, Qt::LeftButton);
                return true;
            }
            return false;
        }
        /// Chooses a file in the dialog that a menu entry opens.
        bool choose(const QString& menuText, const QString& file) {
            for (QAction* action : window.findChildren<QAction*>())
                if (action->text().remove('&') == menuText) action->trigger();
            auto* dialog = window.findChild<QFileDialog*>();
            if (!dialog) return false;
            dialog->selectFile(file);
            static_cast<QDialog*>(dialog)->accept();
            return QTest::qWaitFor([&] { return !window.findChild<QFileDialog*>(); }, 5000);
        }
        MainWindow window;
    };

    static TimedApplication& app() { return *static_cast<TimedApplication*>(qApp); }
    static QColor cellColour(HeatmapView& heatmap, int i, int j) {
        heatmap.replotNow();
        QCoreApplication::processEvents();
        const QPointF place = heatmap.cellCenter(i, j) - QPointF(0, heatmap.height() / 40.0);
        return heatmap.grab().toImage().pixelColor(place.toPoint());
    }
    /// The process of our worker, as the system lists it.
    static long workerProcess() {
        for (const QString& name : QDir("/proc").entryList(QDir::Dirs)) {
            QFile file("/proc/" + name + "/stat");
            if (name[0].isDigit() && file.open(QIODevice::ReadOnly)) {
                const QList<QByteArray> words = file.readAll().split(' '); // id (name) state parent ...
                if (words.size() > 3 && words[1] == "(klas)" &&
                    words[3].toLongLong() == QCoreApplication::applicationPid())
                    return name.toLong();
            }
        }
        return 0;
    }

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CONFIG_HOME", m_folder.path().toUtf8());
        qputenv("KLAS_WORKER", KLAS_PROGRAM);
        QLocale::setDefault(QLocale::c());
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        writeImages("train", 4500, 1);
        writeImages("t10k", 500, 2);
    }

    void fromAnalyseToExportsAndBack() {
        const QString file = makeProject("live.klas");
        Selection chosen;
        {
            Session session(file);
            QVERIFY(session.ready());
            SimilarityPanel& panel = session.window.similarity();
            int partial = 0;
            long images = 0;
            bool grows = true;
            connect(&panel, &SimilarityPanel::refreshed, this, [&] {
                const auto& scores = panel.heatmap().data().scores;
                if (!scores || scores->complete) return;
                ++partial;
                grows = grows && scores->images >= images;
                images = scores->images;
            });
            app().longestMs = 0;
            QVERIFY(session.click("Analyse"));
            QVERIFY(session.window.work().busy());
            QVERIFY(QTest::qWaitFor([&] { return partial > 0; }, 120000));
            QCOMPARE(panel.view().source, std::string("fashion_vit_tiny"));
            QCOMPARE(panel.view().target, std::string("fashion_vit_small"));
            QVERIFY(QTest::qWaitFor([&] { return !session.window.work().busy(); }, 120000));
            QVERIFY(grows);
            QVERIFY2(session.window.messages().text().isEmpty(),
                     qPrintable(session.window.messages().text()));
            qInfo("longest event: %.1f ms (%s)", app().longestMs, qPrintable(app().longestEvent));
            QVERIFY2(app().longestMs < 40, qPrintable(app().longestEvent));

            // Every measure of every ordered pair, and the anchors measured.
            QCOMPARE(session.state().finishedMatrices(), 4 * static_cast<int>(measures().size()));
            QCOMPARE(session.state().accuracies.size(), size_t(4));
            QVERIFY(session.state().distances);
            QCOMPARE(session.window.anchors().recommendedPair().first, "fashion_vit_tiny");
            const auto tables = session.window.anchors().findChildren<QTableView*>();
            QCOMPARE(tables.back()->model()->rowCount(), 6); // probes of the selected anchor

            chosen = panel.selection();
            QVERIFY(!chosen.stitches.empty());
            QCOMPARE(chosen.method, std::string("klas"));
            QVERIFY(panel.overlapText().startsWith("overlap "));
            QVERIFY(panel.heatmap().data().scores->complete);
            QVERIFY(cellColour(panel.heatmap(), 1, 1) != panel.heatmap().theme().pending);

            QVERIFY(session.choose("Export Matrix…", path("matrix.csv")));
            QVERIFY(session.choose("Export Selection…", path("selection.json")));
            QVERIFY(session.choose("Export Heatmap…", path("heatmap.svg")));
            const ScoreMatrix* matrix = session.state().matrix("fashion_vit_tiny", "fashion_vit_small", "kl");
            QFile csv(path("matrix.csv"));
            QVERIFY(csv.open(QIODevice::ReadOnly));
            const QList<QByteArray> lines = csv.readAll().trimmed().split('\n');
            QCOMPARE(lines.size(), 1 + 6 * 7); // j = 0, where SN-Net stitches, to 6
            const QList<QByteArray> cell = lines[1 + 7 * 2 + 4].split(','); // (3, 4)
            QCOMPARE(cell[2] + "," + cell[3], "3,4");
            QCOMPARE(cell[5].toDouble(), matrix->value(3, 4));
            const Json json = parseJson(readTextFile(path("selection.json").toStdString()), "selection");
            QCOMPARE(json.at("stitches").size(), chosen.stitches.size());
            QVERIFY(readTextFile(path("heatmap.svg").toStdString()).find("chosen by KLAS") !=
                    std::string::npos);
        }
        Session again(file);
        QVERIFY(again.ready());
        QCOMPARE(again.state().finishedMatrices(), 4 * static_cast<int>(measures().size()));
        QCOMPARE(again.window.similarity().selection(), chosen);
    }

    void fromAClickToAFrontThatRises() {
        const QString file = makeProject("front.klas");
        const Stitch stitch{"fashion_vit_tiny", 6, "fashion_vit_small", 3};
        {
            Session session(file);
            QVERIFY(session.ready());
            QVERIFY(session.click("Analyse"));
            QVERIFY(QTest::qWaitFor([&] { return !session.window.work().busy() && session.state().finishedMatrices() == 4 * int(measures().size()); }, 120000));
            TradeoffView& plot = session.window.tradeoff().view();
            QVERIFY(QTest::qWaitFor([&] { return plot.data().series.size() == 1; }, 5000)); // the anchors
            HeatmapView& heatmap = session.window.similarity().heatmap();
            heatmap.replotNow();
            QCoreApplication::processEvents();
            // A click on a cell measures that stitch at once.
            QTest::mouseClick(&heatmap, Qt::LeftButton, {}, heatmap.cellCenter(6, 3).toPoint());
            QVERIFY(session.window.card().stitch() == stitch);
            QVERIFY(session.window.card().accuracyText().contains("being measured"));
            QVERIFY(QTest::qWaitFor([&] { return session.window.card().accuracyText().contains("as initialised: top-1"); }, 60000));
            QCOMPARE(session.state().evaluations.size(), size_t(1));

            FinetuneRecipe recipe;
            recipe.steps = 60;
            recipe.batch = 32;
            recipe.initImages = 200;
            session.window.work().finetune("first", "klas", {{stitch, {}}}, recipe);
            QVERIFY(QTest::qWaitFor([&] { return session.state().runs.size() == 1 && session.state().runs[0].complete(); }, 120000));
            QVERIFY(QTest::qWaitFor([&] { return plot.data().series.size() == 2; }, 5000)); // and the run
            QCOMPARE(plot.data().series[1].points.size(), size_t(3));
            QVERIFY2(session.window.messages().text().isEmpty(), qPrintable(session.window.messages().text()));
            QVERIFY(QTest::qWaitFor([&] { return session.window.card().accuracyText().contains("first: "); }, 5000));
            QVERIFY(plot.marked()); // one selection everywhere

            // The card exports what the run has made of the stitch.
            QVERIFY(session.click("Export…"));
            auto* dialog = session.window.findChild<ExportDialog*>();
            QVERIFY(dialog);
            QCOMPARE(dialog->run(), std::string("first"));
            const std::string out = dialog->out().toStdString();
            dialog->accept();
            QVERIFY(QTest::qWaitFor(
                [&] {
                    return session.state().jobs.back().kind == JobKind::Export &&
                           session.state().jobs.back().state == JobState::Done;
                },
                60000));
            for (const char* ending : {".json", ".safetensors", ".pt"})
                QVERIFY2(fs::is_regular_file(out + ending), ending);
            QVERIFY(session.window.messages().text().startsWith("Exported to "));
            session.window.messages().hide();

            // Killed in the middle of the next one, it goes on from there.
            recipe.steps = 100000;
            session.window.work().finetune("second", "klas", {{stitch, {}}}, recipe);
            QVERIFY(QTest::qWaitFor([&] { return session.state().runs.size() == 2; }, 60000));
            QCOMPARE(kill(static_cast<pid_t>(workerProcess()), SIGKILL), 0);
            QVERIFY(QTest::qWaitFor([&] { return session.state().jobs.back().state == JobState::Failed; }, 20000));
            QVERIFY(session.window.messages().text().contains("stopped"));
            const auto press = [&](const char* button) { // what the panel shows follows within a moment
                session.window.queue().table().selectRow(session.window.queue().model().rowOf(session.state().jobs.back().id));
                return session.click(button);
            };
            QVERIFY(QTest::qWaitFor([&] { return press("Resume"); }, 5000));
            QVERIFY(QTest::qWaitFor([&] { return session.state().jobs.back().state == JobState::Running; }, 20000));
            QVERIFY(QTest::qWaitFor([&] { return session.window.work().runner().running(); }, 5000));
            QTest::qWait(1500);
            QVERIFY(QTest::qWaitFor([&] { return press("Pause"); }, 5000));
            QVERIFY(QTest::qWaitFor([&] { return session.state().jobs.back().state == JobState::Paused; }, 20000));
            QVERIFY(session.choose("Export Trade-Off…", path("front.svg")));
            QVERIFY(readTextFile(path("front.svg").toStdString()).find("first") != std::string::npos);
        }
        Session again(file);
        QVERIFY(again.ready());
        QVERIFY(QTest::qWaitFor([&] { return again.window.tradeoff().view().data().series.size() == 2; }, 5000));
        QVERIFY(again.state().jobs.back().state == JobState::Paused);
    }

    void aKilledWorkerLosesNothing() {
        const QString file = makeProject("killed.klas");
        Session session(file);
        QVERIFY(session.ready());
        std::vector<std::string> probed;
        connect(&session.window.work().runner(), &JobRunner::recordArrived, this, [&](const Record& record) {
            if (const auto* report = std::get_if<ProbeReport>(&record)) probed.push_back(report->anchor);
        });
        QVERIFY(session.click("Analyse"));
        QVERIFY(QTest::qWaitFor([&] { return !probed.empty(); }, 120000));
        const long worker = workerProcess();
        QVERIFY(worker > 0);
        QCOMPARE(kill(static_cast<pid_t>(worker), SIGKILL), 0);
        QVERIFY(QTest::qWaitFor([&] { return !session.window.work().busy(); }, 10000));
        QVERIFY2(session.window.messages().text().contains("Analyse goes on from there"),
                 qPrintable(session.window.messages().text()));
        QCOMPARE(session.state().probes.size(), probed.size());
        // The file knows it too, whoever asks.
        QVERIFY(QTest::qWaitFor(
            [&] {
                return Project::open(file.toStdString(), Project::Access::ReadOnly).probeReports().size() ==
                       probed.size();
            },
            5000));

        QVERIFY(session.click("Analyse"));
        // The old sentence is no longer true.
        QVERIFY(QTest::qWaitFor([&] { return session.window.messages().text().isEmpty(); }, 5000));
        QVERIFY(QTest::qWaitFor([&] { return !session.window.work().busy(); }, 120000));
        QVERIFY2(session.window.messages().text().isEmpty(), qPrintable(session.window.messages().text()));
        std::sort(probed.begin(), probed.end()); // each anchor's probes were trained once
        QCOMPARE(probed, (std::vector<std::string>{"fashion_vit_small", "fashion_vit_tiny"}));
        QCOMPARE(session.state().finishedMatrices(), 4 * static_cast<int>(measures().size()));
    }
};

int main(int argc, char** argv) {
    TimedApplication app(argc, argv);
    TestLive test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_live.moc"
