// SPDX-License-Identifier: GPL-3.0-or-later
// What a study has cost: the table, the sentence, and that nobody computes it unseen.
#include "tests/widgets/frontier/example_tradeoff.h"
#include "widgets/cost/cost_panel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestCostPanel : public QObject {
    Q_OBJECT

    static QString at(const LedgerModel& model, int row, int column) { return model.data(model.index(row, column), Qt::DisplayRole).toString(); }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void aRowForEachPartAndTheirSum() {
        LedgerModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.setRows({{"features", "tiny", 1, 4e9, {}}, {"features", "jobs, from start to end", 1, 0, 49.0}, {"finetuning", "klas", 2, 12.5e9, 1234.56}, {"matrices", "cka", 1, 0, {}}});
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.headerData(LedgerModel::Flops, Qt::Horizontal, Qt::DisplayRole).toString(), QString("GFLOPs"));
        QCOMPARE(at(model, 0, LedgerModel::Part), QString("Features"));
        QCOMPARE(at(model, 0, LedgerModel::Flops), QString("4.00"));
        QCOMPARE(at(model, 0, LedgerModel::Seconds), QString("–"));
        QCOMPARE(at(model, 1, LedgerModel::Flops), QString("–"));
        QCOMPARE(at(model, 1, LedgerModel::Seconds), QString("49.0"));
        QCOMPARE(at(model, 2, LedgerModel::Flops), QString("12.50"));
        QCOMPARE(at(model, 2, LedgerModel::Seconds), QString("1,234.6"));
        QCOMPARE(at(model, 4, LedgerModel::Part), QString("All"));
        QCOMPARE(at(model, 4, LedgerModel::Flops), QString("16.50")); // one prefix for the column
        QCOMPARE(at(model, 4, LedgerModel::Seconds), QString());
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void theSentence() {
        QVERIFY(pipelineText({}).startsWith("Analyse"));
        PipelineCost cost;
        cost.anchors = 2;
        cost.features = 300e9;
        cost.kl = 100e9;
        QVERIFY2(pipelineText(cost).startsWith("KLAS has chosen for 400 GFLOPs (features of 2 anchors 300 GFLOPs, KL 100 GFLOPs); no run"), qPrintable(pipelineText(cost)));
        cost.klas = {2, 600e9}; // with what comes before: 1 T
        cost.snnet = {1, 500e9};
        cost.source = "tiny";
        cost.target = "base";
        cost.stitches = 30;
        cost.every = 20e12;
        const QString text = pipelineText(cost);
        QVERIFY2(text.contains("finished run: 1.00 TFLOPs") && text.contains("training 600 GFLOPs") && text.contains("500 GFLOPs, 0.500 times that") &&
                     text.contains("30 stitches of tiny → base") && text.contains("20.0 TFLOPs, 20.0 times that"),
                 qPrintable(text));
    }

    void nothingIsComputedUnseen() {
        ProjectState state = tradeoffProject();
        int asked = 0;
        CostPanel panel([&]() -> const ProjectState& {
            ++asked;
            return state;
        });
        QSignalSpy answered(&panel, &CostPanel::answered);
        panel.projectChanged();
        QTest::qWait(400);
        QCOMPARE(asked, 0);
        panel.resize(500, 400);
        panel.show();
        QVERIFY(answered.wait(5000));
        QCOMPARE(asked, 1);
        // Four networks of the run on 1,000 images each.
        QCOMPARE(panel.model().rowCount(), 3);
        QCOMPARE(panel.model().rows()[1].part, std::string("evaluation"));
        QCOMPARE(panel.model().rows()[1].items, 4L);
        QVERIFY(panel.table().isVisible());
        panel.hide();
        state.evaluations.clear();
        state.runs.clear();
        panel.projectChanged();
        QTest::qWait(400);
        QCOMPARE(asked, 1);
        panel.show(); // what has changed meanwhile is caught up with
        QVERIFY(answered.wait(5000));
        QCOMPARE(panel.model().rowCount(), 0);
        QVERIFY(panel.summary().startsWith("Analyse") && !panel.table().isVisible());
    }
};

QTEST_MAIN(TestCostPanel)
#include "tst_cost_panel.moc"
