// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/queue_panel.h"

#include <QAbstractItemModelTester>
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
        model.setProgress({0.42, "finetuning", 420, 1000, 90});
        const QString text = model.data(model.index(0, JobsModel::Progress), Qt::DisplayRole).toString();
        QVERIFY2(text.startsWith("42 %  finetuning, 420 of 1,000, ") && text.endsWith("left"), qPrintable(text));
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
