// SPDX-License-Identifier: GPL-3.0-or-later
// The menu of a cell: how it opens, what it offers where, and that each entry does what it says.
#include "app/explorer/export_dialog.h"
#include "app/explorer/finetune_dialog.h"
#include "app/explorer/stitch_words.h"
#include "core/analysis/stitch_space.h"
#include "tests/app/explorer/analysed_project.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QWindow>
#include <algorithm>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

QMenu* openMenu(MainWindow& window) {
    for (QMenu* menu : window.findChildren<QMenu*>(QStringLiteral("cellMenu")))
        if (menu->isVisible()) return menu;
    return nullptr;
}

QAction* entry(QMenu* menu, const QString& text) {
    for (QAction* action : menu->actions()) {
        if (action->text().remove('&') == text) return action;
        if (action->menu())
            if (QAction* inner = entry(action->menu(), text)) return inner;
    }
    return nullptr;
}

QString clipboard() { return QGuiApplication::clipboard()->text(); }

} // namespace

class TestCellMenu : public QObject, ExplorerFixture {
    Q_OBJECT

private:
    /// The menu by keys at a cell.
    QMenu* menuAt(MainWindow& window, int i, int j) {
        HeatmapView& heatmap = window.similarity().heatmap();
        heatmap.setFocus();
        heatmap.setCurrentCell(i, j);
        QTest::keyClick(&heatmap, Qt::Key_F10, Qt::ShiftModifier);
        return openMenu(window);
    }
    static void close(MainWindow& window) {
        if (QMenu* menu = openMenu(window)) menu->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

private Q_SLOTS:
    void initTestCase() { prepare(); }

    void textOfStitches() {
        QCOMPARE(stitchText({"tiny", 3, "base", 3}, 6), "tiny[1..3] > base[4..6]");
        QCOMPARE(stitchText({"tiny", 1, "base", 0}, 12), "tiny[1..1] > base[1..12]");
        QCOMPARE(shellWord("/a/b-c_1.klas"), "/a/b-c_1.klas");
        QCOMPARE(shellWord("it's here"), "'it'\\''s here'");
        QCOMPARE(shellWord(""), "''");
        QCOMPARE(shellWord("$(rm)"), "'$(rm)'");
        QCOMPARE(previewCommand("my exp.klas", {{"tiny", 3, "base", 4}, {"tiny", 4, "base", 5}}),
                 "klas preview 'my exp.klas' --stitch tiny:3/base:4 --stitch tiny:4/base:5");
        FinetuneRecipe recipe;
        recipe.steps = 12;
        recipe.distillation.kind = "soft";
        QCOMPARE(finetuneCommand("e.klas", "a run", {{"tiny", 3, "base", 4}}, recipe),
                 "klas finetune e.klas --run 'a run' --set steps=12 --set distillation.kind=soft --stitch tiny:3/base:4");
    }

    void aRightClickOpensItAtTheCell() {
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(opened(window, analysedProject("click.klas")));
        HeatmapView& heatmap = window.similarity().heatmap();
        heatmap.replotNow();
        QCoreApplication::processEvents();
        const QPoint at = heatmap.mapTo(&window, heatmap.cellCenter(4, 3).toPoint());
        QTest::mouseClick(window.windowHandle(), Qt::RightButton, {}, at); // as the platform delivers it
        QTRY_VERIFY(openMenu(window));
        QCOMPARE(heatmap.currentCell(), QPoint(3, 4));
        QVERIFY(heatmap.selectedCells().empty());
        entry(openMenu(window), "Copy Stitch")->trigger();
        QCOMPARE(clipboard(), "tiny[1..4] > base[4..6]");
        close(window);
    }

    void keysOpenItAndEntriesShowTheirKeys() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("keys.klas")));
        HeatmapView& heatmap = window.similarity().heatmap();
        QMenu* menu = menuAt(window, 2, 3);
        QVERIFY(menu);
        QCOMPARE(entry(menu, "Preview")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_P)); // as Queue ▸ Preview Cell
        QCOMPARE(entry(menu, "Queue Finetuning…")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_Return));
        QCOMPARE(entry(menu, "Copy Stitch")->shortcut(), QKeySequence(QKeySequence::Copy));
        for (QAction* action : menu->actions())
            if (!action->isSeparator()) QVERIFY2(action->isEnabled(), qPrintable(action->text()));
        QTest::keyClick(menu, Qt::Key_Escape);
        QTRY_VERIFY(!openMenu(window));
        QTest::keyClick(&heatmap, Qt::Key_Menu);
        QTRY_VERIFY(openMenu(window));
        // A platform that sends an event of its own for the same key opens no second one.
        QContextMenuEvent again(QContextMenuEvent::Keyboard, heatmap.rect().center(), heatmap.mapToGlobal(heatmap.rect().center()));
        QCoreApplication::sendEvent(&heatmap, &again);
        const auto menus = window.findChildren<QMenu*>("cellMenu");
        QCOMPARE(std::count_if(menus.begin(), menus.end(), [](QMenu* m) { return m->isVisible(); }), 1);
        close(window);
        QTest::keyClick(&heatmap, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(clipboard(), "tiny[1..2] > base[4..6]");
    }

    void aCellWithoutAStitchHasNothingToDo() {
        MainWindow window;
        window.show();
        QMenu* menu = menuAt(window, 0, 0); // no project
        QVERIFY(menu);
        for (QAction* action : menu->actions())
            if (!action->isSeparator()) QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
        close(window);
        QVERIFY(opened(window, analysedProject("hatched.klas")));
        menu = menuAt(window, 2, 6); // nothing of the target would be left
        for (const char* text : {"Preview", "Queue Finetuning…", "Copy Stitch", "Copy as Command", "Select This Bucket"})
            QVERIFY2(!entry(menu, QString::fromUtf8(text))->isEnabled(), text);
        QVERIFY(entry(menu, "Preview")->toolTip().contains("no stitch"));
        QVERIFY(entry(menu, "Show Other Direction")->isEnabled());
        QVERIFY(entry(menu, "Copy Image")->isEnabled());
        close(window);
        QSignalSpy changed(QGuiApplication::clipboard(), &QClipboard::dataChanged);
        QTest::keyClick(&window.similarity().heatmap(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(changed.count(), 0);
    }

    void aReadOnlyProjectCanBeCopiedFrom() {
        const QString file = analysedProject("readonly.klas");
        MainWindow window;
        window.show();
        QSignalSpy spy(&window.work().session(), &ProjectSession::opened);
        window.work().open(file, Project::Access::ReadOnly);
        QVERIFY(spy.wait(5000));
        QMenu* menu = menuAt(window, 2, 3);
        QVERIFY(!entry(menu, "Preview")->isEnabled() && !entry(menu, "Queue Finetuning…")->isEnabled());
        QVERIFY(entry(menu, "Preview")->toolTip().contains("reading only"));
        QVERIFY(entry(menu, "Copy Stitch")->isEnabled() && entry(menu, "Select This Bucket")->isEnabled());
        close(window);
    }

    void queueAndPreview() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("queue.klas")));
        QSignalSpy preview(&window.similarity(), &SimilarityPanel::previewWanted);
        entry(menuAt(window, 2, 3), "Preview")->trigger();
        QCOMPARE(preview.count(), 1);
        QCOMPARE(preview[0][0].value<Stitch>(), (Stitch{"tiny", 2, "base", 3}));
        close(window);
        entry(menuAt(window, 2, 3), "Queue Finetuning…")->trigger();
        auto* dialog = window.findChild<FinetuneDialog*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->name(), "tiny-2 base-3");
        delete dialog;
        close(window);

        window.similarity().heatmap().selectCells({{1, 5}, {2, 5}, {3, 5}});
        QMenu* menu = menuAt(window, 5, 2); // one of them: all are meant
        QVERIFY(entry(menu, "Queue Finetuning of 3 Stitches…"));
        entry(menu, "Copy 3 Stitches")->trigger();
        QCOMPARE(clipboard(), "tiny[1..5] > base[2..6]\ntiny[1..5] > base[3..6]\ntiny[1..5] > base[4..6]");
        entry(menu, "Queue Finetuning of 3 Stitches…")->trigger();
        dialog = window.findChild<FinetuneDialog*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->name(), "tiny-base 3 stitches");
        delete dialog;
        close(window);
        QVERIFY(entry(menuAt(window, 1, 1), "Copy Stitch")); // not one of them
        close(window);
    }

    void anExportAsksWhichWeightsAndWhere() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, finetunedProject("out.klas")));
        entry(menuAt(window, 2, 3), "Export Network…")->trigger();
        auto* dialog = window.findChild<ExportDialog*>();
        QVERIFY(dialog);
        QCOMPARE(dialog->run(), std::string()); // no run has finished it
        QCOMPARE(dialog->out(), path("tiny-2_base-3"));
        QCOMPARE(dialog->formats(), (std::vector<std::string>{"config", "safetensors", "torchscript"}));
        auto* place = dialog->findChild<QLineEdit*>();
        const auto ready = [&] {
            for (QPushButton* button : dialog->findChildren<QPushButton*>())
                if (button->text() == "&Export") return button->isEnabled();
            return false;
        };
        QVERIFY(ready());
        place->setText(path("no such folder/net"));
        QVERIFY(!ready());
        place->setText("net"); // beside the project
        QVERIFY(ready());
        QCOMPARE(dialog->out(), path("net"));
        for (QCheckBox* box : dialog->findChildren<QCheckBox*>())
            box->setChecked(false);
        QVERIFY(!ready());
        delete dialog;
        close(window);

        ProjectState state = window.work().session().state();
        FinetuneRun done;
        done.name = "done";
        done.stitches = {{{"tiny", 2, "base", 3}, {}}};
        done.step = done.steps = 10;
        FinetuneRun later = done, half = done;
        later.name = "later";
        half.name = "half";
        half.step = 5;
        state.runs = {done, later, half};
        ExportDialog of({{"tiny", 2, "base", 3}}, state, "done");
        QCOMPARE(of.findChild<QComboBox*>()->count(), 3); // as initialised, and the two that are finished
        QCOMPARE(of.run(), std::string("done"));
        QCOMPARE(of.out(), path("tiny-2_base-3_done"));
        of.findChild<QComboBox*>()->setCurrentIndex(0);
        QCOMPARE(of.out(), path("tiny-2_base-3"));
        QCOMPARE(ExportDialog({{"tiny", 2, "base", 3}}, state, "").run(), std::string("later"));
        QCOMPARE(ExportDialog({{"tiny", 2, "base", 3}, {"tiny", 2, "base", 4}}, state, "done").run(),
                 std::string());
        writeFileAtomically(path("tiny-2_base-3_later.pt").toStdString(), "x");
        ExportDialog again({{"tiny", 2, "base", 3}}, state, "later");
        const auto labels = again.findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->text() == "Will be replaced: tiny-2_base-3_later.pt";
        }));
    }

    void enterAccepts() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, finetunedProject("enter.klas")));
        ExportDialog files({{"tiny", 2, "base", 3}}, window.work().session().state(), "");
        FinetuneDialog training("one stitch", "run", FinetuneRecipe(), {});
        for (QDialog* dialog : {static_cast<QDialog*>(&files), static_cast<QDialog*>(&training)}) {
            QSignalSpy accepted(dialog, &QDialog::accepted);
            dialog->open();
            auto* line = dialog->findChild<QLineEdit*>();
            line->setFocus();
            QTest::keyClick(line, Qt::Key_Return);
            QCOMPARE(accepted.size(), 1);
        }
    }

    void theBucketIsThatOfTheCosts() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("bucket.klas")));
        HeatmapView& heatmap = window.similarity().heatmap();
        // By hand: five buckets of equal width between the anchors' FLOPs.
        const auto [low, high] = *heatmap.data().flopsRange;
        const auto bucket = [&](const Cost& cost) { return std::min<int>(4, int(5.0 * double(cost.flops - low) / double(high - low))); };
        std::vector<QPoint> expected;
        int own = -1;
        for (const CostedStitch& s : *heatmap.data().stitches)
            if (s.stitch.i == 3 && s.stitch.j == 3) own = bucket(s.cost);
        for (const CostedStitch& s : *heatmap.data().stitches)
            if (s.stitch.j >= 1 && s.cost.flops >= low && s.cost.flops <= high && bucket(s.cost) == own) expected.emplace_back(s.stitch.j, s.stitch.i);
        QVERIFY(expected.size() > 1 && expected.size() < 30);
        entry(menuAt(window, 3, 3), "Select This Bucket")->trigger();
        QCOMPARE(heatmap.selectedCells(), expected);
        close(window);
    }

    void theOtherDirectionKeepsTheTwoBlocks() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("direction.klas")));
        entry(menuAt(window, 2, 5), "Show Other Direction")->trigger();
        QCOMPARE(window.similarity().view().source, std::string("base"));
        QCOMPARE(window.similarity().view().target, std::string("tiny"));
        QCOMPARE(window.similarity().heatmap().currentCell(), QPoint(2, 5)); // row 5 (base), column 2 (tiny)
        close(window);
    }

    void theImageIsOnTheClipboard() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("image.klas")));
        entry(menuAt(window, 2, 2), "Copy Image")->trigger();
        const QImage image = QGuiApplication::clipboard()->image();
        QCOMPARE(image.size(), window.similarity().heatmap().size().expandedTo({360, 300}) * 2);
        QCOMPARE(image.pixelColor(2, 2), QColor(Qt::white)); // light whatever the window is
        close(window);
    }

    void theCommandLineIsOneThatTheProgramTakes() {
        if (!QFileInfo::exists(KLAS_PROGRAM)) QSKIP("klas is not built");
        MainWindow window;
        window.show();
        const QString file = analysedProject("it's mine.klas");
        QVERIFY(opened(window, file));
        const auto run = [](const QString& command) {
            QProcess shell;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert("PATH", QFileInfo(KLAS_PROGRAM).path() + ":" + environment.value("PATH"));
            shell.setProcessEnvironment(environment);
            shell.start("sh", {"-c", command});
            shell.waitForFinished(60000);
            return std::pair(shell.exitCode(), QString::fromUtf8(shell.readAllStandardError()));
        };
        QMenu* menu = menuAt(window, 2, 3);
        QVERIFY(menu);
        for (const char* which : {"klas preview", "klas finetune"}) {
            entry(menu, which)->trigger();
            const QString command = clipboard();
            QVERIFY2(command.startsWith(QLatin1String(which) + " '") && command.contains("--stitch tiny:2/base:3"), qPrintable(command));
            // Understood (bad usage would be 2), and refused only because the window has the project open.
            const auto [code, said] = run(command);
            QVERIFY2(code == 1 && said.contains("it's mine.klas"), qPrintable(said));
            QCOMPARE(run(command + " --no-such-option").first, 2);
        }
        QVERIFY(clipboard().contains("--run 'tiny-2 base-3' --set mode=single --set steps=1000"));
        close(window);
    }
};

QTEST_MAIN(TestCellMenu)
#include "tst_cell_menu.moc"
