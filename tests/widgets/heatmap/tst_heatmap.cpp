// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "tests/widgets/heatmap/example_heatmap.h"
#include "widgets/heatmap/heatmap_layout.h"
#include "widgets/heatmap/heatmap_view.h"
#include "widgets/plot/series_style.h"

#include <QAction>
#include <QLabel>
#include <QSignalSpy>
#include <QToolTip>
#include <QXmlStreamReader>
#include <QtTest>
#include <cmath>
#include <set>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestHeatmap : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }


private Q_SLOTS:
    void hitTest() {
        const HeatmapExtent extent{2, 0, 3}; // 2 rows, columns 0..3
        const QRectF area(10, 20, 400, 100);
        QCOMPARE(*cellAt({10, 20}, area, extent), QPoint(0, 1));
        QCOMPARE(*cellAt({409.9, 119.9}, area, extent), QPoint(3, 2));
        QCOMPARE(*cellAt({111, 69}, area, extent), QPoint(1, 1));
        QVERIFY(!cellAt({9.9, 20}, area, extent));
        QVERIFY(!cellAt({410, 20}, area, extent));
        QVERIFY(!cellAt({10, 20}, area, HeatmapExtent{}));
        QCOMPARE(cellArea({3, 2}, area, extent), QRectF(310, 70, 100, 50));
    }
    void labelsAreThinned() {
        QCOMPARE(labelledBlocks(1, 4, 30, 20), (std::vector<int>{1, 2, 3, 4}));
        QCOMPARE(labelledBlocks(1, 12, 10, 19), (std::vector<int>{1, 4, 6, 8, 10, 12}));
        QCOMPARE(labelledBlocks(1, 12, 4, 19), (std::vector<int>{1, 10}));
    }
    void keysStayInside() {
        const HeatmapExtent extent{3, 1, 4};
        QCOMPARE(*movedCell({}, Qt::Key_Down, extent), QPoint(1, 1));
        QCOMPARE(*movedCell(QPoint(1, 1), Qt::Key_Left, extent), QPoint(1, 1));
        QCOMPARE(*movedCell(QPoint(1, 1), Qt::Key_Down, extent), QPoint(1, 2));
        QCOMPARE(*movedCell(QPoint(2, 3), Qt::Key_End, extent), QPoint(4, 3));
        QVERIFY(!movedCell(QPoint(1, 1), Qt::Key_A, extent));
    }
    void ranges() {
        QCOMPARE(valueScale({1, kNan, 3}, Scale::Linear), (ValueScale{1, 3, Scale::Linear}));
        QCOMPARE(valueScale({}, Scale::Linear), ValueScale{});
        const ValueScale constant = valueScale({0.2, 0.2}, Scale::Log);
        QVERIFY(constant.lower < 0.2 && constant.upper > 0.2);
        QVERIFY(std::abs(constant.fraction(0.2) - 0.5) < 1e-12);
        const ValueScale zero = valueScale({0, 0, 0}, Scale::Log); // nothing positive
        QCOMPARE(zero.scale, Scale::Linear);
        QCOMPARE(zero.fraction(0), 0.5);
        const ValueScale log = valueScale({0.01, 0.1, 1}, Scale::Log);
        QVERIFY(std::abs(log.fraction(0.1) - 0.5) < 1e-12);
        QCOMPARE(log.fraction(-1), 0.0);
        QVERIFY(std::isnan(log.fraction(kNan)));
        const ValueScale wild = valueScale({1, 1, 1, 1e300}, Scale::Log);
        QCOMPARE(wild.upper, 1e4);
        QVERIFY(wild.clippedAbove && !wild.clippedBelow);
    }
    void ticks() {
        std::vector<double> major;
        for (const ScaleTick& tick : scaleTicks({0, 1, Scale::Linear}))
            major.push_back(tick.value);
        QCOMPARE(major.size(), size_t(6)); // 0, 0.2, ... 1
        std::vector<double> powers;
        for (const ScaleTick& tick : scaleTicks({0.001, 10, Scale::Log}))
            if (tick.major) powers.push_back(tick.value);
        QCOMPARE(powers.size(), size_t(5));
        QCOMPARE(tickText(0.2), QString("0.2"));
        QCOMPARE(tickText(1e-6), QString("1e-6"));
        QCOMPARE(tickText(0), QString("0"));
    }
    void methodsLookDifferent() {
        std::set<int> shapes;
        for (const char* method : {"klas", "snnet", "random", "uniform", "min-kl", "whole-source", "cascade"})
            shapes.insert(static_cast<int>(methodStyle(method).shape));
        QCOMPARE(shapes.size(), size_t(7));
        QCOMPARE(methodStyle("measure:cka"), methodStyle("measure:cka"));
    }
    void themesAreLegible() {
        for (const Theme& theme : {Theme::light({}), Theme::darkTheme({})}) {
            QVERIFY(contrast(theme.text, theme.background) >= 7);
            QVERIFY(contrast(theme.mutedText, theme.background) >= 4.5);
        }
    }

    void emptyViewSaysTheNextStep() {
        HeatmapView view;
        view.show();
        QVERIFY(view.findChild<QLabel*>()->isVisible());
        QVERIFY(view.findChild<QLabel*>()->text().contains("Analyse"));
        HeatmapData waiting = example();
        waiting.scores.reset();
        view.setData(waiting);
        QVERIFY(view.findChild<QLabel*>()->isVisible());
        view.setEmptyText({}); // scores are on their way: the empty cells are the picture
        QVERIFY(!view.findChild<QLabel*>()->isVisible());
        view.setEmptyText("Analyse");
        view.setData(example());
        QVERIFY(!view.findChild<QLabel*>()->isVisible());
    }
    void pixels() {
        HeatmapView view;
        show(view, example());
        QVERIFY(view.cellCenter(1, 1).x() < view.cellCenter(1, 2).x());
        QVERIFY(view.cellCenter(1, 1).y() < view.cellCenter(2, 1).y());
        const QImage image = view.grab().toImage();
        const auto at = [&](int i, int j) {
            const QPointF p = view.cellCenter(i, j) - QPointF(0, 25); // away from the markers
            return image.pixelColor((p * image.devicePixelRatio()).toPoint());
        };
        QVERIFY(at(1, 1).lightness() > at(3, 3).lightness() + 40); // low KL is bright
        QCOMPARE(at(2, 3).rgb(), view.theme().pending.rgb());
        const auto tones = [&](int i, int j) {
            std::set<QRgb> seen;
            for (int d = -12; d <= 12; ++d)
                seen.insert(image.pixel((view.cellCenter(i, j) + QPointF(d, 0)).toPoint()));
            return seen.size();
        };
        QCOMPARE(tones(2, 3), size_t(1)); // empty
        QVERIFY(tones(3, 1) > 2);         // hatched
        QVERIFY(tones(1, 4) > 2);
        QVERIFY(tones(1, 2) > 4); // two markers
    }
    void mouse() {
        HeatmapView view;
        show(view, example());
        QSignalSpy hovered(&view, &HeatmapView::cellHovered), activated(&view, &HeatmapView::cellActivated);
        QTest::mouseMove(&view, view.cellCenter(2, 2).toPoint());
        QTest::mouseMove(&view, view.cellCenter(1, 1).toPoint());
        QTRY_COMPARE(view.currentCell(), QPoint(1, 1));
        QCOMPARE(hovered.last(), (QVariantList{1, 1}));
        QVERIFY(QToolTip::text().contains("0.1420 ± 0.0060"));
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.cellCenter(3, 2).toPoint());
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.last(), (QVariantList{3, 2}));
    }
    void keyboard() {
        HeatmapView view;
        show(view, example());
        QSignalSpy activated(&view, &HeatmapView::cellActivated);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(view.currentCell(), QPoint(2, 2));
        QVERIFY(view.accessibleDescription().contains("tiny block 2"));
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(activated.last(), (QVariantList{2, 2}));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.currentCell().isNull());
        QTest::keyClick(&view, Qt::Key_Left); // goes on from where it was
        QCOMPARE(view.currentCell(), QPoint(1, 2));
    }
    void hoverText() {
        HeatmapView view;
        view.setData(example());
        QCOMPARE(view.cellText(1, 2),
                 QString("tiny block 1 → base block 2\nΩ 0.2000 ± 0.0060 nats\nΣ 0.0500 ± 0.0010 nats\nΓ 4.00\n"
                         "cost 1.26 GFLOPs\nparameters 5.70 M\nchosen by KLAS, SN-Net"));
        QVERIFY(view.cellText(2, 3).contains("Not computed yet"));
        QVERIFY(view.cellText(3, 1).contains("No stitch"));
        QVERIFY(view.cellText(1, 4).contains("no block of the target"));
    }
    void cellsOutsideTheRangeAreSmallAndSayWhy() {
        HeatmapData data = example();
        for (CostedStitch& legal : *data.stitches)
            if (legal.stitch.i == 2 && legal.stitch.j == 1) legal.cost.flops = 2'000'000'000;
        HeatmapView view;
        show(view, data);
        const auto corner = [&](int i, int j) {
            const QPointF step = (view.cellCenter(2, 2) - view.cellCenter(1, 1)) / 2;
            const QPointF near = view.cellCenter(i, j) - QPointF(step.x() - 3, step.y() - 3);
            return view.grab().toImage().pixelColor(near.toPoint()).rgb();
        };
        QVERIFY(corner(2, 1) != view.theme().background.rgb()); // no range known: a cell like all others
        QVERIFY(!view.cellText(2, 1).contains("dearer"));

        data.flopsRange = {1'000'000'000, 1'500'000'000};
        show(view, data);
        QCOMPARE(corner(2, 1), view.theme().background.rgb());
        QVERIFY(corner(2, 2) != view.theme().background.rgb());
        QVERIFY2(view.cellText(2, 1).contains("Costs more than the dearer anchor (1.50 GFLOPs)"),
                 qPrintable(view.cellText(2, 1)));
        data.flopsRange = {3'000'000'000, 4'000'000'000};
        view.setData(data);
        QVERIFY(view.cellText(2, 1).contains("Costs less than the cheaper anchor (3.00 GFLOPs)"));
        QVERIFY(!view.cellText(3, 1).contains("cheaper")); // no stitch at all
    }
    void hoverTextOfAFillingMatrix() {
        HeatmapData data = example();
        data.scores->complete = false;
        data.scores->images = 2560;
        data.scores->imagesInAll = 10000;
        data.targetSelf->setValue(2, 3, 0.0015); // below twice its error of 0.001
        HeatmapView view;
        view.setData(data);
        QVERIFY(view.cellText(1, 1).remove(',').contains("So far from 2560 of 10000 images."));
        QVERIFY(view.cellText(1, 2).contains("Σ is below twice its error"));
        QVERIFY(!view.cellText(1, 1).contains("Σ is below"));
    }
    void logAction() {
        HeatmapView view;
        QSignalSpy changed(&view, &HeatmapView::scaleChanged);
        QCOMPARE(view.scale(), Scale::Log);
        view.logScaleAction()->trigger();
        QCOMPARE(view.scale(), Scale::Linear);
        QCOMPARE(changed.count(), 1);
    }
    void replotsAreThrottled() {
        HeatmapView view;
        show(view, example());
        HeatmapData data = example();
        QElapsedTimer timer;
        timer.start();
        for (int k = 0; k < 10; ++k)
            view.setData(data);
        QVERIFY2(timer.elapsed() < 500, "setData must not draw");
    }

    void exportSvg() {
        const std::string file = path("figure.svg");
        exportHeatmap(example(), file, {ExportFormat::forFile(file)});
        QXmlStreamReader xml(contents(QString::fromStdString(file)));
        QString text;
        int rects = 0, images = 0;
        bool inText = false;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == u"rect") ++rects;
            if (xml.isStartElement() && xml.name() == u"image") ++images;
            if (xml.isStartElement() && xml.name() == u"text") inText = true;
            if (xml.isEndElement() && xml.name() == u"text") inText = false;
            if (inText && xml.isCharacters()) text += xml.text().toString() + QLatin1Char('\n');
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        for (const char* words : {"source block (tiny)", "target block (base)", "KL divergence", "more alike",
                                  "chosen by KLAS (1)", "tiny → base", "images", "KLAS Explorer"})
            QVERIFY2(text.contains(QString::fromUtf8(words)), words);
        QVERIFY(rects >= 12); // one for each cell, besides the colour bar's
        QCOMPARE(images, 0);
    }
    void exportPdf() {
        const std::string file = path("figure.pdf");
        exportHeatmap(example(), file, {ExportFormat::forFile(file)});
        const QByteArray pdf = contents(QString::fromStdString(file));
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(!pdf.contains("DCTDecode"));
        QVERIFY(!pdf.contains("/Subtype /Image"));
        QVERIFY(pdf.contains("/Font"));
    }
    void exportPng() {
        const std::string file = path("figure.png");
        HeatmapExport options{ExportFormat::forFile(file)};
        options.format.scale = 2;
        options.format.size = {600, 400};
        exportHeatmap(example(), file, options);
        const QImage image(QString::fromStdString(file));
        QCOMPARE(image.size(), QSize(1200, 800));
        QCOMPARE(image.pixelColor(2, 2), QColor(Qt::white)); // light whatever the window is
    }
    void exportFailures() {
        QVERIFY_EXCEPTION_THROWN(ExportFormat::forFile("figure.gif"), Error);
        QVERIFY_EXCEPTION_THROWN(exportHeatmap({}, path("empty.svg"), {}), Error);
        QVERIFY_EXCEPTION_THROWN(exportHeatmap(example(), path("missing/folder.svg"), {}), Error);
        HeatmapExport huge;
        huge.format.kind = ExportFormat::Kind::Png;
        huge.format.scale = 50;
        QVERIFY_EXCEPTION_THROWN(exportHeatmap(example(), path("huge.png"), huge), Error);
        QVERIFY(!QFile::exists(QString::fromStdString(path("huge.png"))));
    }
    void survivesOddMatrices() {
        HeatmapView view;
        for (const double value : {kNan, 0.0, 0.3, 1e300}) {
            HeatmapData data = example();
            for (int i = 1; i <= 3; ++i)
                for (int j = 1; j <= 4; ++j)
                    data.scores->setValue(i, j, value);
            for (const Quantity quantity : {Quantity::Score, Quantity::Gamma}) {
                data.quantity = quantity;
                show(view, data);
            }
        }
        HeatmapData one;
        one.source = "f", one.target = "g", one.rows = one.columns = 1;
        show(view, one);
        HeatmapData wrong = example();
        wrong.rows = 5;
        QVERIFY_EXCEPTION_THROWN(view.setData(wrong), Error);
    }
};

QTEST_MAIN(TestHeatmap)
#include "tst_heatmap.moc"
