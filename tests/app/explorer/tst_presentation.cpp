// SPDX-License-Identifier: GPL-3.0-or-later
// The window on a projector: large type, what it leaves behind, the front that grows again.
#include "tests/app/explorer/analysed_project.h"
#include "tests/app/explorer/window_parts.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QMap>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTableView>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

/// Two anchors as they came, and three results of a run.
ProjectState finetuned() {
    const auto result = [](const std::string& run, const Configuration& configuration, std::int64_t flops, double top1) { return reached(run, configuration, {flops, 10}, top1); };
    ProjectState state;
    state.evaluations = {result("", Configuration::of("a"), 100, 0.5), result("r", Configuration::of("a"), 100, 0.51),
                         result("", Configuration::of("b"), 900, 0.8), result("r", Configuration::of(Stitch{"a", 1, "b", 1}), 400, 0.6),
                         result("r", Configuration::of("b"), 900, 0.79)};
    return state;
}

/// What a talk must leave as it was: a line for each control, table and the window itself.
QMap<const QWidget*, QString> sizesOf(const MainWindow& window) {
    const auto text = [](const QSize& size) { return QStringLiteral("%1x%2").arg(size.width()).arg(size.height()); };
    QMap<const QWidget*, QString> lines;
    lines[&window] = QStringLiteral("window ") + text(window.size()) + QStringLiteral(" least ") + text(window.minimumSizeHint());
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        QString line = QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + widget->accessibleName() + QLatin1Char(' ');
        if (qobject_cast<const QComboBox*>(widget) || qobject_cast<const QCheckBox*>(widget))
            line += text(widget->sizeHint()) + QStringLiteral(" least ") + QString::number(widget->minimumSizeHint().height());
        else if (const auto* table = qobject_cast<const QTableView*>(widget))
            line += QString::number(table->verticalHeader()->defaultSectionSize()) + QLatin1Char(' ') + QString::number(table->columnWidth(0));
        else if (qobject_cast<const QHeaderView*>(widget) || qobject_cast<const QLabel*>(widget))
            line += widget->font().toString();
        else
            continue;
        lines[widget] = line;
    }
    return lines;
}

/// What has changed.
QString difference(const QMap<const QWidget*, QString>& before, const QMap<const QWidget*, QString>& after) {
    QStringList lines;
    for (const auto& [widget, line] : before.asKeyValueRange())
        if (after.value(widget) != line) lines << line + QStringLiteral(" is now ") + after.value(widget);
    return lines.join(QLatin1Char('\n'));
}

} // namespace

class TestPresentation : public QObject, ExplorerFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepare(); }

    void presentingShowsOneThingInLargeType() {
        MainWindow window;
        window.resize(1400, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const QByteArray before = window.saveState();
        const QFont font = QApplication::font();
        QTest::keyClick(&window, Qt::Key_F11);
        QVERIFY(window.presentation().active() && window.isFullScreen());
        QVERIFY(window.menuBar()->isHidden() && window.statusBar()->isHidden());
        // Legends and notes of plots are 0.83 of the font: the smallest type there is.
        QVERIFY2(QApplication::font().pixelSize() * 0.83 >= window.height() / 40.0, qPrintable(QString::number(QApplication::font().pixelSize())));
        QVERIFY(dock(window, "anchorsDock")->isVisible() && !window.centralWidget()->isVisible());
        QTest::keyClick(&window, Qt::Key_Right);
        QVERIFY(window.centralWidget()->isVisible() && !dock(window, "anchorsDock")->isVisible());
        QVERIFY(!window.similarity().table().isVisible()); // room for the heatmap
        QTest::keyClick(&window, Qt::Key_End);
        QVERIFY(dock(window, "queueDock")->isVisible() && !window.centralWidget()->isVisible());
        QTest::keyClick(&window, Qt::Key_Right); // there is no further one
        QCOMPARE(window.presentation().view(), 6);
        QTest::keyClick(&window, Qt::Key_Left);
        QVERIFY(dock(window, "costDock")->isVisible());
        QTest::keyClick(&window, Qt::Key_Left);
        QTest::keyClick(&window, Qt::Key_PageUp);
        QVERIFY(dock(window, "tradeoffDock")->isVisible());
        QTest::keyClick(&window, Qt::Key_Escape);
        QVERIFY(!window.presentation().active() && !window.isFullScreen());
        QCOMPARE(QApplication::font(), font);
        QCOMPARE(window.size(), QSize(1400, 900));
        QCOMPARE(window.saveState(), before);
        for (const char* name : {"anchorsDock", "tradeoffDock", "stitchDock", "queueDock"})
            QVERIFY2(dock(window, name)->isVisible() && !dock(window, name)->titleBarWidget(), name);
        QVERIFY(window.menuBar()->isVisible() && window.centralWidget()->isVisible() && window.similarity().table().isVisible());
        QVERIFY(!actionNamed(window, "Present")->isChecked());
    }

    void aTalkLeavesNothingBehind() {
        const auto reset = qScopeGuard([] {
            settings::setAppearance(Appearance::System);
            apply(Appearance::System);
        });
        for (const Appearance appearance : {Appearance::System, Appearance::Dark}) {
            settings::setAppearance(appearance);
            apply(appearance);
            MainWindow window;
            QVERIFY(opened(window, finetunedProject(appearance == Appearance::Dark ? "dark.klas" : "system.klas")));
            window.resize(1500, 950);
            window.show();
            QVERIFY(QTest::qWaitForWindowActive(&window));
            for (const char* name : {"trustDock", "costDock", "tradeoffDock"}) { // they ask for their numbers when they are seen
                dock(window, name)->raise();
                QTest::qWait(300);
            }
            const auto before = sizesOf(window);
            for (int time = 0; time < 2; ++time) {
                QTest::keyClick(&window, Qt::Key_F11);
                for (const QWidget* control : window.anchors().controls())
                    QVERIFY(!control->isVisible()); // nobody analyses in a talk
                for (const auto* header : window.anchors().findChildren<QHeaderView*>())
                    QCOMPARE(header->font().pixelSize(), QApplication::font().pixelSize());
                QTRY_VERIFY(contrast(window.palette().color(QPalette::Link), Qt::white) > 4.5);
                for (int view = 0; view < 7; ++view) {
                    QTest::qWait(50);
                    QTest::keyClick(&window, Qt::Key_Right);
                }
                QTest::keyClick(&window, Qt::Key_F11);
                QVERIFY(!window.presentation().active());
                QTest::qWait(200);
                const QString changed = difference(before, sizesOf(window));
                QVERIFY2(changed.isEmpty(), qPrintable(changed));
            }
        }
    }

    void aMaximisedWindowIsMaximisedAgain() {
        MainWindow window;
        window.resize(700, 500);
        window.showMaximized();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const QSize size = window.size();
        QTest::keyClick(&window, Qt::Key_F11);
        QTest::qWait(50);
        QTest::keyClick(&window, Qt::Key_F11);
        QTest::qWait(50);
        QVERIFY(window.isMaximized() && !window.isFullScreen());
        QCOMPARE(window.size(), size);
    }

    void axesStandStillWhileTheFrontGrows() {
        TradeoffPanel panel;
        panel.resize(600, 500);
        panel.show();
        ProjectState state = finetuned();
        Anchor anchor;
        anchor.name = "a";
        state.anchors = {anchor};
        state.file = "/p.klas";
        FinetuneRun run;
        run.name = "r";
        state.runs = {run};
        const auto cheapest = [&] {
            QCoreApplication::processEvents(); // the controls above may need another row first
            panel.view().replotNow();
            return panel.view().pointPosition({0, 0});
        };
        QSignalSpy refreshed(&panel, &TradeoffPanel::refreshed);
        panel.setProject(state);
        QVERIFY(refreshed.wait());
        const QPointF with = cheapest();
        panel.view().holdAxes(true);
        panel.setProject(earlier(state, 1));
        QVERIFY(refreshed.wait());
        QCOMPARE(cheapest(), with);
        panel.view().holdAxes(false);
        state.evaluations.resize(3); // neither the stitch nor the dear network after the run
        state.evaluations.pop_back();
        panel.setProject(state);
        QVERIFY(refreshed.wait());
        QVERIFY(cheapest() != with);
    }

    void earlierStatesGrow() {
        const ProjectState all = finetuned();
        QCOMPARE(resultsOfRuns(all), size_t(3));
        QCOMPARE(earlier(all, 0).evaluations.size(), size_t(2)); // as they came
        const ProjectState one = earlier(all, 1);
        QCOMPARE(one.evaluations.size(), size_t(3));
        QCOMPARE(one.evaluations[1].top1, 0.51);
        QCOMPARE(earlier(all, 3).evaluations.size(), size_t(5));
        QCOMPARE(earlier(all, 99).evaluations.size(), size_t(5));
    }

    void theFrontGrowsAgain() {
        QMainWindow window;
        window.setCentralWidget(new QWidget);
        const ProjectState state = finetuned();
        std::vector<size_t> sizes;
        Presentation presentation(window, {{"Front", true, {}, true}, {"Else", true, {}, false}}, [&]() -> const ProjectState& { return state; },
                                  [&](const ProjectState& shown) { sizes.push_back(shown.evaluations.size()); });
        window.show();
        presentation.setActive(true);
        for (int k = 0; k < 4; ++k)
            QTest::keyClick(&window, Qt::Key_Plus); // 16 times faster
        sizes.clear();
        QTest::keyClick(&window, Qt::Key_R);
        QVERIFY(presentation.replaying());
        QTRY_VERIFY(!presentation.replaying());
        QCOMPARE(sizes.front(), size_t(5)); // all of it gives the axes
        sizes.erase(sizes.begin());
        QCOMPARE(sizes.front(), size_t(2));
        QCOMPARE(sizes.back(), size_t(5));
        QVERIFY(std::is_sorted(sizes.begin(), sizes.end()));
        QVERIFY(sizes.size() >= 4); // 0, 1, 2 and all 3
        QTest::keyClick(&window, Qt::Key_Right);
        QTest::keyClick(&window, Qt::Key_R); // nothing to replay there
        QVERIFY(!presentation.replaying());
        presentation.setActive(false);
    }
};

QTEST_MAIN(TestPresentation)
#include "tst_presentation.moc"
