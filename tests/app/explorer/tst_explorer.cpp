// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/data_dialog.h"
#include "app/explorer/export_command.h"
#include "app/explorer/export_tables.h"
#include "tests/app/explorer/analysed_project.h"
#include "tests/widgets/frontier/example_tradeoff.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestExplorer : public QObject, ExplorerFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepare(); }

    void anEmptyWindowSaysTheNextStep() {
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto labels = window.anchors().findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](auto* l) { return l->text().startsWith("Open the demo"); }));
        QCOMPARE(window.messages().text(), "");
    }

    void tablesOfATradeOffSayWhatItIsOver() {
        const auto written = [&](const TradeoffData& data, const char* name) {
            const fs::path file = path(name).toStdString();
            exportTradeoffFile(data, file, 1, false);
            return QString::fromStdString(readTextFile(file));
        };
        const TradeoffData latency = tradeoffOf(measuredProject(), "test", CostAxis::Latency);
        const QString csv = written(latency, "t.csv");
        QVERIFY2(csv.startsWith("run,network,anchor,flops,params,latency_s,top1,top5,on_front,front_over,split,images"), qPrintable(csv));
        QVERIFY2(csv.contains(",200,0.0015,0.75,1,") && csv.contains(",latency,test,1000"), qPrintable(csv));
        QVERIFY(!csv.contains("net_tiny:1")); // it has none
        const Json json = Json::parse(written(latency, "t.json").toStdString());
        QCOMPARE(json["areas_over"].get<std::string>(), std::string("latency"));
        QCOMPARE(json["cost_high"].get<double>(), 0.003);
        QVERIFY(json["flops_low"].is_null());
        QCOMPARE(json["unmeasured"].get<int>(), 1);
        const QString tex = written(latency, "t.tex");
        QVERIFY2(tex.contains("latency, ms") && tex.contains("1.500") && tex.contains("fronts over latency"), qPrintable(tex));
        const Json flops = Json::parse(written(tradeoffOf(measuredProject(), "test"), "f.json").toStdString());
        QCOMPARE(flops["flops_low"].get<double>(), flops["cost_low"].get<double>());
        QVERIFY(!written(tradeoffOf(measuredProject(), "test", CostAxis::Params), "p.tex").contains("latency"));
    }

    void anchorsAreAddedToANewProject() {
        MainWindow window;
        ProjectSession& session = window.work().session();
        QSignalSpy openedSpy(&session, &ProjectSession::opened),
            changed(&session, &ProjectSession::anchorsChanged);
        window.work().newProject(path("new.klas"), DataSpec{});
        QVERIFY(openedSpy.wait(5000));
        QVERIFY(!window.work().canAnalyse());
        session.addAnchor(QString::fromStdString(makeAnchor(m_folder, "tiny", 8).weights));
        session.addAnchor(QString::fromStdString(makeAnchor(m_folder, "base", 24).weights));
        QVERIFY(QTest::qWaitFor([&] { return changed.size() == 2; }, 5000));
        QVERIFY(window.work().canAnalyse());
        QCOMPARE(window.anchors().order(), (std::vector<std::string>{"tiny", "base"}));
        QCOMPARE(window.similarity().view().target, std::string("base"));

        session.addAnchor(path("absent.safetensors"));
        QVERIFY(QTest::qWaitFor([&] { return !window.messages().text().isEmpty(); }, 5000));
        QVERIFY(window.messages().text().contains("absent.safetensors"));
        QCOMPARE(session.state().anchors.size(), size_t(2));
    }

    void theDataOfAProjectIsChosen() {
        DataSpec data;
        data.path = m_folder.path().toStdString();
        data.seed = 1ull << 40; // more than its field can show
        DataDialog dialog(data, true);
        QCOMPARE(dialog.data(), data); // looking changes nothing
        auto* folder = dialog.findChild<QLineEdit*>();
        auto* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        const auto says = [&](const char* words) {
            const auto labels = dialog.findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [&](auto* l) { return l->text().contains(words); });
        };
        QVERIFY(ok->isEnabled());
        folder->setText(path("nowhere"));
        QVERIFY(!ok->isEnabled() && says("There is no folder"));
        folder->setText(m_folder.path());
        auto* validation = dialog.findChildren<QSpinBox*>().first();
        QTest::keyClick(validation, Qt::Key_Up);
        QVERIFY(ok->isEnabled() && says("is removed"));

        MainWindow window;
        QVERIFY(opened(window, analysedProject("data.klas")));
        const auto actions = window.findChildren<QAction*>();
        const auto choose = std::find_if(actions.begin(), actions.end(), [](auto* a) { return a->text() == "&Data…"; });
        QVERIFY(choose != actions.end());
        (*choose)->trigger();
        auto* shown = window.findChild<DataDialog*>();
        QVERIFY(shown);
        QVERIFY(QDir(m_folder.path()).mkpath("images"));
        shown->findChild<QLineEdit*>()->setText(path("images"));
        QSignalSpy changed(&window.work().session(), &ProjectSession::anchorsChanged);
        shown->accept();
        QVERIFY(changed.wait(5000));
        QCOMPARE(window.work().session().state().data->path, path("images").toStdString());
        QVERIFY(window.work().session().state().matrices.empty());
    }

    void theDataDialogSaysWhatIsThere() {
        DataSpec data;
        data.path = m_folder.path().toStdString();
        DataDialog dialog(data, false);
        auto* ok = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
        const auto says = [&](const char* words) {
            return QTest::qWaitFor(
                [&] {
                    const auto labels = dialog.findChildren<QLabel*>();
                    return std::any_of(labels.begin(), labels.end(), [&](auto* l) { return l->text().contains(words); });
                },
                5000);
        };
        QVERIFY(says("IDX: 3 classes, images of 1 × 8 × 8. 60 to train the probes, 30 for validation, 30 to test."));
        QVERIFY(ok->isEnabled());
        QVERIFY(QDir(m_folder.path()).mkpath("empty"));
        dialog.findChild<QLineEdit*>()->setText(path("empty"));
        QVERIFY(says("There are no images in") && !ok->isEnabled());
        dialog.findChild<QLineEdit*>()->setText(m_folder.path());
        QVERIFY(says("IDX: 3 classes") && ok->isEnabled());
    }

    void filesDroppedOnTheWindow() {
        MainWindow window;
        window.show();
        const auto drop = [&](const QList<QUrl>& urls) {
            QMimeData mime;
            mime.setUrls(urls);
            QDragEnterEvent enter({50, 50}, Qt::CopyAction | Qt::MoveAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&window, &enter);
            if (!enter.isAccepted()) return false;
            QDropEvent event({50, 50}, Qt::CopyAction | Qt::MoveAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&window, &event);
            return event.isAccepted() && event.dropAction() == Qt::CopyAction;
        };
        const auto url = [&](const std::string& file) { return QUrl::fromLocalFile(QString::fromStdString(file)); };
        const QUrl tiny = url(makeAnchor(m_folder, "tiny", 8).weights), wide = url(makeAnchor(m_folder, "wide", 24).weights);
        QVERIFY(!drop({QUrl("https://example.org/x.safetensors")}));
        QVERIFY(drop({tiny}));
        QVERIFY2(window.messages().text().contains("Weights are added to a project"), qPrintable(window.messages().text()));
        const QString first = analysedProject("dropped.klas"), second = analysedProject("dropped2.klas");
        QVERIFY(drop({url(first.toStdString()), url(second.toStdString())}));
        QVERIFY(window.messages().text().contains("Only one project"));

        QSignalSpy openedSpy(&window.work().session(), &ProjectSession::opened);
        QVERIFY(drop({url(first.toStdString())}));
        QVERIFY(openedSpy.wait(5000));
        QSignalSpy changed(&window.work().session(), &ProjectSession::anchorsChanged);
        QVERIFY(drop({tiny, url(path("absent.safetensors").toStdString()), wide}));
        QVERIFY(changed.wait(5000));
        QCOMPARE(window.work().session().state().anchors.size(), size_t(3)); // tiny was there
        QVERIFY2(window.messages().text().contains("tiny") && window.messages().text().contains("absent.safetensors"),
                 qPrintable(window.messages().text()));
    }

    void everyControlHasANameAndAPlaceInTheTabOrder() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("names.klas")));
        QVERIFY(QTest::qWaitForWindowActive(&window));
        DataDialog dialog(DataSpec{}, true, &window);
        QSet<QWidget*> chain;
        for (QWidget* w = window.nextInFocusChain(); w != &window; w = w->nextInFocusChain())
            chain.insert(w);
        for (QWidget* top : {static_cast<QWidget*>(&window), static_cast<QWidget*>(&dialog)})
            for (QWidget* w : top->findChildren<QWidget*>()) {
                if (w->window() != top || !(w->focusPolicy() & Qt::TabFocus) || w->focusProxy()) continue;
                const QAccessibleInterface* seen = QAccessible::queryAccessibleInterface(w);
                const QByteArray what = w->metaObject()->className() + QByteArray(" ") + w->objectName().toUtf8() +
                                        " in " + w->parentWidget()->metaObject()->className();
                if (qobject_cast<QMenuBar*>(w) || w->objectName().startsWith("qt_")) continue;
                // What the program has hidden gets its text when it is shown, and no focus before.
                if (w->isHidden() && w->testAttribute(Qt::WA_WState_ExplicitShowHide)) continue;
                QVERIFY2(seen && !seen->text(QAccessible::Name).isEmpty(), what.constData());
                if (top == &window) QVERIFY2(chain.contains(w), what.constData());
            }
    }

    void filesThatAreNoProject_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QByteArray() << "not a KLAS Explorer project";
        QTest::newRow("text") << QByteArray("hello") << "not a KLAS Explorer project";
        QTest::newRow("archive") << QByteArray("PK\3\4 an archive") << "not a KLAS Explorer project";
        Project::create(path("whole.klas").toStdString());
        const std::string whole = readTextFile(path("whole.klas").toStdString());
        QTest::newRow("cut short") << QByteArray::fromStdString(whole.substr(0, 5000)) << "damaged";
        std::string newer = whole; // user_version: big endian at byte 60
        newer[62] = 3;
        QTest::newRow("newer") << QByteArray::fromStdString(newer) << "newer";
    }
    void filesThatAreNoProject() {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        MainWindow window;
        QVERIFY(opened(window, analysedProject(qPrintable(QString("kept %1.klas").arg(QTest::currentDataTag())))));
        const QString file = path("foreign.klas");
        writeFileAtomically(file.toStdString(), content.toStdString());
        window.work().open(file);
        QVERIFY(QTest::qWaitFor([&] { return !window.messages().text().isEmpty(); }, 5000));
        QVERIFY2(window.messages().text().contains(says), qPrintable(window.messages().text()));
        QVERIFY(window.messages().text().contains("foreign.klas"));
        QVERIFY(window.windowTitle().contains("kept")); // what was open stays open
        QCOMPARE(window.work().session().state().anchors.size(), size_t(2));
    }

    void aProjectThatCannotBeFilledLeavesNothing() {
        MainWindow window;
        QSignalSpy failed(&window.work().session(), &ProjectSession::failed);
        window.work().session().create(path("half.klas"), [](Project&) { throw Error("The demo anchors are gone."); });
        QVERIFY(failed.wait(5000));
        QCOMPARE(window.messages().text(), "The demo anchors are gone.");
        QVERIFY(!QFileInfo::exists(path("half.klas")) && !QFileInfo::exists(path("half.klas.d")));
        QVERIFY(!window.work().session().isOpen());
    }

    void aDeadWorkerIsASentenceAndNothingIsLost() {
        MainWindow window;
        QVERIFY(opened(window, analysedProject("dies.klas")));
        qputenv("FAKE_WORKER", "dies");
        window.work().analyse();
        QVERIFY(QTest::qWaitFor([&] { return !window.messages().text().isEmpty(); }, 10000));
        QVERIFY2(window.messages().text().contains("out of memory"), qPrintable(window.messages().text()));
        QVERIFY(!window.work().busy());
        QCOMPARE(window.work().session().state().finishedMatrices(), 2);

        qputenv("FAKE_WORKER", "happy"); // and the next one works
        QSignalSpy finished(&window.work().runner(), &JobRunner::finished);
        window.work().analyse();
        QVERIFY(finished.wait(10000));
        QCOMPARE(window.work().session().state().accuracies.size(), size_t(1));
    }

    void aLockedProjectOpensReadOnly() {
        const QString file = analysedProject("locked.klas");
        const Project other = Project::open(file.toStdString(), Project::Access::ReadWrite);
        MainWindow window;
        window.show();
        window.work().open(file);
        QVERIFY(QTest::qWaitFor([&] { return !window.messages().text().isEmpty(); }, 5000));
        QSignalSpy spy(&window.work().session(), &ProjectSession::opened);
        QTest::mouseClick(window.messages().findChild<QPushButton*>(), Qt::LeftButton);
        QVERIFY(spy.wait(5000));
        QVERIFY(window.work().session().state().readOnly);
        QVERIFY(!window.work().canAnalyse());
        QVERIFY(window.windowTitle().contains("read-only"));
    }

    void aMissingFileIsASentence() {
        MainWindow window;
        window.work().open(path("nowhere.klas"));
        QVERIFY(QTest::qWaitFor([&] { return !window.messages().text().isEmpty(); }, 5000));
        QVERIFY(window.messages().text().contains("nowhere.klas"));
    }

    void exportsWithoutAWindow() {
        ExportOptions options;
        options.project = analysedProject("export.klas");
        for (const char* name : {"x.svg", "x.pdf", "x.png", "x.csv", "x.json"}) {
            options.out = path(name);
            runExport(options);
            QVERIFY2(QFileInfo(options.out).size() > 300, name);
        }
        const Json json = parseJson(readTextFile(path("x.json").toStdString()), "x.json");
        QCOMPARE(json.at("source").get<std::string>(), std::string("tiny"));

        options.view.source = "tiny";
        options.view.target = "huge";
        QVERIFY_THROWS_EXCEPTION(Error, runExport(options));
        options.view.target = "base";
        options.view.measure = "cka"; // not computed
        QVERIFY_THROWS_EXCEPTION(Error, runExport(options));
        options.out = path("x.gif");
        QVERIFY_THROWS_EXCEPTION(Error, runExport(options));
    }

    void whatAStudyCostsIsExported() {
        ExportOptions options;
        options.what = "cost";
        options.project = analysedProject("cost.klas");
        const auto written = [&](const char* name) {
            options.out = path(name);
            runExport(options);
            return readTextFile(path(name).toStdString());
        };
        const QString csv = QString::fromStdString(written("c.csv"));
        QVERIFY2(csv.startsWith("part,what,items,flops,seconds\r\nfeatures,tiny,1,"), qPrintable(csv));
        QVERIFY2(csv.contains("matrices,kl,2,720000,\r\n"), qPrintable(csv)); // twice 1000 images x 10 classes x 6 x 6 cells
        const Json json = Json::parse(written("c.json"));
        QCOMPARE(json["rows"].size(), size_t(3));
        QCOMPARE(json["pipeline"]["kl"].get<double>(), 720000.0);
        QVERIFY(json["pipeline"]["klas_whole"].is_null());
        QVERIFY(QString::fromStdString(written("c.tex")).contains("matrices & kl & 2 & 0.001"));
        options.out = path("c.txt");
        QVERIFY_THROWS_EXCEPTION(Error, runExport(options));

        MainWindow window;
        window.show();
        QVERIFY(opened(window, options.project));
        QCOMPARE(window.cost().model().rowCount(), 0); // behind the trade-off: nobody asked
        window.findChild<QDockWidget*>("costDock")->raise();
        QTRY_COMPARE(window.cost().model().rowCount(), 4);
        QVERIFY2(window.cost().summary().startsWith("KLAS has chosen for "), qPrintable(window.cost().summary()));
    }

    void exportOptionsAreChecked_data() {
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char* name, const QStringList& extra) {
            QTest::newRow(name) << QStringList{"klas-explorer", "--export", "heatmap",
                                               "--out",         "x.svg",    "x.klas"} +
                                       extra;
        };
        row("tau", {"--tau", "-1"});
        row("tau is no number", {"--tau", "much"});
        row("buckets", {"--buckets", "0"});
        row("half a bucket", {"--buckets", "2.5"});
        row("pair", {"--pair", "tiny"});
        row("measure", {"--measure", "vibes"});
        row("quantity", {"--quantity", "sigma"});
        row("scale", {"--scale", "9"});
    }
    void exportOptionsAreChecked() {
        QFETCH(QStringList, arguments);
        QCommandLineParser parser;
        addExportOptions(parser);
        QVERIFY(parser.parse(arguments));
        QVERIFY_THROWS_EXCEPTION(Error, exportOptions(parser));
    }
};

QTEST_MAIN(TestExplorer)
#include "tst_explorer.moc"
