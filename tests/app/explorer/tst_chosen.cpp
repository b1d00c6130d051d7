// SPDX-License-Identifier: GPL-3.0-or-later
// One selection everywhere: what is chosen in one view is chosen in all of them.
#include "tests/app/explorer/studied_project.h"

#include "app/explorer/job_about.h"

#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestChosen : public QObject, StudiedFixture {
    Q_OBJECT

    /// The window with the project, on the pair tiny → base, everything drawn.
    struct Shown {
        MainWindow window;
        Shown(const QString& file) {
            window.resize(1500, 1000);
            window.show();
            if (!QTest::qWaitForWindowActive(&window) || !opened(window, file)) return;
            window.similarity().showPair("tiny", "base");
            ready = QTest::qWaitFor([&] { return plot().data().series.size() == 4 && window.queue().model().rowCount() == 4; }, 5000);
            window.findChild<QDockWidget*>("tradeoffDock")->raise();
            QCoreApplication::processEvents();
            heatmap().replotNow();
            plot().replotNow();
            QCoreApplication::processEvents();
        }
        bool ready = false;
        Chosen& chosen() { return window.chosen(); }
        HeatmapView& heatmap() { return window.similarity().heatmap(); }
        TradeoffView& plot() { return window.tradeoff().view(); }
        QTableView& queue() { return window.queue().table(); }
        void clickCell(const Stitch& s) { QTest::mouseClick(&heatmap(), Qt::LeftButton, {}, heatmap().cellCenter(s.i, s.j).toPoint()); }
        static void clickRow(QTableView& table, int row) { QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(row, 0)).center()); }
        void clickJob(long id) { clickRow(queue(), window.queue().model().rowOf(id)); }
        void clickPoint(const NetworkKey& key) { QTest::mouseClick(&plot(), Qt::LeftButton, {}, plot().pointPosition(*plot().data().find(key)).toPoint()); }
        std::optional<NetworkKey> marked() { return plot().marked() ? std::optional(plot().data().key(*plot().marked())) : std::nullopt; }
        long job() { // of the selected row
            const auto rows = queue().selectionModel()->selectedRows();
            return rows.isEmpty() ? 0 : window.queue().model().job(rows.first().row()).id;
        }
    };
    static NetworkKey key(const char* run, const Stitch& stitch) { return {run, Configuration::of(stitch)}; }
    static QPoint cell(const Stitch& s) { return {s.j, s.i}; }

private Q_SLOTS:
    void initTestCase() { prepare(); }

    void reachingATableByTabChoosesNothing() {
        Shown s(studiedProject("tabbed.klas"));
        QVERIFY(s.ready);
        QSignalSpy chosen(&s.chosen(), &Chosen::networkChanged);
        for (QTableView* table : {s.window.similarity().table().findChild<QTableView*>(), &s.window.tradeoff().table()}) {
            s.chosen().chooseNetwork({});
            chosen.clear();
            s.heatmap().setFocus();
            table->setFocus(Qt::TabFocusReason);
            QVERIFY(table->hasFocus());
            QCOMPARE(chosen.size(), 0);
            QVERIFY(!table->selectionModel()->hasSelection());
            QTest::keyClick(table, Qt::Key_Down);
            QCOMPARE(chosen.size(), 1);
            QCOMPARE(table->selectionModel()->selectedRows().first().row(), 0);
        }
    }

    void settingWhatIsThereSaysNothing() {
        Chosen chosen;
        QSignalSpy network(&chosen, &Chosen::networkChanged), cells(&chosen, &Chosen::cellsChanged), work(&chosen, &Chosen::workChanged),
            budget(&chosen, &Chosen::budgetChanged);
        for (int k = 0; k < 2; ++k) {
            chosen.chooseNetwork(key("", kFirst));
            chosen.chooseCells({kFirst, kSecond});
            chosen.chooseWork({7, "r"});
            chosen.chooseBudget(ChosenBudget{CostAxis::Params, 5});
        }
        for (const QSignalSpy* spy : {&network, &cells, &work, &budget})
            QCOMPARE(spy->count(), 1);
        QVERIFY(chosen.stitch() == kFirst);
        chosen.chooseNetwork(NetworkKey{"r", Configuration::of("tiny")});
        QVERIFY(!chosen.stitch() && chosen.network());
    }

    void escapeLetsGoOfTheInnermostThenOfTheRest() {
        Chosen chosen;
        QVERIFY(!chosen.escape());
        const auto fill = [&] {
            chosen.chooseNetwork(key("", kFirst));
            chosen.chooseCells({kFirst});
            chosen.chooseWork({7, "r"});
            chosen.chooseBudget(ChosenBudget{});
        };
        fill();
        QVERIFY(chosen.escape());
        QVERIFY(chosen.cells().empty() && chosen.network() && chosen.work().any() && chosen.budget());
        QVERIFY(chosen.escape());
        QVERIFY(!chosen.any());
        QVERIFY(!chosen.escape());
        fill();
        QVERIFY(chosen.escape());
        chosen.chooseNetwork(key("", kSecond)); // something new is chosen: it begins again
        QVERIFY(chosen.escape());
        QVERIFY(!chosen.network() && chosen.work().any());
    }

    void theWorkOfANetwork() {
        const auto finetuning = [](long id, const char* run, const std::vector<Stitch>& stitches, JobState state = JobState::Done) {
            Json list = Json::array();
            for (const Stitch& s : stitches)
                list.push_back(toJson(s));
            Job job;
            job.id = id;
            job.kind = JobKind::Finetune;
            job.state = state;
            job.request = {{"run", run}, {"stitches", list}};
            return job;
        };
        std::vector<Job> jobs{finetuning(1, "a", {kFirst}), finetuning(2, "a", {kFirst}), finetuning(3, "b", {kFirst, kSecond}), finetuning(4, "c", {kAlone})};
        QCOMPARE(workOf(key("a", kFirst), jobs, {}), (ChosenWork{2, "a"}));   // the newest
        QCOMPARE(workOf(key("x", kFirst), jobs, {}), (ChosenWork{0, "x"}));   // a run without a job
        QCOMPARE(workOf(key("", kAlone), jobs, {}), (ChosenWork{4, "c"}));
        QCOMPARE(workOf(key("", kSecond), jobs, {}), ChosenWork{});
        QCOMPARE(workOf(key("", kSecond), jobs, {3, "b"}), (ChosenWork{3, "b"}));
        QCOMPARE(workOf(key("", kAlone), jobs, {3, "b"}), (ChosenWork{3, "b"})); // who reads a joint run's curve keeps it
        QCOMPARE(workOf(key("", kSecond), jobs, {4, "c"}), ChosenWork{});        // that was about another stitch alone
        jobs[0].kind = JobKind::Preview;
        jobs[1].request = "nonsense";
        QCOMPARE(workOf(key("", kFirst), jobs, {}), ChosenWork{}); // what it reached before training is on the card
        jobs[0].state = JobState::Running;
        QCOMPARE(workOf(key("", kFirst), jobs, {}), (ChosenWork{1, ""}));
    }

    void aCell() {
        Shown s(studiedProject("cell.klas"));
        QVERIFY(s.ready);
        const size_t jobs = s.window.work().session().state().jobs.size();
        s.clickCell(kAlone);
        QVERIFY(s.chosen().network() == key("", kAlone));
        QVERIFY(s.window.card().stitch() == kAlone);
        QVERIFY(s.marked() == key("alone", kAlone));
        QCOMPARE(s.heatmap().chosenCell(), cell(kAlone));
        QCOMPARE(s.job(), 2L);
        QCOMPARE(s.window.queue().curve().curve().run, std::string("alone"));
        s.clickCell(kFirst); // of no job alone
        QVERIFY(s.marked() == key("joint", kFirst));
        QCOMPARE(s.job(), 0L);
        QCOMPARE(s.heatmap().chosenCell(), cell(kFirst));
        QTest::qWait(100);
        QCOMPARE(s.window.work().session().state().jobs.size(), jobs); // what is known is not measured again
    }

    void aPointOfThePlot() {
        Shown s(studiedProject("point.klas"));
        QVERIFY(s.ready);
        s.clickPoint(key("joint", kFirst));
        QVERIFY(s.chosen().network() == key("joint", kFirst));
        QCOMPARE(s.heatmap().chosenCell(), cell(kFirst));
        QCOMPARE(s.job(), 1L);
        QCOMPARE(s.plot().highlightedRun(), std::string("joint"));
        QCOMPARE(s.heatmap().runCells(), (std::vector<QPoint>{cell(kFirst), cell(kSecond)}));
        QCOMPARE(s.window.queue().curve().curve().run, std::string("joint"));
        QVERIFY(s.window.card().stitch() == kFirst);
        // An anchor is no stitch.
        s.clickPoint({"", Configuration::of("base")});
        QVERIFY(s.chosen().network() && !s.window.card().stitch());
        QVERIFY(s.heatmap().chosenCell().isNull());
        QCOMPARE(s.marked()->configuration.anchor, std::string("base"));
    }

    void aRowOfTheQueue() {
        Shown s(studiedProject("row.klas"));
        QVERIFY(s.ready);
        s.clickJob(4); // a preview of one stitch
        QVERIFY(s.chosen().network() == key("", kSecond));
        QVERIFY(s.window.card().stitch() == kSecond);
        QCOMPARE(s.heatmap().chosenCell(), cell(kSecond));
        QVERIFY(s.marked() == key("joint", kSecond));
        QVERIFY(s.plot().highlightedRun().empty());
        s.clickJob(2);
        QVERIFY(s.marked() == key("alone", kAlone));
        s.clickJob(1); // a joint run: all of its networks, and the one that was chosen stays
        QCOMPARE(s.plot().highlightedRun(), std::string("joint"));
        QCOMPARE(s.heatmap().runCells(), (std::vector<QPoint>{cell(kFirst), cell(kSecond)}));
        QVERIFY(s.chosen().network() == key("alone", kAlone));
        QCOMPARE(s.job(), 1L);
        s.clickJob(3); // of another pair: the heatmap stays where it is
        QVERIFY(s.window.card().stitch() == kElsewhere);
        QCOMPARE(s.window.similarity().view().target, std::string("base"));
        QVERIFY(s.heatmap().chosenCell().isNull() && s.heatmap().runCells().empty());
        s.window.similarity().showPair("tiny", "huge");
        QCOMPARE(s.heatmap().chosenCell(), cell(kElsewhere));
        QCOMPARE(s.heatmap().runCells(), (std::vector<QPoint>{cell(kElsewhere)}));
    }

    void rowsOfTheOtherTables() {
        Shown s(studiedProject("rows.klas"));
        QVERIFY(s.ready);
        auto* selection = s.window.similarity().table().findChild<QTableView*>();
        QVERIFY(selection && !s.window.similarity().selection().stitches.empty());
        Shown::clickRow(*selection, 0);
        const Stitch first = s.window.similarity().selection().stitches[0].stitch;
        QVERIFY(s.window.card().stitch() == first);
        QCOMPARE(s.heatmap().chosenCell(), cell(first));
        s.clickCell(kAlone); // and the table follows the heatmap
        const auto& stitches = s.window.similarity().selection().stitches;
        const auto at = std::find_if(stitches.begin(), stitches.end(), [](const SelectedStitch& c) { return c.stitch == kAlone; });
        QCOMPARE(selection->currentIndex().row(), at == stitches.end() ? -1 : int(at - stitches.begin()));

        // The shortlist.
        QTest::keyClick(&s.plot(), Qt::Key_S);
        s.clickPoint(key("joint", kFirst));
        QTest::keyClick(&s.plot(), Qt::Key_S);
        s.window.tradeoff().tables().setCurrentIndex(1);
        QCoreApplication::processEvents();
        QTableView& list = s.window.tradeoff().shortlist().table();
        QCOMPARE(list.currentIndex().row(), 1);
        Shown::clickRow(list, 0);
        QVERIFY(s.chosen().network() == key("alone", kAlone));
        QCOMPARE(s.heatmap().chosenCell(), cell(kAlone));
        QCOMPARE(s.job(), 2L);
        s.clickPoint(key("joint", kFirst));
        QCOMPARE(list.currentIndex().row(), 1);
    }

    void thePlotOfScores() {
        Shown s(studiedProject("scores.klas"));
        QVERIFY(s.ready);
        s.window.findChild<QDockWidget*>("trustDock")->raise();
        ScorePlot& scores = s.window.trust().plot();
        QVERIFY(QTest::qWaitFor([&] { return scores.isVisible() && !scores.score().stitches.empty(); }, 5000));
        s.clickCell(kSecond);
        QVERIFY(scores.marked() == kSecond);
        scores.replotNow();
        QCoreApplication::processEvents();
        const auto at = std::find(scores.score().stitches.begin(), scores.score().stitches.end(), kFirst) - scores.score().stitches.begin();
        QTest::mouseClick(&scores, Qt::LeftButton, {}, scores.position(size_t(at)).toPoint());
        QVERIFY(s.window.card().stitch() == kFirst);
        QCOMPARE(s.heatmap().chosenCell(), cell(kFirst));
        QTest::keyClick(&scores, Qt::Key_Escape);
        QVERIFY(!scores.marked() && !s.chosen().network() && !s.window.card().stitch());
    }

    void escapeAnywhere() {
        Shown s(studiedProject("escape.klas"));
        QVERIFY(s.ready);
        s.clickPoint(key("joint", kFirst));
        QTest::keyClick(&s.plot(), Qt::Key_B);
        QVERIFY(s.chosen().budget() && s.chosen().budget()->axis == CostAxis::Flops);
        s.heatmap().selectCells({cell(kFirst), cell(kSecond)});
        QCOMPARE(s.chosen().cells(), (std::vector<Stitch>{kFirst, kSecond}));
        QTest::keyClick(&s.queue(), Qt::Key_Escape); // a table does not take it
        QVERIFY(s.heatmap().selectedCells().empty() && s.chosen().network() && s.chosen().budget());
        QTest::keyClick(&s.heatmap(), Qt::Key_Escape); // nor does a plot
        QVERIFY(!s.chosen().any());
        QVERIFY(!s.plot().marked() && !s.plot().pinnedBudget() && s.plot().highlightedRun().empty() && s.heatmap().chosenCell().isNull());
        QCOMPARE(s.job(), 0L);
        s.clickJob(2); // the row that was let go of can be chosen again
        QVERIFY(s.chosen().network() == key("alone", kAlone));
        // A field keeps its Escape.
        s.window.tradeoff().budgetField().setFocus();
        QTest::keyClick(&s.window.tradeoff().budgetField(), Qt::Key_Escape);
        QVERIFY(s.chosen().network());
        // An axis of another unit has no use for the budget.
        QTest::keyClick(&s.plot(), Qt::Key_B);
        QVERIFY(s.chosen().budget());
        s.window.tradeoff().axisBox().setCurrentIndex(1);
        QTRY_VERIFY(!s.chosen().budget());
        // Undo brings cells back, Escape only let go of them.
        s.heatmap().setFocus();
        s.heatmap().selectCells({cell(kFirst)});
        QTest::qWait(750); // quicker, it would be one step with the next
        QTest::keyClick(&s.window, Qt::Key_Escape);
        QVERIFY(s.chosen().cells().empty());
        s.window.work().undo().undo();
        QCOMPARE(s.chosen().cells(), std::vector<Stitch>{kFirst});
    }

    void theQueueDoesNotJump() {
        const QString file = studiedProject("long.klas");
        {
            Project project = Project::open(file.toStdString(), Project::Access::ReadWrite);
            for (int k = 0; k < 60; ++k)
                end(project, project.addJob(JobKind::Preview, {{"stitches", Json::array()}}, "filler").id);
        }
        MainWindow window;
        window.resize(1500, 1000);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window) && opened(window, file));
        QTRY_COMPARE(window.queue().model().rowCount(), 64);
        QTableView& table = window.queue().table();
        QScrollBar& bar = *table.verticalScrollBar();
        QTRY_VERIFY(bar.maximum() > 20);
        // What is in sight stays where it is.
        table.setColumnWidth(JobsModel::What, 3000);
        QTRY_VERIFY(table.horizontalScrollBar()->maximum() > 100);
        table.horizontalScrollBar()->setValue(100);
        bar.setValue(bar.maximum());
        const int at = bar.value();
        QSignalSpy chosen(&window.queue(), &QueuePanel::jobChosen);
        window.queue().choose(1); // the oldest, at the end
        QCOMPARE(bar.value(), at);
        QCOMPARE(table.horizontalScrollBar()->value(), 100);
        // New jobs, and the choice out of sight: nobody is thrown back to it.
        bar.setValue(0);
        window.queue().setJobs(window.work().session().state().jobs, true);
        QCOMPARE(bar.value(), 0);
        QCOMPARE(table.selectionModel()->selectedRows().size(), 1);
        window.queue().choose(2);
        QVERIFY(bar.value() > 0);
        QVERIFY(table.viewport()->rect().contains(table.visualRect(window.queue().model().index(window.queue().model().rowOf(2), 1)).left() + 101, table.visualRect(window.queue().model().index(window.queue().model().rowOf(2), 0)).center().y()));
        QCOMPARE(chosen.count(), 0);
    }

    void nothingMovesWhenAStitchIsChosen() {
        Shown s(studiedProject("still.klas"));
        QVERIFY(s.ready);
        const QRect before = s.plot().geometry();
        const QPoint at = s.plot().mapTo(&s.window, QPoint());
        s.clickPoint(key("joint", kFirst)); // the card has more to say of it than there is room for
        QTest::qWait(100);
        QCOMPARE(s.plot().geometry(), before);
        QCOMPARE(s.plot().mapTo(&s.window, QPoint()), at);
        QVERIFY(s.window.card().isVisible());
    }

    void theCardCopies() {
        Shown s(studiedProject("copy.klas"));
        QVERIFY(s.ready);
        s.clickCell(kAlone);
        QVERIFY2(s.window.card().stateText() == "done: 72.00 % in alone", qPrintable(s.window.card().stateText()));
        QVERIFY(s.window.card().scoresText().contains(" of "));
        auto* button = s.window.card().findChild<QToolButton*>();
        QTimer::singleShot(200, &s.window, [&] { // the menu of a tool button has an event loop of its own
            QTest::keyClick(&s.window.card().copyMenu(), Qt::Key_Down);
            QTest::keyClick(&s.window.card().copyMenu(), Qt::Key_Return);
        });
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), QString("tiny[1..3] > base[4..6]"));
        QMenu& menu = s.window.card().copyMenu();
        QMenu* commands = menu.actions().at(1)->menu();
        QVERIFY(commands && commands->actions().size() == 2);
        commands->actions().at(1)->trigger();
        QVERIFY2(QGuiApplication::clipboard()->text().contains("--stitch tiny:3/base:3"), qPrintable(QGuiApplication::clipboard()->text()));
    }

    void anotherProjectChoosesNothing() {
        Shown s(studiedProject("one.klas"));
        QVERIFY(s.ready);
        s.clickPoint(key("joint", kFirst));
        s.heatmap().selectCells({cell(kFirst)});
        QVERIFY(opened(s.window, analysedProject("two.klas")));
        QVERIFY(!s.chosen().any() && !s.window.card().stitch());
        QCOMPARE(s.job(), 0L);
    }
};

QTEST_MAIN(TestChosen)
#include "tst_chosen.moc"
