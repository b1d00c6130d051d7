// SPDX-License-Identifier: GPL-3.0-or-later
// The best networks under a budget: by numbers, under the mouse, pinned by click, key and text.
#include "tests/widgets/frontier/example_tradeoff.h"
#include "tests/widgets/frontier/shown_panel.h"
#include "widgets/frontier/budget.h"

#include <QLineEdit>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

/// Parameters 100, 150, 200, 300 reach 0.6, 0.7, 0.75, 0.8 in the run "first" (KLAS); stitches reach 0.05 less in "second" (SN-Net).
ProjectState twoMethods() {
    ProjectState state = measuredProject();
    FinetuneRun run = state.runs[0];
    run.name = "second";
    run.selection = "snnet";
    state.runs.push_back(run);
    for (size_t k = 0; k < 4; ++k) {
        Evaluation e = state.evaluations[k];
        e.run = "second";
        e.key += "second";
        if (e.configuration.stitch) e.top1 -= 0.05;
        state.evaluations.push_back(e);
    }
    return state;
}

/// The panel over parameters, drawn.
struct Shown : ShownPanel {
    bool ready() { return show(twoMethods(), CostAxis::Params); }
    /// In the middle between the networks of 200 and 300 parameters, away from everything.
    QPoint at250() { return ((view.pointPosition({0, 1}) + view.pointPosition({0, 2})) / 2 + QPointF(0, 60)).toPoint(); }
};

} // namespace

class TestBudget : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theBestOfEveryMethod() {
        const TradeoffData data = tradeoffOf(twoMethods(), "test", CostAxis::Params);
        QCOMPARE(budgetLine(data, 160), QString("best under 160 parameters: tiny:1 > base:1 70.00 %"));
        QVERIFY(budgetLine(data, 99).isEmpty());
        QCOMPARE(budgetList(data, 99), QString("Nothing costs less than 99 parameters"));
        QCOMPARE(budgetList(data, 250), QString("Best under 250 parameters\nfirst: tiny:2 > base:1 75.00 %\nsecond: tiny:2 > base:1 70.00 %"));
        QCOMPARE(budgetList(data, 250, 1), QString("Best under 250 parameters\nfirst: tiny:2 > base:1 75.00 %\nand 1 more"));
        QCOMPARE(budgetLine(data, 300), QString("best under 300 parameters: base 80.00 %")); // its own cost is within a budget
    }

    void costsAreTyped_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("axis");
        QTest::addColumn<double>("cost"); // 0: none
        QTest::newRow("bare: as the axis") << "6.0" << 0 << 6e9;
        QTest::newRow("prefix") << "6 G" << 0 << 6e9;
        QTest::newRow("small letters") << " 250m " << 0 << 250e6;
        QTest::newRow("with the word") << "1.26 GFLOPs" << 0 << 1.26e9;
        QTest::newRow("no prefix") << "6 flops" << 0 << 6.0;
        QTest::newRow("parameters") << "5.7 M parameters" << 1 << 5.7e6;
        QTest::newRow("time") << "1.5 ms" << 2 << 1.5e6;
        QTest::newRow("microseconds") << QString::fromUtf8("20µs") << 2 << 20e3;
        QTest::newRow("no number") << "cheap" << 0 << 0.0;
        QTest::newRow("no unit") << "6 apples" << 0 << 0.0;
        QTest::newRow("nothing") << "0" << 0 << 0.0;
        QTest::newRow("time is no size") << "6 G" << 2 << 0.0;
    }
    void costsAreTyped() {
        QFETCH(QString, text);
        QFETCH(int, axis);
        QFETCH(double, cost);
        const auto parsed = parseCost(text, CostAxis(axis), 1e9);
        QCOMPARE(parsed.has_value(), cost > 0);
        if (parsed) QVERIFY(std::abs(*parsed - cost) < 1e-6 * cost);
    }

    void theLineFollowsTheMouse() {
        Shown s;
        QVERIFY(s.ready());
        QVERIFY(!s.view.hoveredBudget());
        s.hover(s.at250());
        QVERIFY(s.view.hoveredBudget());
        QVERIFY(std::abs(*s.view.hoveredBudget() - 250) < 2);
        s.hover(s.view.pointPosition({0, 2}).toPoint()); // over a network the network is told
        QVERIFY(!s.view.hoveredBudget());
        s.hover(s.at250());
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(&s.view, &leave);
        QVERIFY(!s.view.hoveredBudget());
    }

    void aClickPinsAndEscapeRemoves() {
        Shown s;
        QVERIFY(s.ready());
        QTest::mouseClick(&s.view, Qt::LeftButton, {}, s.at250());
        QVERIFY(s.view.pinnedBudget() && std::abs(*s.view.pinnedBudget() - 250) < 2);
        QVERIFY(s.panel.budgetField().text().endsWith(" parameters"));
        QVERIFY(s.view.accessibleDescription().contains("first: tiny:2 > base:1 75.00 %\nsecond: tiny:2 > base:1 70.00 %"));
        s.view.setFocus();
        const double before = *s.view.pinnedBudget();
        QTest::keyClick(&s.view, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(*s.view.pinnedBudget() < before && *s.view.pinnedBudget() > 240);
        QTest::keyClick(&s.view, Qt::Key_Right); // networks are still gone through
        QVERIFY(s.view.marked() && s.view.pinnedBudget());
        QTest::keyClick(&s.view, Qt::Key_Escape);
        QVERIFY(!s.view.pinnedBudget() && s.view.marked());
        QVERIFY(s.panel.budgetField().text().isEmpty());
        QVERIFY(!s.view.accessibleDescription().contains("Best under"));
        QTest::keyClick(&s.view, Qt::Key_Escape);
        QVERIFY(!s.view.marked());
    }

    void aKeyPins() {
        Shown s;
        QVERIFY(s.ready());
        s.view.setFocus();
        s.view.mark(Configuration::of(Stitch{"net_tiny", 1, "net_base", 1})); // 150 parameters
        QTest::keyClick(&s.view, Qt::Key_B);
        QCOMPARE(s.view.pinnedBudget(), std::optional(150.0));
        s.hover(s.at250());
        QTest::keyClick(&s.view, Qt::Key_B);
        QVERIFY(std::abs(*s.view.pinnedBudget() - 250) < 2);
    }

    void aBudgetIsTyped() {
        Shown s;
        QVERIFY(s.ready());
        QLineEdit& field = s.panel.budgetField();
        field.setFocus();
        QTest::keyClicks(&field, "160");
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(s.view.pinnedBudget(), std::optional(160.0));
        QCOMPARE(field.text(), QString("160 parameters"));
        QVERIFY(s.view.accessibleDescription().contains("first: tiny:1 > base:1 70.00 %"));
        field.selectAll();
        QTest::keyClicks(&field, "some");
        QTest::keyClick(&field, Qt::Key_Return);
        QCOMPARE(s.panel.note(), QString("“some” is no cost; one is written as 6.0 G."));
        QCOMPARE(field.text(), QString("some")); // to be corrected
        field.selectAll();
        QTest::keyClick(&field, Qt::Key_Delete);
        QVERIFY(!s.view.pinnedBudget());
    }

    void itStaysWithNewResultsButNotOverAnotherCost() {
        Shown s;
        QVERIFY(s.ready());
        s.view.pinBudget(250);
        ProjectState state = twoMethods();
        state.evaluations[2].top1 = 0.79;
        s.panel.setProject(state);
        QTRY_VERIFY(s.view.accessibleDescription().contains("first: tiny:2 > base:1 79.00 %"));
        s.panel.axisBox().setCurrentIndex(0);
        QTRY_VERIFY(s.view.data().axis == CostAxis::Flops);
        QVERIFY(!s.view.pinnedBudget());
    }
};

QTEST_MAIN(TestBudget)
#include "tst_budget.moc"
