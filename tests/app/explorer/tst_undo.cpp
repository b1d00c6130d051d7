// SPDX-License-Identifier: GPL-3.0-or-later
// What a person did can be taken back: edits of the queue, what is looked at, what is selected.
#include "app/explorer/preferences_dialog.h"
#include "tests/app/explorer/analysed_project.h"

#include <QComboBox>
#include <QSlider>
#include <QUndoStack>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestUndo : public QObject, ExplorerFixture {
    Q_OBJECT

    static std::vector<Job> jobs(MainWindow& window) { return window.work().session().state().jobs; }
    static const Job* job(MainWindow& window, long id) {
        const auto& all = window.work().session().state().jobs;
        const auto at = std::find_if(all.begin(), all.end(), [&](const Job& j) { return j.id == id; });
        return at == all.end() ? nullptr : &*at;
    }
    static bool state(MainWindow& window, long id, JobState wanted) {
        return QTest::qWaitFor([&] { return job(window, id) && job(window, id)->state == wanted; }, 10000);
    }
    static std::vector<long> waiting(MainWindow& window) {
        std::vector<long> ids;
        for (int row = 0; row < window.queue().model().rowCount(); ++row)
            if (window.queue().model().job(row).state == JobState::Pending) ids.push_back(window.queue().model().job(row).id);
        return ids;
    }

private Q_SLOTS:
    void initTestCase() { prepare(); }

    void editsOfTheQueue() {
        MainWindow window;
        QVERIFY(opened(window, analysedProject("queue.klas")));
        QUndoStack& undo = window.work().undo();
        QVERIFY(!undo.canUndo());
        for (const char* name : {"one", "two", "three"})
            window.work().finetune(name, "klas", {{Stitch{"tiny", 2, "base", 3}, {}}}, {});
        QVERIFY(state(window, 1, JobState::Running));
        QVERIFY(QTest::qWaitFor([&] { return waiting(window) == std::vector<long>{2, 3}; }, 5000));
        QCOMPARE(undo.count(), 3);
        QCOMPARE(undo.undoText(), QString("Queue three"));

        window.work().move(3, 2);
        QVERIFY(QTest::qWaitFor([&] { return waiting(window) == std::vector<long>{3, 2}; }, 5000));
        undo.undo();
        QVERIFY(QTest::qWaitFor([&] { return waiting(window) == std::vector<long>{2, 3}; }, 5000));
        undo.redo();
        QVERIFY(QTest::qWaitFor([&] { return waiting(window) == std::vector<long>{3, 2}; }, 5000));

        const Job two = *job(window, 2);
        window.work().command(2, JobCommand::Cancel);
        QVERIFY(state(window, 2, JobState::Cancelled));
        window.work().command(2, JobCommand::Remove);
        QVERIFY(QTest::qWaitFor([&] { return !job(window, 2); }, 5000));
        undo.undo();
        QVERIFY(state(window, 2, JobState::Cancelled));
        undo.undo();
        QVERIFY(state(window, 2, JobState::Pending));
        QCOMPARE(*job(window, 2), two); // every field of it

        // What runs is not undone: a sentence, and nothing changes.
        while (undo.undoText() != "Queue one")
            undo.undo();
        QVERIFY(QTest::qWaitFor([&] { return jobs(window).size() == 1; }, 5000));
        undo.undo();
        QVERIFY(QTest::qWaitFor([&] { return window.messages().text().contains("Job 1 has gone on"); }, 5000));
        QCOMPARE(jobs(window).size(), size_t(1));
        QCOMPARE(job(window, 1)->state, JobState::Running);
        window.work().command(1, JobCommand::Cancel);
        QVERIFY(state(window, 1, JobState::Cancelled));
        QCOMPARE(job(window, 1)->device, std::string("CPU (fake)"));
    }

    void whatIsLookedAtAndSelected() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("view.klas")));
        QUndoStack& undo = window.work().undo();
        SimilarityPanel& panel = window.similarity();
        const PairView first = panel.view();
        QSlider* tau = panel.findChildren<QSlider*>().front();
        tau->setFocus();
        for (int k = 0; k < 3; ++k)
            QTest::keyClick(tau, Qt::Key_Right); // one gesture
        QCOMPARE(tau->value(), 8);
        QCOMPARE(undo.count(), 1);
        panel.showPair("base", "tiny");
        QCOMPARE(undo.count(), 2);
        undo.undo();
        QCOMPARE(panel.view().source, std::string("tiny"));
        QCOMPARE(tau->value(), 8);
        undo.undo();
        QCOMPARE(tau->value(), 5);
        QVERIFY(panel.view() == first);
        undo.redo();
        QCOMPARE(panel.view().tau, 0.08);
        QCOMPARE(undo.count(), 2); // showing what was is nothing new

        panel.heatmap().selectCells({{1, 6}, {2, 6}});
        undo.undo();
        QVERIFY(panel.heatmap().selectedCells().empty());
        undo.redo();
        QCOMPARE(panel.heatmap().selectedCells(), (std::vector<QPoint>{{1, 6}, {2, 6}}));
    }

    void preferencesApplyAtOnce() {
        MainWindow window;
        window.show();
        PreferencesDialog dialog;
        QSignalSpy changed(&dialog, &PreferencesDialog::preferencesChanged);
        const auto box = [&](const char* with) {
            for (QComboBox* b : dialog.findChildren<QComboBox*>())
                if (b->findText(QLatin1String(with)) >= 0) return b;
            return static_cast<QComboBox*>(nullptr);
        };
        box("Viridis")->setCurrentText("Viridis");
        QCOMPARE(changed.count(), 1);
        QVERIFY(settings::preferences().colorMap == ColorMap::Viridis);
        box("cpu")->setEditText("gpu"); // no such thing
        QCOMPARE(changed.count(), 1);
        QCOMPARE(settings::preferences().device, QString("auto"));
        box("cpu")->setEditText("cuda:3");
        QCOMPARE(settings::preferences().device, QString("cuda:3"));
        settings::setPreferences({});

        // From the menu: the heatmap follows while the dialog is open.
        for (QAction* action : window.findChildren<QAction*>())
            if (action->text() == "&Preferences…") action->trigger();
        auto* opened = window.findChild<PreferencesDialog*>();
        QVERIFY(opened);
        for (QComboBox* b : opened->findChildren<QComboBox*>())
            if (b->findText("Viridis") >= 0) b->setCurrentText("Viridis");
        QVERIFY(window.similarity().heatmap().colorMap() == ColorMap::Viridis);
        settings::setPreferences({});
    }

    void aPreviewDoesNotWaitForAFinetuning() {
        MainWindow window;
        QVERIFY(opened(window, analysedProject("lanes.klas")));
        window.work().finetune("long", "klas", {{Stitch{"tiny", 2, "base", 3}, {}}}, {});
        QVERIFY(state(window, 1, JobState::Running));
        window.work().preview(Stitch{"tiny", 3, "base", 3});
        QVERIFY(state(window, 2, JobState::Done));
        QCOMPARE(job(window, 1)->state, JobState::Running);
        QVERIFY(!window.work().undo().undoText().contains("preview")); // only looked at
        window.work().command(1, JobCommand::Pause);
        QVERIFY(state(window, 1, JobState::Paused));
    }

    void anAnalysisWaitsInTheQueue() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("analysis.klas")));
        QVERIFY(window.work().canAnalyse());
        window.work().finetune("long", "klas", {{Stitch{"tiny", 2, "base", 3}, {}}}, {});
        window.work().finetune("later", "klas", {{Stitch{"tiny", 2, "base", 3}, {}}}, {});
        QVERIFY(state(window, 1, JobState::Running) && state(window, 2, JobState::Pending));
        QTRY_VERIFY(window.work().runner().running());
        QVERIFY(!window.work().analysisRuns()); // nothing for Cancel in the anchors' panel
        QVERIFY(window.work().canAnalyse());
        window.work().analyse();
        QVERIFY(state(window, 3, JobState::Pending));
        QCOMPARE(window.messages().text(), "The analysis waits in the queue for job 1 to end.");
        QVERIFY(!window.work().canAnalyse()); // once is enough
        window.work().command(1, JobCommand::Cancel);
        QVERIFY(state(window, 3, JobState::Done)); // before what waited longer
        QVERIFY(state(window, 2, JobState::Running));
        window.work().command(2, JobCommand::Cancel);
        QVERIFY(state(window, 2, JobState::Cancelled));
        QVERIFY(window.work().canAnalyse());
    }

    void anExportDoesNotWaitForAFinetuning() {
        MainWindow window;
        QVERIFY(opened(window, analysedProject("export.klas")));
        window.work().finetune("long", "klas", {{Stitch{"tiny", 2, "base", 3}, {}}}, {});
        QVERIFY(state(window, 1, JobState::Running));
        window.work().exportStitches({Stitch{"tiny", 3, "base", 3}}, {}, {"config"}, path("net"));
        QVERIFY(state(window, 2, JobState::Done));
        QCOMPARE(job(window, 1)->state, JobState::Running);
        QCOMPARE(job(window, 2)->title, std::string("export as initialised: tiny:3 > base:3, config"));
        QCOMPARE(window.work().undo().undoText(), "Export tiny:3 > base:3");
        QVERIFY(window.messages().text().startsWith("Exported to "));
        window.work().exportStitches({Stitch{"tiny", 3, "base", 3}}, {}, {"onnx"}, path("net"));
        QTRY_VERIFY(window.messages().text().contains("not as \"onnx\""));
        window.work().command(1, JobCommand::Cancel);
        QVERIFY(state(window, 1, JobState::Cancelled));
    }

    void lookingAtAStitchDoesNotStartWhatWaits() {
        const QString file = analysedProject("waits.klas");
        {
            MainWindow window;
            QVERIFY(opened(window, file));
            window.work().finetune("long", "klas", {{Stitch{"tiny", 2, "base", 3}, {}}}, {});
            window.work().finetune("later", "klas", {{Stitch{"tiny", 2, "base", 3}, {}}}, {});
            QVERIFY(state(window, 1, JobState::Running));
            QVERIFY(QTest::qWaitFor([&] { return job(window, 2); }, 5000));
        }
        MainWindow window;
        QVERIFY(opened(window, file));
        QCOMPARE(job(window, 1)->state, JobState::Interrupted);
        window.work().preview(Stitch{"tiny", 3, "base", 3});
        QVERIFY(state(window, 3, JobState::Done));
        QTest::qWait(200);
        QCOMPARE(job(window, 2)->state, JobState::Pending);
        window.work().runQueue();
        QVERIFY(state(window, 2, JobState::Running));
        window.work().command(2, JobCommand::Cancel);
        QVERIFY(state(window, 2, JobState::Cancelled));
    }
};

QTEST_MAIN(TestUndo)
#include "tst_undo.moc"
