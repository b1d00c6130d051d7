// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs to the window itself: commands by name, the shortcut sheet, controls, layouts.
#include "app/explorer/action_list.h"
#include "app/explorer/command_palette.h"
#include "app/explorer/outlined_style.h"
#include "app/explorer/shortcut_sheet.h"
#include "tests/app/explorer/analysed_project.h"
#include "tests/app/explorer/window_parts.h"

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
};

QTEST_MAIN(TestShell)
#include "tst_shell.moc"
