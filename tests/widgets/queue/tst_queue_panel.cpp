// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/queue_panel.h"

#include <QAbstractItemModelTester>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace klas;
using namespace klas::ui;

namespace {

Job job(long id, JobState state, int priority = 0) {
    Job j;
    j.id = id;
    j.state = state;
    j.title = "finetune " + std::to_string(id);
    j.priority = priority;
    j.place = double(id);
    return j;
}

} // namespace

class TestQueuePanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void runningThenWaitingThenTheRest() {
        JobsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setJobs({job(1, JobState::Done), job(2, JobState::Pending), job(3, JobState::Running), job(4, JobState::Pending, 5), job(5, JobState::Failed)});
        std::vector<long> order;
        for (int row = 0; row < model.rowCount(); ++row)
            order.push_back(model.job(row).id);
        QCOMPARE(order, (std::vector<long>{3, 4, 2, 5, 1}));
        model.setProgress(2, {0.9, "a job that does not run", 1, 2, 3});
        model.setProgress(3, {0.42, "finetuning", 420, 1000, 90});
        const QString text = model.data(model.index(0, JobsModel::Progress), Qt::DisplayRole).toString();
        QVERIFY2(text.startsWith("42 %  finetuning, 420 of 1,000, ") && text.endsWith("left"), qPrintable(text));
    }

    void twoThatRunHaveProgressOfTheirOwn() {
        JobsModel model;
        model.setJobs({job(1, JobState::Running), job(2, JobState::Running)});
        const auto text = [&](int row) { return model.data(model.index(row, JobsModel::Progress), Qt::DisplayRole).toString(); };
        model.setProgress(2, {0.25, "measuring", 1, 4, -1});
        QCOMPARE(text(0), QString("starting"));
        QCOMPARE(text(1), QString("25 %  measuring, 1 of 4"));
        model.setJobs({job(1, JobState::Running), job(2, JobState::Done)});
        model.setJobs({job(1, JobState::Running), job(2, JobState::Running)}); // once more: what it had reached is past
        QCOMPARE(text(1), QString("starting"));
    }

    void waitingJobsAreDraggedAmongTheirLike() {
        QueuePanel panel;
        panel.resize(1100, 400);
        panel.show();
        // rows: 9 runs; 5 first as it is urgent; 1, 2, 3 wait; 4 has ended
        const std::vector<Job> jobs{job(1, JobState::Pending), job(2, JobState::Pending), job(3, JobState::Pending),
                                    job(4, JobState::Done),    job(5, JobState::Pending, 1), job(9, JobState::Running)};
        panel.setJobs(jobs, true);
        JobsModel& model = panel.model();
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        std::vector<std::pair<long, long>> moves;
        connect(&panel, &QueuePanel::moveWanted, this, [&](qlonglong id, qlonglong before) { moves.emplace_back(long(id), long(before)); });
        const auto drop = [&](long id, int gap) {
            const std::unique_ptr<QMimeData> data(model.mimeData({model.index(model.rowOf(id), 0)}));
            QTableView& table = panel.table();
            const int y = table.rowViewportPosition(gap) + (gap < model.rowCount() ? 1 : 0); // on the line above that row
            const QPoint at(20, y);
            QDragEnterEvent enter(at, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
            QDragMoveEvent over(at, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
            QDropEvent release(at, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(table.viewport(), &enter);
            QCoreApplication::sendEvent(table.viewport(), &over);
            QCoreApplication::sendEvent(table.viewport(), &release);
        };
        QVERIFY(model.flags(model.index(model.rowOf(2), 0)) & Qt::ItemIsDragEnabled);
        QVERIFY(!(model.flags(model.index(model.rowOf(9), 0)) & Qt::ItemIsDragEnabled));
        QVERIFY(!(model.flags(model.index(model.rowOf(4), 0)) & Qt::ItemIsDragEnabled));
        drop(3, 2); // above 1
        drop(1, 5); // above 4, which has ended: behind all that wait
        QCOMPARE(moves, (std::vector<std::pair<long, long>>{{3, 1}, {1, 0}}));
        drop(3, 1); // above 5, which is urgent
        drop(2, 3); // where it is
        drop(2, 4);
        drop(5, 3); // urgent among the others
        QCOMPARE(moves.size(), size_t(2));
        QCOMPARE(model.rowCount(), 6); // nothing moved by itself
        panel.table().selectRow(3);
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        panel.table().setFocus();
        QTest::keyClick(&panel.table(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(moves.back(), (std::pair<long, long>{2, 1}));
        panel.setJobs(jobs, false); // read-only
        drop(3, 2);
        QCOMPARE(moves.size(), size_t(3));
    }

    void detailsAndLogOfAJob() {
        QueuePanel panel;
        Job one = job(1, JobState::Pending);
        one.kind = JobKind::Finetune;
        one.created = "2026-01-02T03:04:05Z";
        one.request = {{"run", "mine"}, {"recipe", {{"steps", 500}, {"seed", 3}}}, {"stitches", {{{"source", "a"}, {"i", 2}, {"target", "b"}, {"j", 3}}}}};
        panel.setJobs({one}, true);
        QVERIFY(panel.details().toPlainText().isEmpty());
        panel.table().selectRow(0);
        const auto says = [&](const char* what) { return panel.details().toPlainText().contains(QLatin1String(what)); };
        QVERIFY2(says("mine") && says("waiting") && says("steps 500, seed 3"), qPrintable(panel.details().toPlainText()));
        QVERIFY(!says("training the layers"));
        one.state = JobState::Running;
        one.started = "2026-01-02T03:05:00Z";
        panel.setJobs({one}, true);
        panel.progressed(1, {0.1, "training the layers", 1, 10, 5});
        panel.progressed(1, {0.2, "training the layers", 2, 10, 5}); // the same step
        QCOMPARE(panel.details().toPlainText().count("training the layers"), 1);
        one.state = JobState::Failed;
        one.finished = "2026-01-02T03:07:10Z";
        one.message = "The loss is not a number at step 7.";
        panel.setJobs({one}, true);
        QVERIFY2(says("2 min 10 s") && says("failed: The loss is not a number at step 7."), qPrintable(panel.details().toPlainText()));
        Job old = job(7, JobState::Done); // of a project that is opened now
        panel.setJobs({one, old}, true);
        panel.table().selectRow(panel.model().rowOf(7));
        QVERIFY(says("done") && panel.details().toPlainText().count("done") == 1);
        panel.table().selectRow(panel.model().rowOf(1));
        one.request = {{"recipe", {{"no such field", 1}}}};
        panel.setJobs({one}, true); // of another program: shown as far as it is understood
        QVERIFY(says("no such field"));
    }

    void theChosenFinetuningAsksForItsCurve() {
        QueuePanel panel;
        std::vector<std::pair<std::string, long>> asked;
        connect(&panel, &QueuePanel::curveWanted, this, [&](const std::string& run, long steps) { asked.emplace_back(run, steps); });
        Job joint = job(1, JobState::Done), alone = job(2, JobState::Done), preview = job(3, JobState::Done);
        joint.kind = alone.kind = JobKind::Finetune;
        preview.kind = JobKind::Preview;
        joint.request = {{"run", "all"}, {"recipe", {{"mode", "joint"}, {"steps", 500}}}, {"stitches", {1, 2, 3}}};
        alone.request = {{"run", "each"}, {"recipe", {{"mode", "single"}, {"steps", 40}}}, {"stitches", {1, 2, 3}}};
        panel.setJobs({joint, alone, preview}, true);
        for (const long id : {1L, 2L, 2L, 3L})
            panel.table().selectRow(panel.model().rowOf(id));
        QCOMPARE(asked, (std::vector<std::pair<std::string, long>>{{"all", 500}, {"each", 120}}));
        panel.setJobs({joint, alone, preview}, true); // nothing new: not asked again
        QCOMPARE(asked.size(), size_t(2));
    }

    void buttonsSuitTheJob() {
        QueuePanel panel;
        panel.resize(900, 300);
        panel.show();
        panel.setJobs({job(1, JobState::Running), job(2, JobState::Pending), job(3, JobState::Pending), job(4, JobState::Failed)}, true);
        std::vector<std::pair<long, JobCommand>> said;
        connect(&panel, &QueuePanel::commanded, this, [&](qlonglong id, JobCommand c) { said.emplace_back(long(id), c); });
        const auto button = [&](const QString& text) {
            for (QPushButton* b : panel.findChildren<QPushButton*>())
                if (b->text().remove('&') == text) return b;
            return static_cast<QPushButton*>(nullptr);
        };
        QVERIFY(!button("Pause")->isEnabled()); // nothing is chosen
        panel.table().selectRow(0);
        QVERIFY(button("Pause")->isEnabled() && button("Cancel Job")->isEnabled() && !button("Resume")->isEnabled() && !button("Remove")->isEnabled());
        QTest::mouseClick(button("Pause"), Qt::LeftButton);
        QCOMPARE(said.size(), size_t(1));
        QCOMPARE(said[0].first, 1L);
        panel.table().selectRow(2);
        QVERIFY(button("Move Up")->isEnabled() && !button("Move Down")->isEnabled());
        QCOMPARE(panel.neighbour(3, true), std::optional<long>(2));
        QCOMPARE(panel.neighbour(2, false), std::optional<long>(0));
        QVERIFY(!panel.neighbour(2, true));
        panel.table().selectRow(3);
        QVERIFY(button("Resume")->isEnabled() && !button("Pause")->isEnabled() && button("Remove")->isEnabled());
        panel.setJobs({job(4, JobState::Done)}, true); // the same job, chosen still
        QVERIFY(!button("Resume")->isEnabled() && button("Remove")->isEnabled());
        panel.setJobs({job(4, JobState::Failed)}, false); // read-only
        QVERIFY(!button("Resume")->isEnabled());
    }
};

QTEST_MAIN(TestQueuePanel)
#include "tst_queue_panel.moc"
