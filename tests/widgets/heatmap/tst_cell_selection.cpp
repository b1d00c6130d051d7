// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/heatmap/example_heatmap.h"

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QtTest>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

/// Several cells selected together, as mouse and keys do it.
class TestCellSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void manyCellsByMouse() {
        HeatmapView view;
        show(view, example());
        QSignalSpy activated(&view, &HeatmapView::cellActivated), changed(&view, &HeatmapView::selectedCellsChanged);
        const auto at = [&](int i, int j) { return view.cellCenter(i, j).toPoint(); };
        const auto drag = [&](const QPoint& from, const QPoint& to) {
            QTest::mousePress(&view, Qt::LeftButton, {}, from);
            QTest::mouseMove(&view, (from + to) / 2);
            QMouseEvent move(QEvent::MouseMove, to, view.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(&view, &move);
            QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
        };
        drag(at(2, 1), at(3, 2)); // (3, 1) is no stitch
        QCOMPARE(view.selectedCells(), (std::vector<QPoint>{{1, 2}, {2, 2}, {2, 3}}));
        QCOMPARE(activated.count(), 0); // a drag shows no cell
        QVERIFY(changed.count() > 0);
        QTest::mouseClick(&view, Qt::LeftButton, Qt::ControlModifier, at(1, 3));
        QTest::mouseClick(&view, Qt::LeftButton, Qt::ControlModifier, at(2, 2));
        QTest::mouseClick(&view, Qt::LeftButton, Qt::ControlModifier, at(1, 4)); // no stitch
        QCOMPARE(view.selectedCells(), (std::vector<QPoint>{{3, 1}, {1, 2}, {2, 3}}));
        const QImage with = view.grab().toImage();
        QTest::mouseClick(&view, Qt::LeftButton, {}, at(1, 1));
        QVERIFY(view.selectedCells().empty());
        QCOMPARE(activated.count(), 1);
        QVERIFY(view.grab().toImage() != with); // frames are seen
        QTest::mouseClick(&view, Qt::LeftButton, Qt::ShiftModifier, at(2, 2)); // from the cell that was clicked last
        QCOMPARE(view.selectedCells(), (std::vector<QPoint>{{1, 1}, {2, 1}, {1, 2}, {2, 2}}));
        HeatmapData wider = example();
        wider.selections.back().stitches.push_back(chosen({"tiny", 1, "base", 0})); // a column more
        view.setData(wider);
        QCOMPARE(view.selectedCells().size(), size_t(4)); // the same cells are there
        view.setData(example());

        // Beyond the edge the drag goes on; a key in the middle of it does not move its start; Escape ends it.
        drag(at(2, 2), at(2, 2) + QPoint(4000, 4000));
        QCOMPARE(view.selectedCells(), (std::vector<QPoint>{{2, 2}, {3, 2}, {2, 3}, {3, 3}}));
        QTest::mousePress(&view, Qt::LeftButton, {}, at(2, 2));
        QTest::keyClick(&view, Qt::Key_Control);
        QMouseEvent on(QEvent::MouseMove, at(2, 3), view.mapToGlobal(at(2, 3)), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&view, &on);
        QCOMPARE(view.selectedCells(), (std::vector<QPoint>{{2, 2}, {3, 2}}));
        QTest::keyClick(&view, Qt::Key_Escape);
        QApplication::sendEvent(&view, &on);
        QVERIFY(view.selectedCells().empty());
        QTest::mouseRelease(&view, Qt::LeftButton, {}, at(2, 3));
        QTest::mouseClick(&view, Qt::LeftButton, Qt::ControlModifier, at(1, 1));
        HeatmapData other = example();
        other.target = "large";
        view.setData(other);
        QVERIFY(view.selectedCells().empty()); // of another pair
    }

    void manyCellsByKeys() {
        HeatmapView view;
        show(view, example());
        QSignalSpy queue(&view, &HeatmapView::queueWanted), activated(&view, &HeatmapView::cellActivated);
        view.setCurrentCell(1, 1);
        QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(view.selectedCells(), (std::vector<QPoint>{{1, 1}, {2, 1}, {1, 2}, {2, 2}}));
        QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(view.selectedCells(), (std::vector<QPoint>{{1, 1}, {1, 2}})); // from where it began
        QTest::keyClick(&view, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(queue.count(), 1);
        QCOMPARE(activated.count(), 0);
        QTest::keyClick(&view, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view.selectedCells().size(), size_t(8)); // every stitch
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.selectedCells().empty() && !view.currentCell().isNull()); // the selection first, then the cell
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.currentCell().isNull());
    }
};

QTEST_MAIN(TestCellSelection)
#include "tst_cell_selection.moc"
