// SPDX-License-Identifier: GPL-3.0-or-later
// Trade-offs of large projects and of results that stream in: made elsewhere, shown in order, and not more often than people see.
#include "tests/widgets/frontier/example_tradeoff.h"
#include "widgets/bridge/column_fit.h"
#include "widgets/bridge/tables.h"
#include "widgets/frontier/tradeoff_panel.h"

#include <QElapsedTimer>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QThread>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

/// `runs` runs of ten networks each.
ProjectState large(int runs) {
    ProjectState state = tradeoffProject();
    state.file = "/large.klas";
    state.runs.clear();
    state.evaluations.clear();
    for (int r = 0; r < runs; ++r) {
        FinetuneRun run;
        run.name = "run " + std::to_string(r);
        run.selection = r % 2 ? "klas" : "snnet";
        state.runs.push_back(run);
        for (int k = 0; k < 10; ++k) {
            Evaluation e;
            e.configuration = Configuration::of(Stitch{"net_tiny", k + 1, "net_base", k});
            e.run = run.name;
            e.split = "test";
            e.images = 1000;
            e.top1 = 0.6 + 0.02 * k + 0.0001 * (r % 97) - (k % 3) * 0.03;
            e.cost = {100'000 + 40'000 * k + 13 * r, 1000 + k};
            e.hits = Hits(10000);
            e.key = run.name + std::to_string(k);
            e.provenance = {{"device", "cpu"}};
            state.evaluations.push_back(std::move(e));
        }
    }
    return state;
}

/// The longest that a turn of the event loop takes until the panel has shown and drawn something new.
double longestTurn(TradeoffPanel& panel) {
    QSignalSpy shown(&panel, &TradeoffPanel::refreshed), drawn(&panel.view(), &Plot::replotted);
    double longest = 0;
    QElapsedTimer turn;
    for (bool due = true; due;) {
        due = shown.isEmpty() || drawn.isEmpty();
        QThread::msleep(1);
        turn.start();
        QCoreApplication::processEvents();
        longest = std::max(longest, double(turn.nsecsElapsed()) * 1e-6);
    }
    return longest;
}

} // namespace

class TestTradeoffSource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void resultsStreamInAndAtMostThirtyASecondAreShown() {
        TradeoffPanel panel;
        panel.resize(700, 700);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        ProjectState state = large(20);
        QSignalSpy refreshed(&panel, &TradeoffPanel::refreshed), replotted(&panel.view(), &Plot::replotted);
        QElapsedTimer time;
        time.start();
        int sent = 0;
        while (time.elapsed() < 1000) {
            state.evaluations.back().top1 = 0.5 + 0.0001 * ++sent;
            panel.setProject(state);
            QTest::qWait(2);
        }
        const qint64 most = time.elapsed() / 33 + 2;
        QVERIFY(sent > 100);
        QVERIFY2(refreshed.size() > 5 && refreshed.size() <= most, qPrintable(QString::number(refreshed.size())));
        QVERIFY2(replotted.size() <= most, qPrintable(QString::number(replotted.size())));
        // The last one is shown, whatever was left out before it.
        QTRY_COMPARE(panel.view().data().series.back().points.back().top1, std::optional(0.5 + 0.0001 * sent));
    }

    void whatIsOutdatedIsDropped() {
        TradeoffSource source;
        std::vector<TradeoffAnswer> answers;
        connect(&source, &TradeoffSource::answered, this, [&](const TradeoffAnswer& a) { answers.push_back(a); });
        source.setProject(large(2000)); // takes a while
        QTest::qWait(0);
        source.setProject(measuredProject());
        source.setView("test", CostAxis::Latency);
        QTRY_VERIFY(!answers.empty());
        QCOMPARE(answers.front().data->axis, CostAxis::Latency);
        QCOMPARE(answers.front().data->byCost.size(), size_t(3));
        QCOMPARE(answers.front().all->byCost.size(), size_t(4)); // with what has no latency
        QCOMPARE(answers.front().all->axis, CostAxis::Flops);
        QTest::qWait(200);
        QCOMPARE(answers.size(), size_t(1));
    }

    void aMarkWaitsForItsNetwork() {
        TradeoffPanel panel;
        panel.setProject(tradeoffProject());
        panel.mark(Configuration::of(Stitch{"net_tiny", 2, "net_base", 1}));
        QVERIFY(!panel.view().marked());
        QTRY_VERIFY(panel.view().marked() == PointRef({1, 2}));
        QCOMPARE(panel.table().selectionModel()->selectedRows().size(), 1);
        // Let go of, it stays so when results arrive.
        QTest::keyClick(&panel.view(), Qt::Key_Escape);
        QVERIFY(!panel.view().marked());
        QSignalSpy refreshed(&panel, &TradeoffPanel::refreshed);
        panel.setProject(tradeoffProject());
        QVERIFY(refreshed.wait());
        QVERIFY(!panel.view().marked());
    }

    void manyRunsHaveAMeanLine() {
        ProjectState state = measuredProject(); // parameters 100, 150, 200, 300 reach 0.6, 0.7, 0.75, 0.8
        FinetuneRun run = state.runs[0];
        run.name = "second";
        state.runs.push_back(run);
        for (size_t k = 0; k < 4; ++k) {
            Evaluation e = state.evaluations[k];
            e.run = "second";
            e.key += "second";
            e.top1 -= 0.1;
            if (k != 0) state.evaluations.push_back(e); // it begins at 150
        }
        const TradeoffData data = tradeoffOf(state, "test", CostAxis::Params);
        QCOMPARE(data.curves.size(), size_t(1));
        const std::vector<std::pair<double, double>> expected{{150, 0.65}, {200, 0.70}, {300, 0.75}};
        QCOMPARE(data.curves[0].steps.size(), expected.size());
        for (size_t k = 0; k < expected.size(); ++k) {
            QCOMPARE(data.curves[0].steps[k].first, expected[k].first);
            QVERIFY(std::abs(data.curves[0].steps[k].second - expected[k].second) < 1e-12);
        }
    }

    void columnsGoAndComeWithTheRoom() {
        TradeoffModel model;
        std::unique_ptr<QTableView> table(rowTable(&model, "networks"));
        auto* fit = new ColumnFit(table.get(), TradeoffModel::Network, {TradeoffModel::Run, TradeoffModel::Params, TradeoffModel::Latency});
        model.setData(std::make_shared<TradeoffData>(tradeoffOf(measuredProject(), "test")));
        const int letter = table->fontMetrics().averageCharWidth();
        table->show();
        const auto shown = [&](int letters) {
            table->resize(letters * letter, 300);
            QCoreApplication::processEvents();
            QString columns; // a letter each
            for (int c = 0; c < TradeoffModel::ColumnCount; ++c)
                if (!table->isColumnHidden(c)) columns += QString("NF1OPLR")[c];
            const int taken = table->horizontalHeader()->length(), room = table->viewport()->width();
            return taken == room ? columns : QString("%1 of %2").arg(taken).arg(room);
        };
        QCOMPARE(shown(120), QString("NF1OPLR"));
        QCOMPARE(shown(40), QString("NF1O"));
        QString before = "NF1O";
        for (int letters = 41; letters < 120; ++letters) { // they come one by one, the most needed first
            const QString now = shown(letters);
            QVERIFY2(now == before || now.size() == before.size() + 1, qPrintable(before + " " + now));
            QVERIFY2(QStringList({"NF1O", "NF1OR", "NF1OPR", "NF1OPLR"}).contains(now), qPrintable(now));
            before = now;
        }
        fit->fit({TradeoffModel::Latency});
        QCOMPARE(shown(120), QString("NF1OPR")); // nothing is known of it
    }

    void theTableFitsItsDock() {
        TradeoffPanel panel;
        const int letter = panel.fontMetrics().averageCharWidth();
        QVERIFY(panel.minimumSizeHint().width() <= 62 * letter); // as wide as the window makes it
        panel.resize(62 * letter, 700);
        panel.show();
        panel.setProject(measuredProject());
        QTRY_VERIFY(!panel.view().data().empty());
        QCOMPARE(panel.table().horizontalHeader()->length(), panel.table().viewport()->width());
        for (const int column : {TradeoffModel::Network, TradeoffModel::Flops, TradeoffModel::Top1})
            QVERIFY(!panel.table().isColumnHidden(column));
    }

    /// What the window's thread spends on 10 000 networks of 1 000 runs; figures to read, not to pass.
    void benchALargeProject() {
        TradeoffPanel panel;
        panel.resize(500, 800);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        const ProjectState state = large(1000);
        panel.setProject(state);
        longestTurn(panel);
        QCOMPARE(panel.view().data().byCost.size(), size_t(10002));
        double longest = 0;
        QBENCHMARK { // setProject alone
            panel.setProject(state);
        }
        longest = longestTurn(panel);
        qInfo("10 000 networks: the longest turn of the event loop until they are drawn takes %.1f ms", longest);
        QElapsedTimer time;
        time.start();
        const TradeoffData data = tradeoffOf(state, "test");
        qInfo("grouping them, in another thread, takes %.1f ms", double(time.nsecsElapsed()) * 1e-6);
        time.start();
        panel.view().replotNow();
        qInfo("drawing them takes %.1f ms", double(time.nsecsElapsed()) * 1e-6);
    }
};

QTEST_MAIN(TestTradeoffSource)
#include "tst_tradeoff_source.moc"
