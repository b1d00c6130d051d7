// SPDX-License-Identifier: GPL-3.0-or-later
// The row of chips: what is chosen, and how it is let go of.
#include "tests/app/explorer/studied_project.h"

#include "app/explorer/chip_bar.h"

#include <QAccessible>
#include <QAction>
#include <QMenuBar>
#include <QTableView>
#include <QVBoxLayout>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestChips : public QObject, StudiedFixture {
    Q_OBJECT

    static ChipBar& bar(MainWindow& window) { return *window.findChild<ChipBar*>(); }
    static QStringList texts(MainWindow& window) {
        QStringList all;
        for (const Chip* chip : bar(window).chips())
            all << chip->what();
        return all;
    }
    static QToolButton* button(MainWindow& window, const QString& text) {
        for (auto* b : bar(window).findChildren<QToolButton*>())
            if (b->text() == text && !b->isHidden()) return b;
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { settings::setColorRange(QStringLiteral("own")); }
    void cleanupTestCase() { settings::setColorRange(QStringLiteral("own")); }

    void whatIsChosenIsAChip() {
        MainWindow window;
        window.resize(1500, 1000);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window) && opened(window, studiedProject("chips.klas")));
        window.similarity().showPair("tiny", "base");
        QVERIFY(QTest::qWaitFor([&] { return window.tradeoff().view().data().series.size() == 4; }, 5000));
        QVERIFY(bar(window).isHidden());
        HeatmapView& view = window.similarity().heatmap();
        QTest::qWait(200); // what has come gets its room
        view.replotNow();
        QCoreApplication::processEvents();
        const QRect heatmap = view.geometry();
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.cellCenter(kAlone.i, kAlone.j).toPoint());
        QCOMPARE(texts(window), (QStringList{"tiny 3 → base 3", "run alone"}));
        view.selectCells({{kFirst.j, kFirst.i}, {kSecond.j, kSecond.i}});
        window.tradeoff().view().pinBudget(2.5e5);
        QAction* lock = window.similarity().rangeLock().lockAction();
        lock->trigger();
        QCOMPARE(texts(window), (QStringList{"tiny 3 → base 3", "2 cells", "run alone", "budget 250 kFLOPs", "range locked"}));
        QCoreApplication::processEvents();
        QVERIFY(bar(window).isVisible() && !button(window, "Show Its Pair"));
        QCOMPARE(window.similarity().heatmap().geometry(), heatmap); // nothing has moved
        QVERIFY(!bar(window).geometry().intersects(window.similarity().geometry())); // nor is anything covered
        for (const Chip* chip : bar(window).chips()) {
            const QAccessibleInterface* seen = QAccessible::queryAccessibleInterface(const_cast<Chip*>(chip));
            QCOMPARE(seen->text(QAccessible::Name), "Let go of " + chip->what());
            QVERIFY(chip->focusPolicy() & Qt::TabFocus);
        }

        // By mouse, by Delete, by Enter; the focus goes on to what is there then.
        QTest::mouseClick(bar(window).chips()[1], Qt::LeftButton);
        QVERIFY(view.selectedCells().empty());
        QCOMPARE(texts(window), (QStringList{"tiny 3 → base 3", "run alone", "budget 250 kFLOPs", "range locked"}));
        bar(window).chips()[0]->setFocus();
        QTest::keyClick(bar(window).chips()[0], Qt::Key_Delete);
        QVERIFY(!window.card().stitch());
        QCOMPARE(texts(window), (QStringList{"run alone", "budget 250 kFLOPs", "range locked"}));
        QVERIFY(bar(window).chips()[0]->hasFocus());
        QTest::keyClick(bar(window).chips()[0], Qt::Key_Tab);
        QVERIFY(bar(window).chips()[1]->hasFocus());
        QTest::keyClick(bar(window).chips()[1], Qt::Key_Return);
        QVERIFY(!window.tradeoff().view().pinnedBudget());
        QCOMPARE(texts(window), (QStringList{"run alone", "range locked"}));
        QTest::keyClick(bar(window).chips()[1], Qt::Key_Space);
        QVERIFY(!lock->isChecked());
        QTest::keyClick(bar(window).chips()[0], Qt::Key_Escape); // as anywhere in the window
        QVERIFY(!window.chosen().any());
        QVERIFY(bar(window).isHidden());
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QCOMPARE(bar(window).findChildren<Chip*>().size(), 0);
    }

    void anotherPairIsOffered() {
        MainWindow window;
        window.resize(1500, 1000);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window) && opened(window, studiedProject("other.klas")));
        window.similarity().showPair("tiny", "base");
        window.chosen().chooseNetwork(NetworkKey{{}, Configuration::of(kElsewhere)});
        QCOMPARE(window.similarity().view().target, std::string("base"));
        QToolButton* show = button(window, "Show Its Pair");
        QVERIFY(show);
        QTest::mouseClick(show, Qt::LeftButton);
        QCOMPARE(window.similarity().view().target, std::string("huge"));
        QCOMPARE(window.similarity().heatmap().chosenCell(), QPoint(kElsewhere.j, kElsewhere.i));
        QVERIFY(!button(window, "Show Its Pair"));
        QCOMPARE(texts(window), QStringList{"tiny 2 → huge 2"});
        window.chosen().chooseNetwork(NetworkKey{{}, Configuration::of("base")});
        QCOMPARE(texts(window), QStringList{"base"});
    }

    void aLowWindowGivesNoRow() {
        QWidget low, tall;
        for (const auto& [host, lines] : {std::pair(&low, 20), std::pair(&tall, 60)}) {
            auto* layout = new QVBoxLayout(host);
            layout->setContentsMargins(0, 0, 0, 0);
            auto* content = new QWidget;
            layout->addWidget(content, 1);
            auto* chips = new ChipBar(host);
            layout->addWidget(chips->room());
            host->resize(500, lines * host->fontMetrics().height());
            host->show();
            QVERIFY(QTest::qWaitForWindowExposed(host));
            QCoreApplication::processEvents();
            const QRect before = content->geometry();
            QCOMPARE(before.height() == host->height(), host == &low);
            chips->show({{"a", "tip", [] {}}});
            QCoreApplication::processEvents();
            QCOMPARE(content->geometry(), before); // in both
            QVERIFY(chips->isVisible() && chips->geometry().bottom() == host->rect().bottom());
        }
        // A long name gives way, and stands whole in the tip.
        auto* chips = low.findChild<ChipBar*>();
        chips->show({{QString(300, 'x'), QString(300, 'x'), [] {}}, {"second", "tip", [] {}}});
        QCoreApplication::processEvents();
        QVERIFY(chips->chips()[1]->geometry().right() < low.width());
        QVERIFY(chips->chips()[0]->toolTip().contains(QString(300, 'x')));
    }
};

QTEST_MAIN(TestChips)
#include "tst_chips.moc"
