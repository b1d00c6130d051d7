// SPDX-License-Identifier: GPL-3.0-or-later
// The trade-off over FLOPs, parameters and latency: fronts, areas, axes, table and export follow.
#include "core/base/files.h"
#include "tests/widgets/frontier/example_tradeoff.h"
#include "widgets/frontier/axis_ticks.h"
#include "widgets/frontier/tradeoff_panel.h"

#include <QComboBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestCostAxis : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void frontsAndAreasFollow() {
        const ProjectState state = measuredProject();
        const TradeoffData params = tradeoffOf(state, "test", CostAxis::Params);
        QCOMPARE(params.series.size(), size_t(1));
        QCOMPARE(params.range->low, 100.0);
        QCOMPARE(params.range->high, 300.0);
        // 0.6 for a quarter, 0.7 (beaten over FLOPs) for a quarter, 0.75 for a half.
        QVERIFY(params.series[0].onFront(3));
        QVERIFY(std::abs(params.series[0].areas.staircase - (0.25 * 0.6 + 0.25 * 0.7 + 0.5 * 0.75)) < 1e-9);
        QCOMPARE(params.unmeasured, size_t(0));
        QVERIFY(!tradeoffOf(state, "test").series[0].onFront(3));

        const TradeoffData latency = tradeoffOf(state, "test", CostAxis::Latency);
        QCOMPARE(latency.series[0].points.size(), size_t(3));
        QCOMPARE(latency.unmeasured, size_t(1));
        QCOMPARE(latency.range->low, 1e6); // nanoseconds
        QVERIFY(std::abs(latency.series[0].areas.staircase - (0.25 * 0.6 + 0.75 * 0.75)) < 1e-9);
        QCOMPARE(unmeasuredText(latency), QString("One network has no measured latency and is not drawn."));
        QVERIFY(pointText(latency, 0, 2).contains("200 parameters, 1.50 ms"));
    }

    void costsAreReadWithTheirUnit() {
        QCOMPARE(costText(CostAxis::Flops, 1.26e9), QString("1.26 GFLOPs"));
        QCOMPARE(costText(CostAxis::Params, 5.72e6), QString("5.72 M parameters"));
        QCOMPARE(costText(CostAxis::Latency, 1.24e6), QString("1.24 ms"));
        QCOMPARE(costText(CostAxis::Latency, 800), QString("800 ns"));
        QCOMPARE(costHeader(CostAxis::Latency, "k"), QString("Latency (µs)"));
    }

    void ticksAreRoundAndShareAUnit() {
        const AxisTicks ticks = axisTicks(0, 3.7e6, 4, true);
        QCOMPARE(ticks.prefix, QString("M"));
        QCOMPARE(ticks.ticks.size(), size_t(4));
        QCOMPARE(ticks.ticks[3], std::pair(3e6, QString("3")));
        const AxisTicks fine = axisTicks(80.05, 80.45, 5, false);
        QCOMPARE(fine.ticks.front().second, QString("80.1"));
    }

    void thePanelFollowsItsAxis() {
        TradeoffPanel panel;
        panel.resize(700, 700);
        panel.show();
        panel.setProject(measuredProject());
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        TradeoffView& view = panel.view();
        QTRY_VERIFY(!view.data().empty());
        QVERIFY(panel.note().isEmpty());
        QVERIFY(!panel.table().isColumnHidden(TradeoffModel::Latency));
        QTest::keyClick(&panel.axisBox(), Qt::Key_Down);
        QTRY_VERIFY(view.data().axis == CostAxis::Params);
        QCOMPARE(panel.table().model()->index(1, TradeoffModel::Params).data().toString(), QString("150")); // by parameters now
        QTest::keyClick(&panel.axisBox(), Qt::Key_Down);
        QTRY_VERIFY(view.data().axis == CostAxis::Latency);
        QCOMPARE(panel.table().model()->rowCount(), 3);
        QCOMPARE(panel.table().model()->index(1, TradeoffModel::Latency).data().toString(), QString("1.50"));
        QCOMPARE(panel.table().model()->headerData(TradeoffModel::Latency, Qt::Horizontal).toString(), QString("Latency (ms)"));
        QCOMPARE(panel.note(), QString("One network has no measured latency and is not drawn."));
        // The plot: 1.5 ms lies at a quarter of the way from 1 to 3 ms, and can be clicked there.
        view.replotNow();
        QCoreApplication::processEvents();
        const double low = view.pointPosition({0, 0}).x(), middle = view.pointPosition({0, 2}).x(), high = view.pointPosition({0, 1}).x();
        QVERIFY(std::abs((middle - low) / (high - low) - 0.25) < 1e-3);
        std::optional<Configuration> chosen;
        connect(&panel, &TradeoffPanel::configurationActivated, this, [&](const Configuration& c) { chosen = c; });
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.pointPosition({0, 2}).toPoint());
        QVERIFY(chosen == Configuration::of(Stitch{"net_tiny", 2, "net_base", 1}));
    }

    void withoutAnyLatencyThePanelSaysWhatToDo() {
        TradeoffPanel panel;
        panel.setProject(tradeoffProject());
        panel.axisBox().setCurrentIndex(2);
        QTRY_VERIFY(panel.view().accessibleDescription().contains("klas evaluate --speed"));
        QVERIFY(panel.view().data().empty());
        QVERIFY(panel.table().isColumnHidden(TradeoffModel::Latency));
    }

    void filesCarryTheAxis() {
        QTemporaryDir folder;
        const fs::path svg = fs::path(folder.path().toStdString()) / "f.svg";
        exportTradeoff(tradeoffOf(measuredProject(), "test", CostAxis::Latency), svg, ExportFormat::forFile(svg));
        const QString text = QString::fromStdString(readTextFile(svg));
        QVERIFY(text.contains("latency of one image, ms"));
        QVERIFY(text.contains("over 1.00 ms to 3.00 ms"));
        QVERIFY(text.contains("One network has no measured latency"));
        exportTradeoff(tradeoffOf(measuredProject(), "test", CostAxis::Params), svg, ExportFormat::forFile(svg));
        QVERIFY(QString::fromStdString(readTextFile(svg)).contains(">parameters<"));
    }
};

QTEST_MAIN(TestCostAxis)
#include "tst_cost_axis.moc"
