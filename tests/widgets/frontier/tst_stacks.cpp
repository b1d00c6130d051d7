// SPDX-License-Identifier: GPL-3.0-or-later
// Networks that lie on one another: the list that tells them apart, with mouse and keys.
#include "tests/widgets/frontier/example_tradeoff.h"
#include "tests/widgets/frontier/shown_panel.h"
#include "widgets/frontier/stack_list.h"

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

const Configuration kGood = Configuration::of(Stitch{"net_tiny", 2, "net_base", 1}), kWorse = Configuration::of(Stitch{"net_tiny", 1, "net_base", 1});

/// The two stitches cost the same and differ by a hundredth of a point.
ProjectState stacked() {
    ProjectState state = measuredProject();
    state.evaluations[3].cost = state.evaluations[2].cost;
    state.evaluations[3].top1 = 0.7499;
    return state;
}

struct Shown : ShownPanel {
    StackList& list = view.stackList();
    std::vector<Configuration> chosen;

    bool ready() {
        QObject::connect(&panel, &TradeoffPanel::configurationActivated, &panel, [this](const Configuration& c) { chosen.push_back(c); });
        return show(stacked());
    }
    QPoint place() { return view.pointPosition({0, 2}).toPoint(); }
};

} // namespace

class TestStacks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void hoverOpensItAndAClickChooses() {
        Shown s;
        QVERIFY(s.ready());
        s.hover(s.view.pointPosition({0, 0}).toPoint()); // alone there
        QVERIFY(s.list.isHidden());
        s.hover(s.place());
        QVERIFY(!s.list.isHidden() && !s.list.hasFocus());
        QCOMPARE(s.list.count(), 2);
        QCOMPARE(s.list.item(0)->text(), QString("tiny:2 > base:1  75.00 %  first (KLAS)"));
        QCOMPARE(s.list.item(1)->text(), QString("tiny:1 > base:1  74.99 %  first (KLAS)"));
        QVERIFY(s.view.rect().contains(s.list.geometry()));
        QVERIFY(!s.list.geometry().contains(s.place())); // what it lists stays in view
        QTest::mouseClick(s.list.viewport(), Qt::LeftButton, {}, s.list.visualItemRect(s.list.item(1)).center());
        QVERIFY(s.list.isHidden());
        QCOMPARE(s.chosen.size(), size_t(1));
        QVERIFY(s.chosen[0] == kWorse);
        QVERIFY(s.view.marked() == PointRef({0, 3}));
    }

    void itGoesWhereNothingLies() {
        Shown s;
        QVERIFY(s.ready());
        s.hover(s.place());
        QVERIFY(!s.list.isHidden());
        s.hover(s.place() + QPoint(0, 120));
        QVERIFY(s.list.isHidden());
        s.hover(s.place());
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&s.list, &leave);
        QVERIFY(s.list.isHidden());
    }

    void itStaysWhileResultsArrive() {
        Shown s;
        QVERIFY(s.ready());
        s.view.setFocus();
        s.view.mark(kGood);
        QTest::keyClick(&s.view, Qt::Key_Down);
        QTest::keyClick(&s.list, Qt::Key_Down);
        ProjectState state = stacked();
        state.evaluations[3].top1 = 0.7498;
        s.panel.setProject(state);
        QTRY_COMPARE(s.list.item(1)->text(), QString("tiny:1 > base:1  74.98 %  first (KLAS)"));
        QVERIFY(!s.list.isHidden() && s.list.currentRow() == 1);
        state.evaluations.pop_back(); // what is gone cannot be chosen
        s.panel.setProject(state);
        QTRY_VERIFY(s.list.isHidden());
    }

    void keysReachEveryOne() {
        Shown s;
        QVERIFY(s.ready());
        s.view.setFocus();
        s.view.mark(kGood);
        QTest::keyClick(&s.view, Qt::Key_Down);
        QVERIFY(!s.list.isHidden() && s.list.hasFocus());
        QCOMPARE(s.list.currentRow(), 0);
        QTest::keyClick(&s.list, Qt::Key_Down);
        QCOMPARE(s.list.currentRow(), 1);
        QTest::keyClick(&s.list, Qt::Key_Return);
        QVERIFY(s.list.isHidden() && s.view.hasFocus());
        QCOMPARE(s.chosen.size(), size_t(1));
        QVERIFY(s.chosen[0] == kWorse);
        QTest::keyClick(&s.view, Qt::Key_Down);
        QCOMPARE(s.list.currentRow(), 1); // where the mark is
        QTest::keyClick(&s.list, Qt::Key_Escape);
        QVERIFY(s.list.isHidden() && s.view.hasFocus() && s.view.marked());
        QCOMPARE(s.chosen.size(), size_t(1));
    }

    void longListsScroll() {
        QWidget plot;
        plot.resize(300, 200);
        plot.show();
        StackList list(&plot);
        QStringList rows;
        for (int k = 0; k < 30; ++k)
            rows << QString("network %1").arg(k);
        list.open(rows, QPoint(295, 195), 8, 29, true); // no room to the right and below
        QVERIFY(plot.rect().contains(list.geometry()));
        QVERIFY(list.viewport()->rect().intersects(list.visualItemRect(list.item(29))));
    }
};

QTEST_MAIN(TestStacks)
#include "tst_stacks.moc"
