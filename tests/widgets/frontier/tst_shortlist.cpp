// SPDX-License-Identifier: GPL-3.0-or-later
// Networks put side by side: from the plot, its lists and its table, with their differences, and kept in the project.
#include "core/store/project.h"
#include "tests/widgets/frontier/example_tradeoff.h"
#include "widgets/bridge/project_session.h"
#include "widgets/frontier/stack_list.h"
#include "widgets/frontier/tradeoff_panel.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

const NetworkKey kGood{"first", Configuration::of(Stitch{"net_tiny", 2, "net_base", 1})};
const NetworkKey kWorse{"first", Configuration::of(Stitch{"net_tiny", 1, "net_base", 1})};
const NetworkKey kGone{"first", Configuration::of(Stitch{"net_tiny", 3, "net_base", 2})};

/// FLOPs that ratios can be worked out by hand from.
ProjectState listed() {
    ProjectState state = measuredProject();
    const std::int64_t flops[] = {1000, 8000, 4000, 5000};
    for (size_t k = 0; k < 4; ++k)
        state.evaluations[k].cost.flops = flops[k];
    return state;
}

struct Shown {
    TradeoffPanel panel;
    TradeoffView& view = panel.view();
    QSignalSpy changes{&panel, &TradeoffPanel::shortlistChanged};

    bool ready(const ProjectState& state = listed()) {
        panel.resize(800, 900);
        panel.show();
        panel.setProject(state);
        panel.activateWindow();
        if (!QTest::qWaitForWindowActive(&panel) || !QTest::qWaitFor([&] { return !view.data().empty(); })) return false;
        view.replotNow();
        QCoreApplication::processEvents();
        return true;
    }
    QString cell(int row, int column) const { return panel.shortlist().model().index(row, column).data().toString(); }
};

} // namespace

class TestShortlist : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void differencesAreToTheFirst() {
        const TradeoffData data = tradeoffOf(listed(), "test");
        ShortlistModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setNetworks({kGood, kWorse, kGone}, data);
        const auto row = [&](int r) {
            QStringList cells;
            for (int c = 0; c < ShortlistModel::ColumnCount; ++c)
                cells << model.index(r, c).data().toString();
            return cells.join('|');
        };
        QCOMPARE(row(0), QString("1|tiny:2 > base:1|75.00 %||4.00||200|1.50|first"));
        QCOMPARE(row(1), QString("2|tiny:1 > base:1|70.00 %|−5.00|5.00|× 1.25|150|–|first"));
        QCOMPARE(row(2), QString("3|net_tiny:3 > net_base:2|–||–||–|–|first")); // not measured here, and stays
        QVERIFY(model.hasLatencies());
        model.setNetworks({kWorse, kGood}, data);
        QCOMPARE(row(1), QString("2|tiny:2 > base:1|75.00 %|+5.00|4.00|× 0.80|200|1.50|first"));
        model.setData({}); // nothing is known any more
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, ShortlistModel::Top1).data().toString(), QString("–"));
        model.setNetworks({}, data);
        QCOMPARE(model.rowCount(), 0);
    }

    void aKeyInThePlotPutsOnAndTakesOff() {
        Shown s;
        QVERIFY(s.ready());
        s.view.setFocus();
        s.view.markNetwork(kGood);
        QTest::keyClick(&s.view, Qt::Key_S);
        QVERIFY(s.panel.shortlist().networks() == std::vector{kGood});
        QCOMPARE(s.panel.tables().tabText(1), QString("Shortlist (1)"));
        QCOMPARE(s.changes.size(), 1);
        s.view.markNetwork(kWorse);
        QTest::keyClick(&s.view, Qt::Key_S);
        QVERIFY(s.panel.shortlist().networks() == (std::vector{kGood, kWorse}));
        s.view.markNetwork(kGood);
        QTest::keyClick(&s.view, Qt::Key_S);
        QVERIFY(s.panel.shortlist().networks() == std::vector{kWorse});
    }

    void theContextMenuDoesToo() {
        Shown s;
        QVERIFY(s.ready());
        const QPoint at = s.view.pointPosition({0, 2}).toPoint();
        const auto open = [&]() -> QMenu* {
            QContextMenuEvent event(QContextMenuEvent::Mouse, at, s.view.mapToGlobal(at));
            QCoreApplication::sendEvent(&s.view, &event);
            return qobject_cast<QMenu*>(QApplication::activePopupWidget());
        };
        QMenu* menu = open();
        QVERIFY(menu);
        QCOMPARE(menu->actions()[0]->text(), QString("Add to &Shortlist"));
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(menu->actions()[0]).center());
        QVERIFY(s.panel.shortlist().networks() == std::vector{kGood});
        menu = open();
        QVERIFY(menu);
        QCOMPARE(menu->actions()[0]->text(), QString("Remove From &Shortlist"));
        menu->close();
    }

    void tableAndStackDoToo() {
        Shown s;
        ProjectState state = listed();
        state.evaluations[3].cost = state.evaluations[2].cost;
        state.evaluations[3].top1 = 0.7499;
        QVERIFY(s.ready(state));
        s.panel.table().selectRow(0); // the cheapest
        s.panel.table().setFocus();
        QTest::keyClick(&s.panel.table(), Qt::Key_S);
        QCOMPARE(s.panel.shortlist().networks().size(), size_t(1));
        QVERIFY(s.panel.shortlist().networks()[0].configuration == Configuration::of("net_tiny"));
        s.view.setFocus();
        s.view.markNetwork(kGood);
        QTest::keyClick(&s.view, Qt::Key_Down);
        QTest::keyClick(&s.view.stackList(), Qt::Key_Down);
        QTest::keyClick(&s.view.stackList(), Qt::Key_S);
        QVERIFY(s.panel.shortlist().networks().back() == kWorse);
    }

    void itIsChosenFromCopiedAndEmptied() {
        Shown s;
        ProjectState state = listed();
        state.shortlist = {kGood, kWorse};
        QVERIFY(s.ready(state));
        QTRY_COMPARE(s.panel.shortlist().networks().size(), size_t(2)); // as the project has it
        s.panel.tables().setCurrentIndex(1);
        QTableView& table = s.panel.shortlist().table();
        std::vector<Configuration> chosen;
        connect(&s.panel, &TradeoffPanel::configurationActivated, this, [&](const Configuration& c) { chosen.push_back(c); });
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(table.model()->index(1, ShortlistModel::Top1)).center());
        QVERIFY(chosen == std::vector{kWorse.configuration});
        QVERIFY(s.view.marked() == PointRef({0, 3}));
        const auto button = [&](const char* text) {
            for (QPushButton* b : s.panel.shortlist().findChildren<QPushButton*>())
                if (b->text() == text) return b;
            return static_cast<QPushButton*>(nullptr);
        };
        QTest::mouseClick(button("&Copy"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), QString("Network\tTop-1\tΔ top-1\tkFLOPs\tFLOPs ×\tParams\tLatency (ms)\tRun\n"
                                                               "tiny:2 > base:1\t75.00 %\t\t4.00\t\t200\t1.50\tfirst\n"
                                                               "tiny:1 > base:1\t70.00 %\t−5.00\t5.00\t× 1.25\t150\t–\tfirst\n"));
        QTest::mouseClick(button("&Remove"), Qt::LeftButton);
        QVERIFY(s.panel.shortlist().networks() == std::vector{kGood});
        QTest::mouseClick(button("C&lear"), Qt::LeftButton);
        QVERIFY(s.panel.shortlist().networks().empty());
        QVERIFY(s.changes.last()[0].value<std::vector<NetworkKey>>().empty());
        QVERIFY(!button("C&lear")->isVisible());
    }

    void anotherCostForgetsNothing() {
        Shown s;
        ProjectState state = listed();
        state.shortlist = {kWorse}; // without a latency
        QVERIFY(s.ready(state));
        s.panel.axisBox().setCurrentIndex(2);
        QTRY_VERIFY(s.view.data().axis == CostAxis::Latency);
        QCOMPARE(s.cell(0, ShortlistModel::Top1), QString("70.00 %"));
    }

    void theProjectKeepsIt() {
        QTemporaryDir folder;
        const QString file = folder.filePath("p.klas");
        {
            ProjectSession session;
            QSignalSpy opened(&session, &ProjectSession::opened);
            session.create(file);
            QVERIFY(opened.wait());
            session.setShortlist({kGood, kWorse});
            QVERIFY(session.state().shortlist == (std::vector{kGood, kWorse}));
        }
        ProjectSession session;
        QSignalSpy opened(&session, &ProjectSession::opened);
        session.open(file, Project::Access::ReadOnly);
        QVERIFY(opened.wait());
        QVERIFY(session.state().shortlist == (std::vector{kGood, kWorse}));
        session.setShortlist({kWorse}); // for now
        QVERIFY(session.state().shortlist == std::vector{kWorse});
    }
};

QTEST_MAIN(TestShortlist)
#include "tst_shortlist.moc"
