// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs to the window itself: commands by name, the shortcut sheet, layouts, presentations.
#include "app/explorer/action_list.h"
#include "app/explorer/command_palette.h"
#include "app/explorer/outlined_style.h"
#include "app/explorer/shortcut_sheet.h"
#include "tests/app/explorer/analysed_project.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QMenuBar>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QStatusBar>
#include <QStyleOptionComboBox>
#include <QTableView>
#include <QToolButton>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

QDockWidget* dock(const MainWindow& window, const char* name) {
    return window.findChild<QDockWidget*>(QLatin1String(name));
}

/// Two anchors as they came, and three results of a run.
ProjectState finetuned() {
    const auto result = [](const std::string& run, const Configuration& configuration, std::int64_t flops, double top1) { return reached(run, configuration, {flops, 10}, top1); };
    ProjectState state;
    state.evaluations = {result("", Configuration::of("a"), 100, 0.5), result("r", Configuration::of("a"), 100, 0.51),
                         result("", Configuration::of("b"), 900, 0.8), result("r", Configuration::of(Stitch{"a", 1, "b", 1}), 400, 0.6),
                         result("r", Configuration::of("b"), 900, 0.79)};
    return state;
}

QAction* actionNamed(const MainWindow& window, const QString& text) {
    for (const MenuEntry& entry : menuEntries(*window.menuBar()))
        if (entry.text == text) return entry.action;
    return nullptr;
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

class TestShell : public QObject, ExplorerFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepare(); }

    void lettersFitNames() {
        QCOMPARE(fuzzyScore("", "Export Heatmap"), 1);
        QCOMPARE(fuzzyScore("x", "Quit"), 0);
        QCOMPARE(fuzzyScore("pe", "ep"), 0); // in this order
        QCOMPARE(fuzzyScore("ex", "Export"), 1 + 4 + 3);  // begins a word, goes on
        QCOMPARE(fuzzyScore("eh", "Export Heatmap"), 1 + 4 + 4);
        QVERIFY(fuzzyScore("eh", "Export Heatmap") > fuzzyScore("eh", "Add weights here"));
        QVERIFY(fuzzyScore("HEAT", "Export Heatmap") > 0);
    }

    void everyMenuEntryIsACommand() {
        MainWindow window;
        ActionModel model(menuEntries(*window.menuBar()));
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const int all = model.rowCount();
        QVERIFY(all > 20);
        QStringList places;
        for (int row = 0; row < all; ++row)
            places << model.index(row, ActionModel::Where).data().toString();
        QVERIFY(places.contains("File") && places.contains("View ▸ Theme") && places.contains("Help"));
        model.setFilter("heatmap");
        QVERIFY(model.rowCount() >= 1 && model.rowCount() < all);
        QCOMPARE(model.index(0, ActionModel::What).data().toString(), QString("Export Heatmap…"));
        model.setFilter("zzzz");
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!model.action(0));
    }

    void aCommandIsFoundAndRunByKeys() {
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* palette = window.findChild<CommandPalette*>();
        QVERIFY(palette && palette->isVisible());
        QVERIFY(palette->field().hasFocus());
        QAction* dark = actionNamed(window, "Dark");
        QVERIFY(dark && !dark->isChecked());
        QTest::keyClicks(&palette->field(), "dark");
        QCOMPARE(palette->table().currentIndex().data().toString(), QString("Dark"));
        QTest::keyClick(&palette->field(), Qt::Key_Down);
        QTest::keyClick(&palette->field(), Qt::Key_Up);
        QTest::keyClick(&palette->field(), Qt::Key_Return);
        QTRY_VERIFY(dark->isChecked());
        QTRY_VERIFY(!window.findChild<CommandPalette*>());
        actionNamed(window, "System")->trigger();
    }

    void theSheetShowsTheKeysOfTheMenus() {
        MainWindow window;
        ShortcutSheet sheet(*window.menuBar(), &window);
        QStringList keys;
        const auto* model = sheet.table().model();
        for (int row = 0; row < model->rowCount(); ++row)
            keys << model->index(row, 0).data().toString() + " " + model->index(row, 1).data().toString();
        QVERIFY(keys.contains("Ctrl+E Export Heatmap…"));
        QVERIFY(keys.contains("F11 Present"));
        QVERIFY(keys.contains("arrow keys Move the cell"));
        for (int row = 0; row < model->rowCount(); ++row)
            QVERIFY(!model->index(row, 0).data().toString().isEmpty());
    }

    void itFitsASmallScreen() {
        const QString file = path("small.klas");
        {
            Project project = Project::create(file.toStdString());
            project.setData(DataSpec{});
            int width = 8;
            for (const char* name : {"vit_tiny_patch7", "vit_small_patch7", "vit_medium_patch7", "vit_base_patch7"})
                project.addAnchor(makeAnchor(m_folder, name, width += 8));
            for (const char* source : {"vit_tiny_patch7", "vit_small_patch7"})
                project.save(makeMatrix(source, "vit_small_patch7"));
        }
        MainWindow window;
        window.show();
        QVERIFY(opened(window, file));
        window.resize(1280, 800);
        QTRY_COMPARE(window.size(), QSize(1280, 800)); // four anchors do not make it wider
        for (QWidget* panel : {static_cast<QWidget*>(&window.anchors()), static_cast<QWidget*>(&window.similarity()), static_cast<QWidget*>(&window.tradeoff())})
            QVERIFY2(panel->width() >= panel->minimumSizeHint().width(), panel->metaObject()->className());
        // What is chosen in a box is read whole.
        const auto wholeText = [](const QComboBox* box) {
            QStyleOptionComboBox option;
            option.initFrom(box);
            const int icon = box->itemIcon(box->currentIndex()).isNull() ? 0 : box->iconSize().width() + 4;
            return box->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, box).width() - icon >= box->fontMetrics().horizontalAdvance(box->currentText());
        };
        for (const QComboBox* box : window.similarity().findChildren<QComboBox*>())
            QTRY_VERIFY2(!box->isVisible() || wholeText(box), qPrintable(box->accessibleName()));
        window.resize(1560, 960);
        QTRY_COMPARE(window.width(), 1560);
        window.resize(1280, 800); // panels that had room give it back
        QTRY_COMPARE(window.width(), 1280);
    }

    void controlsCanBeSeenInTheDark() {
        const auto reset = qScopeGuard([] { apply(Appearance::System); });
        apply(Appearance::Light);
        QVERIFY(!OutlinedStyle::outline(QApplication::palette()).isValid()); // Fusion's own
        apply(Appearance::Dark);
        QCheckBox box;
        QLineEdit field;
        const QColor outline = OutlinedStyle::outline(QApplication::palette());
        for (QWidget* widget : {static_cast<QWidget*>(&box), static_cast<QWidget*>(&field)}) {
            widget->resize(widget->sizeHint());
            widget->show();
            const QImage image = widget->grab().toImage();
            double best = 1;
            for (int x = 0; x < image.width(); ++x)
                for (int y = 0; y < image.height(); ++y)
                    best = std::max(best, contrast(image.pixelColor(x, y), widget->palette().color(QPalette::Window)));
            QVERIFY2(best >= 2.9, widget->metaObject()->className()); // nothing is written in them
        }
        QVERIFY(contrast(outline, QApplication::palette().color(QPalette::Base)) >= 3);
    }

    void buttonsWithAMenuCarryAChevron() {
        const auto reset = qScopeGuard([] { apply(Appearance::System); });
        for (const Appearance appearance : {Appearance::Light, Appearance::Dark}) {
            apply(appearance);
            QToolButton plain, button;
            QMenu menu;
            button.setMenu(&menu);
            button.setPopupMode(QToolButton::InstantPopup);
            for (QToolButton* b : {&plain, &button})
                b->setText("Copy");
            const int room = button.fontMetrics().height();
            QCOMPARE(button.sizeHint(), plain.sizeHint() + QSize(room, 0)); // the text keeps its room
            button.resize(button.sizeHint());
            const QImage image = button.grab().toImage();
            const QColor face = image.pixelColor(button.width() - room / 4, 5);
            QRect sign; // what is seen behind the text
            for (int x = button.width() - room; x < button.width() - 3; ++x)
                for (int y = 3; y < button.height() - 3; ++y)
                    if (contrast(image.pixelColor(x, y), face) > 3) sign |= QRect(x, y, 1, 1);
            QVERIFY(sign.width() >= 4 && sign.width() > sign.height());
            QVERIFY(std::abs(sign.center().y() - button.height() / 2) <= 1);
            QVERIFY(sign.right() < button.width() - 4);
        }
    }

    void controlsGrowWithTheirType() {
        const auto reset = qScopeGuard([] { apply(Appearance::System); });
        apply(Appearance::Light);
        QCheckBox usual, large;
        QFont font = large.font();
        font.setPixelSize(36); // of a presentation
        large.setFont(font);
        const auto indicator = [](const QWidget& box) { return box.style()->pixelMetric(QStyle::PM_IndicatorWidth, nullptr, &box); };
        QVERIFY(indicator(usual) < 20);
        QVERIFY(indicator(large) > 25 && indicator(large) < 45);
        QComboBox combo;
        combo.setFont(font);
        combo.addItem("Test images");
        combo.resize(combo.sizeHint());
        QStyleOptionComboBox option;
        option.initFrom(&combo);
        option.subControls = QStyle::SC_All;
        const QRect text = combo.style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, &combo);
        const QRect arrow = combo.style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxArrow, &combo);
        QVERIFY(text.width() >= combo.fontMetrics().horizontalAdvance("Test images"));
        QVERIFY(text.right() <= arrow.left() && arrow.right() < combo.width());
        const QImage image = combo.grab().toImage();
        QRect sign;
        for (int x = arrow.left(); x < arrow.right() - 3; ++x)
            for (int y = 6; y < combo.height() - 6; ++y)
                if (image.pixelColor(x, y).lightness() < 100) sign |= QRect(x, y, 1, 1);
        QVERIFY(sign.width() >= 12 && sign.width() > sign.height());
    }

    void aMovedLayoutIsPutBack() {
        MainWindow window;
        window.resize(1400, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QDockWidget* tradeoff = dock(window, "tradeoffDock");
        const auto area = window.dockWidgetArea(tradeoff);
        window.addDockWidget(Qt::LeftDockWidgetArea, tradeoff);
        dock(window, "queueDock")->hide();
        actionNamed(window, "Reset Layout")->trigger();
        QCOMPARE(window.dockWidgetArea(tradeoff), area);
        QVERIFY(dock(window, "queueDock")->isVisible());
    }

    void aLayoutIsRemembered() {
        {
            MainWindow window;
            window.show();
            window.addDockWidget(Qt::LeftDockWidgetArea, dock(window, "tradeoffDock"));
            window.close();
        }
        MainWindow again;
        QCOMPARE(again.dockWidgetArea(dock(again, "tradeoffDock")), Qt::LeftDockWidgetArea);
        actionNamed(again, "Reset Layout")->trigger();
        again.close();
    }

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

QTEST_MAIN(TestShell)
#include "tst_shell.moc"
