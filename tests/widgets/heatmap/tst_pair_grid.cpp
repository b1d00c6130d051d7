// SPDX-License-Identifier: GPL-3.0-or-later
// All pairs as small heatmaps: what is where, one range of colours, mouse and keys, hundreds of large ones.
#include "widgets/heatmap/pair_grid.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QToolTip>
#include <QtTest>
#include <cmath>
#include <set>

using namespace klas;
using namespace klas::ui;

namespace {

/// `rows` x `columns` of one number.
StoredValues filled(int rows, int columns, double value) {
    return {rows, columns, std::vector<double>(static_cast<size_t>(rows * columns), value), {value}};
}

PairGridSpec spec(int anchors) {
    PairGridSpec made;
    for (int k = 0; k < anchors; ++k) {
        made.anchors.push_back("net_" + std::string(1, char('a' + k)));
        made.names << QString(QChar('a' + k));
    }
    made.label = "KL";
    made.top = "more alike ▲";
    made.scale = Scale::Linear;
    made.range = ColorRange{0, 1};
    return made;
}

bool shown(PairGrid& grid, const QSize& size) {
    grid.resize(size);
    grid.show();
    return QTest::qWaitForWindowExposed(&grid) && QTest::qWaitFor([&] { return grid.finished(); }, 20000);
}

} // namespace

class TestPairGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partsDoNotOverlap() {
        QStringList many;
        for (int k = 0; k < 20; ++k)
            many << QStringLiteral("vision transformer %1").arg(k);
        for (const QSize& size : {QSize(900, 600), QSize(400, 300)}) {
            for (const QStringList& names : {QStringList{"tiny", "base"}, many}) {
                const PairGridLayout layout(size, names, QFont());
                const int n = int(names.size());
                QVERIFY(!layout.isEmpty());
                QVERIFY(QRectF(QPointF(), size).contains(layout.tiles));
                QVERIFY(layout.tiles.contains(layout.tile(1, 1)) && layout.tiles.contains(layout.tile(n, n)));
                QVERIFY(!layout.tile(1, 1).intersects(layout.tile(1, 2)) && !layout.tile(1, 1).intersects(layout.tile(2, 1)));
                QVERIFY(layout.tile(1, 2).left() > layout.tile(1, 1).left()); // target to the right
                QVERIFY(layout.tile(2, 1).top() > layout.tile(1, 1).top());   // source downwards
                QVERIFY(!layout.bar.intersects(layout.tiles) && layout.bar.right() < size.width());
                QCOMPARE(layout.turned, n == 20);
            }
        }
        QVERIFY(PairGridLayout(QSizeF(500, 500), {}, QFont()).isEmpty());
    }

    void oneRangeForAll() {
        // a → b holds 0, b → a holds 1, b → b 0.5; a → a was not analysed.
        PairGrid grid([](const std::string& s, const std::string& t) -> std::optional<StoredValues> {
            if (s == "net_a" && t == "net_a") return {};
            if (s == t) return filled(3, 3, 0.5);
            return s == "net_a" ? filled(2, 3, 0) : filled(3, 2, 1);
        });
        grid.setSpec(spec(2));
        QVERIFY(shown(grid, {700, 500}));
        const QImage image = grid.grab().toImage();
        const auto color = [&](int s, int t) { return image.pixel((grid.tileArea(s, t).topLeft() + QPointF(12, 12)).toPoint()); };
        QCOMPARE(color(1, 2), colorAt(ColorMap::Cividis, 1)); // a distance of 0 is bright
        QCOMPARE(color(2, 1), colorAt(ColorMap::Cividis, 0));
        QCOMPARE(color(2, 2), colorAt(ColorMap::Cividis, 0.5));
        QCOMPARE(color(1, 1), Theme::of(grid.palette(), grid.font()).background.rgb()); // an empty frame
        std::set<QRgb> words;
        const QRectF area = grid.tileArea(1, 1).adjusted(4, 4, -4, -4);
        for (int x = int(area.left()); x < int(area.right()); ++x)
            words.insert(image.pixel(x, int(area.center().y())));
        QVERIFY(words.size() > 1); // that says so
        QCOMPARE(grid.pairText({1, 1}), "net_a → net_a: not analysed");
        QCOMPARE(grid.pairText({2, 1}), "net_a → net_b: KL from 0 to 0, 2 × 3 blocks");

        PairGridSpec other = spec(2);
        other.largerIsCloser = true;
        grid.setSpec(other);
        QTRY_VERIFY(grid.finished());
        QCOMPARE(grid.grab().toImage().pixel((grid.tileArea(1, 2).topLeft() + QPointF(12, 12)).toPoint()), colorAt(ColorMap::Cividis, 0));
    }

    void cellsLieAsInTheLargeOne() {
        StoredValues corner = filled(2, 2, 1);
        corner.values = {0, 1, 1, std::nan("")}; // (1, 1) alike, (2, 2) not known
        PairGrid grid([&](const std::string&, const std::string&) -> std::optional<StoredValues> { return corner; });
        grid.setSpec(spec(1));
        QVERIFY(shown(grid, {500, 400}));
        const QImage image = grid.grab().toImage();
        const QRectF tile = grid.tileArea(1, 1);
        const auto at = [&](double x, double y) { return image.pixel((tile.topLeft() + QPointF(x * tile.width(), y * tile.height())).toPoint()); };
        QCOMPARE(at(0.25, 0.25), colorAt(ColorMap::Cividis, 1));
        QCOMPARE(at(0.75, 0.25), colorAt(ColorMap::Cividis, 0)); // source 1, target 2
        QCOMPARE(at(0.75, 0.75), Theme::of(grid.palette(), grid.font()).background.rgb());
    }

    void mouseAndKeysTakeAPair() {
        PairGrid grid([](const std::string&, const std::string&) -> std::optional<StoredValues> { return filled(2, 2, 0.5); });
        grid.setSpec(spec(3));
        QVERIFY(shown(grid, {700, 500}));
        QSignalSpy activated(&grid, &PairGrid::pairActivated), dismissed(&grid, &PairGrid::dismissed);
        QTest::mouseMove(&grid, grid.tileArea(1, 1).center().toPoint());
        QTest::mouseMove(&grid, grid.tileArea(2, 3).center().toPoint());
        QTRY_COMPARE(grid.currentPair(), QPoint(3, 2));
        QVERIFY(QToolTip::text().contains("net_b → net_c"));
        QTest::mouseClick(&grid, Qt::LeftButton, {}, grid.tileArea(2, 3).center().toPoint());
        QCOMPARE(activated.last(), (QVariantList{"net_b", "net_c"}));
        QTest::mouseClick(&grid, Qt::LeftButton, {}, {2, 2}); // beside them
        QCOMPARE(activated.count(), 1);
        QTest::keyClick(&grid, Qt::Key_Down);
        QTest::keyClick(&grid, Qt::Key_Home);
        QVERIFY2(grid.accessibleDescription().startsWith("net_c → net_a"), qPrintable(grid.accessibleDescription()));
        QTest::keyClick(&grid, Qt::Key_Return);
        QCOMPARE(activated.last(), (QVariantList{"net_c", "net_a"}));
        QTest::keyClick(&grid, Qt::Key_Escape);
        QCOMPARE(dismissed.count(), 1);
        grid.setCurrentPair("net_a", "net_b");
        QCOMPARE(grid.currentPair(), QPoint(2, 1));
        grid.setCurrentPair("gone", "net_b");
        QVERIFY(grid.currentPair().isNull());
    }

    void onlyThePairThatChangedIsLookedAtAgain() {
        int asked = 0;
        double value = 0;
        PairGrid grid([&](const std::string&, const std::string&) -> std::optional<StoredValues> {
            ++asked;
            return filled(2, 2, value);
        });
        grid.setSpec(spec(2));
        QVERIFY(shown(grid, {700, 500}));
        QCOMPARE(asked, 4);
        grid.resize(600, 480); // new places, the same pictures
        QTRY_VERIFY(grid.finished());
        QCOMPARE(asked, 4);
        value = 1;
        grid.renew("net_a", "net_b");
        QTRY_VERIFY(grid.finished());
        QCOMPARE(asked, 5);
        const QImage image = grid.grab().toImage();
        QCOMPARE(image.pixel(grid.tileArea(1, 2).center().toPoint()), colorAt(ColorMap::Cividis, 0));
        QCOMPARE(image.pixel(grid.tileArea(2, 1).center().toPoint()), colorAt(ColorMap::Cividis, 1));
    }

    void hundredsOfLargePairs() {
        StoredValues large = filled(100, 100, 0);
        for (size_t k = 0; k < large.values.size(); ++k)
            large.values[k] = double(k) / double(large.values.size());
        PairGrid grid([&](const std::string&, const std::string&) -> std::optional<StoredValues> { return large; });
        grid.resize(900, 700);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        QElapsedTimer all;
        all.start();
        grid.setSpec(spec(20));
        qint64 longest = all.nsecsElapsed();
        int slices = 0;
        while (!grid.finished() && all.elapsed() < 20000) {
            QElapsedTimer slice;
            slice.start();
            QCoreApplication::processEvents();
            longest = std::max(longest, slice.nsecsElapsed());
            ++slices;
        }
        QVERIFY(grid.finished());
        QVERIFY(slices > 3);
        QVERIFY2(longest < 60'000'000, qPrintable(QString::number(longest / 1e6) + " ms")); // some 6 ms on a machine of its own
        qInfo("longest turn of the event loop %.1f ms, all %lld ms", double(longest) / 1e6, all.elapsed());
    }
};

QTEST_MAIN(TestPairGrid)
#include "tst_pair_grid.moc"
