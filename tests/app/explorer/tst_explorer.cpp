// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/data_dialog.h"
#include "app/explorer/export_command.h"
#include "app/explorer/finetune_dialog.h"
#include "app/explorer/main_window.h"
#include "core/base/files.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

using namespace klas;
using namespace klas::ui;

/// A safetensors file without tensors, and an anchor of that shape: enough for all that needs no forward
/// pass.
static Anchor makeAnchor(const QTemporaryDir& folder, const std::string& name, int width) {
    Anchor anchor;
    anchor.name = name;
    anchor.arch.name = name;
    anchor.arch.setImageSize(28);
    anchor.arch.vit().patchSize = 7;
    anchor.arch.vit().inChannels = 1;
    anchor.arch.vit().width = width;
    anchor.arch.vit().depth = 6;
    anchor.arch.vit().heads = 2;
    anchor.arch.vit().mlpRatio = 2;
    anchor.arch.setClasses(10);
    anchor.weights = folder.path().toStdString() + "/" + name + ".safetensors";
    Json header;
    header["__metadata__"]["klas.arch"] = toJson(anchor.arch).dump();
    const std::string text = header.dump();
    std::string bytes(8, '\0');
    for (size_t k = 0; k < 8; ++k)
        bytes[k] = static_cast<char>(text.size() >> (8 * k));
    writeFileAtomically(anchor.weights, bytes + text);
    return anchor;
}

/// Θ that is small near the diagonal, as between networks of one family.
static ScoreMatrix makeMatrix(const std::string& source, const std::string& target, bool complete = true) {
    ScoreMatrix matrix(6, 6, true);
    matrix.source = source;
    matrix.target = target;
    matrix.images = matrix.imagesInAll = 1000;
    matrix.complete = complete;
    matrix.key = source + target;
    for (int i = 1; i <= 6; ++i)
        for (int j = 1; j <= 6; ++j) {
            matrix.setValue(i, j, source == target && i == j ? 0 : 0.02 + 0.05 * std::abs(i - j) + 0.01 * i);
            matrix.setError(i, j, 0.001);
        }
    return matrix;
}

class TestExplorer : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    /// A project with two anchors and all matrices, closed again.
    QString analysedProject(const char* name) {
        const QString file = path(name);
        Project project = Project::create(file.toStdString());
        project.setData(DataSpec{});
        project.addAnchor(makeAnchor(m_folder, "tiny", 8));
        project.addAnchor(makeAnchor(m_folder, "base", 24));
        for (const auto& [source, target] : {std::pair("tiny", "base"), std::pair("base", "base")})
            project.save(makeMatrix(source, target));
        return file;
    }

    static bool opened(MainWindow& window, const QString& file) {
        QSignalSpy spy(&window.work().session(), &ProjectSession::opened);
        window.work().open(file);
        return spy.wait(5000);
    }

private Q_SLOTS:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_CONFIG_HOME", m_folder.path().toUtf8());
        qputenv("KLAS_WORKER", KLAS_SOURCE_DIR "/tests/support/fake_worker");
        QLocale::setDefault(QLocale::c());
    }

    void anEmptyWindowSaysTheNextStep() {
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto labels = window.anchors().findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](auto* l) { return l->text().startsWith("Open the demo"); }));
        QCOMPARE(window.messages().text(), "");
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

    void slidersChangeTheSelectionAtOnce() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("sliders.klas")));
        SimilarityPanel& panel = window.similarity();
        QVERIFY(panel.overlapText().startsWith("overlap "));
        const size_t before = panel.selection().stitches.size();
        QVERIFY(before > 0);

        const auto sliders = panel.findChildren<QSlider*>();
        QCOMPARE(sliders.size(), 2);
        QCOMPARE(sliders[0]->value(), 5);
        QCOMPARE(sliders[1]->value(), 5); // target blocks - 1
        sliders[0]->setFocus();
        QTest::keyClick(sliders[0], Qt::Key_End); // τ = 100 %
        QVERIFY(panel.selection().stitches.size() > before);
        QTest::keyClick(sliders[0], Qt::Key_Home);
        QTest::keyClick(sliders[1], Qt::Key_Home); // one bucket, τ = 0: the single best
        QCOMPARE(panel.selection().stitches.size(), size_t(1));

        auto* table = panel.findChild<QTableView*>();
        QAbstractItemModelTester tester(table->model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        table->selectRow(0);
        QCOMPARE(panel.heatmap().currentCell().y(), panel.selection().stitches[0].stitch.i);
    }

    void selectedCellsGoIntoTheQueue() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("many.klas")));
        HeatmapView& heatmap = window.similarity().heatmap();
        const auto* bar = window.similarity().findChild<SelectionBar*>();
        QVERIFY(!bar->isVisible());
        heatmap.selectCells({{1, 6}, {2, 6}, {6, 6}}); // the last target block is no stitch
        QCOMPARE(window.similarity().selectedStitches(), (std::vector<Stitch>{{"tiny", 6, "base", 1}, {"tiny", 6, "base", 2}}));
        QVERIFY(bar->isVisible());
        QVERIFY2(bar->text().startsWith("2 stitches of tiny → base, ") && bar->text().endsWith("FLOPs"), qPrintable(bar->text()));
        heatmap.setFocus();
        QTest::keyClick(&heatmap, Qt::Key_Return, Qt::ControlModifier);
        auto* dialog = window.findChild<FinetuneDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->reject();
        for (QPushButton* button : bar->findChildren<QPushButton*>())
            if (button->text().remove('&') == "Clear") QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(!bar->isVisible() && heatmap.selectedCells().empty());
    }

    void whatSnnetChoosesBeforeTheFirstBlockIsLegal() {
        MainWindow window;
        QVERIFY(opened(window, analysedProject("before.klas")));
        const HeatmapView& heatmap = window.similarity().heatmap();
        const QString text = heatmap.cellText(1, 0);
        QVERIFY2(text.contains("SN-Net") && text.contains("Before the target's first block"),
                 qPrintable(text));
        QVERIFY2(!text.contains("No stitch"), qPrintable(text));
        QVERIFY(heatmap.cellText(6, 6).contains("No stitch: no block of the target"));

        window.similarity().showPair("base", "base");
        const auto labels = window.similarity().findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](auto* l) { return l->text().contains("not stitched to itself"); }));
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

    void theChoiceSaysHowStableItIs() {
        const QString file = analysedProject("stable.klas");
        {
            Project project = Project::open(file.toStdString(), Project::Access::ReadWrite);
            for (const auto& [source, target] : {std::pair("tiny", "base"), std::pair("base", "base")}) {
                ScoreMatrix matrix = makeMatrix(source, target);
                ImageGroups groups; // all alike: every draw of them chooses the same
                for (int g = 0; g < 10; ++g) {
                    groups.images.push_back(100);
                    for (int i = 1; i <= matrix.rows(); ++i)
                        for (int j = 1; j <= matrix.columns(); ++j)
                            groups.sums.push_back(100 * matrix.value(i, j));
                }
                matrix.groups = groups;
                project.save(matrix);
            }
        }
        MainWindow window;
        QVERIFY(opened(window, file));
        window.similarity().showPair("tiny", "base");
        const auto stable = [&] {
            const Selection& s = window.similarity().selection();
            return !s.stitches.empty() && std::all_of(s.stitches.begin(), s.stitches.end(),
                                                      [](const SelectedStitch& x) { return x.stability == 1.0; });
        };
        QVERIFY(QTest::qWaitFor(stable, 5000));
        const auto* table = window.similarity().findChild<QTableView*>();
        QCOMPARE(table->model()->index(0, SelectionModel::Stability).data().toString(), "100 %");
        window.similarity().showPair("base", "base"); // no selection, no question
        QVERIFY(window.similarity().selection().stitches.empty());
    }

    void aMethodThatChoosesNothingSaysWhy() {
        const QString file = path("deep.klas");
        {
            Project project = Project::create(file.toStdString());
            Anchor wide = makeAnchor(m_folder, "wide", 24), deep = makeAnchor(m_folder, "deep", 8);
            deep.arch.vit().depth = 7; // SN-Net has no rule from a deeper network to a shallower one
            project.setData(DataSpec{});
            project.addAnchor(wide);
            project.addAnchor(deep);
            ScoreMatrix matrix(7, 6, true);
            matrix.source = "deep", matrix.target = "wide", matrix.complete = true;
            for (int i = 1; i <= 7; ++i)
                for (int j = 1; j <= 6; ++j)
                    matrix.setValue(i, j, 0.1 * i + 0.01 * j);
            project.save(matrix);
            project.save(makeMatrix("wide", "wide"));
        }
        MainWindow window;
        QVERIFY(opened(window, file));
        QCOMPARE(window.similarity().view().source, std::string("deep"));
        QVERIFY(!window.similarity().selection().stitches.empty());
        const auto labels = window.similarity().findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](auto* l) {
            return l->text().contains("SN-Net's rule for unequal depths has no stitch from a deeper network");
        }));
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
