// SPDX-License-Identifier: GPL-3.0-or-later
// A heatmap held against another one: which cells meet, the range, the colours, the words.
#include "core/base/error.h"
#include "tests/widgets/heatmap/example_heatmap.h"
#include "widgets/heatmap/cell_painting.h"
#include "widgets/heatmap/heatmap_text.h"
#include "widgets/plot/diverging_map.h"

#include <QAction>
#include <QtTest>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

bool near(double a, double b) { return std::abs(a - b) < 1e-9; }

/// Row r, column c holds 0.01 r + 0.001 c.
ScoreMatrix numbered(int rows, int columns) {
    ScoreMatrix matrix(rows, columns, false);
    for (int r = 1; r <= rows; ++r)
        for (int c = 1; c <= columns; ++c)
            matrix.setValue(r, c, 0.01 * r + 0.001 * c);
    matrix.complete = true;
    return matrix;
}

/// tiny → base (3 x 4) against base → tiny (4 x 3).
HeatmapData crosswise() {
    HeatmapData data = example();
    ScoreMatrix self(3, 3, false);
    self.setValue(1, 2, 0.1);
    self.setValue(2, 3, 0.2);
    data.against = Comparison{"base", "tiny", true, numbered(4, 3), self};
    return data;
}

double delta(const HeatmapData& data, int i, int j) {
    const PairTable table = pairTable({data.source, data.target, data.rows, data.columns, &*data.scores, &*data.targetSelf, &*data.stitches, nullptr});
    return shownValue(data, otherTable(data), table.cell(i, j));
}

} // namespace

class TestDifference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whichCellMeetsWhich() {
        const HeatmapData other = crosswise();
        QVERIFY(near(delta(other, 1, 2), 0.2 - 0.021)); // B's row 2, column 1
        QVERIFY(near(delta(other, 3, 1), 0.3 - 0.013));
        QVERIFY(std::isnan(delta(other, 2, 3))); // not known in A
        HeatmapData block = example();
        block.against = Comparison{"small", "large", false, numbered(3, 4), {}};
        QVERIFY(near(delta(block, 1, 2), 0.2 - 0.012)); // B's row 1, column 2
        QVERIFY(near(delta(example(), 1, 2), 0.2));     // nothing compared
        HeatmapData wrong = block;
        wrong.against->scores = numbered(4, 3);
        QVERIFY_EXCEPTION_THROWN(otherTable(wrong), Error);
    }

    void gammaIsDividedByItsOwnTarget() {
        HeatmapData data = crosswise();
        data.quantity = Quantity::Gamma;
        QVERIFY(near(delta(data, 1, 2), 0.2 / 0.05 - 0.021 / 0.1)); // Σ of base block 2, Σ of tiny block 1
        QVERIFY(std::isnan(delta(data, 3, 2)));                     // tiny has no block after its third: no Σ
    }

    void theRangeLiesAroundZero() {
        QCOMPARE(symmetricScale({-0.1, 0.3, kNan}), (ValueScale{-0.3, 0.3, Scale::Linear}));
        QCOMPARE(symmetricScale({0.2, 0.2}), (ValueScale{-0.2, 0.2, Scale::Linear}));
        QCOMPARE(symmetricScale({0.2, 0.2}).fraction(0), 0.5);
        QVERIFY(symmetricScale({}).upper > 0);
        std::vector<double> wild(99, 0.1);
        wild.push_back(-50);
        const ValueScale clipped = symmetricScale(wild);
        QCOMPARE(clipped.upper, 0.1);
        QVERIFY(clipped.clippedBelow && !clipped.clippedAbove);
    }

    void bothSidesOfTheMapAreAlikeButForTheirHue() {
        const auto table = divergingTable();
        for (size_t k = 0; k < 128; ++k) {
            const double blue = perceivedLightness(table[127 - k]), orange = perceivedLightness(table[128 + k]);
            QVERIFY2(std::abs(blue - orange) < 0.02, qPrintable(QString::number(k)));
            if (k > 0) QVERIFY(orange < perceivedLightness(table[127 + k]));
        }
        QVERIFY(qBlue(table[40]) > qRed(table[40]) + 60);    // no red and green: the blue channel
        QVERIFY(qRed(table[215]) > qBlue(table[215]) + 60);  // tells the sides apart for everybody
        QVERIFY(std::abs(qRed(table[127]) - qBlue(table[127])) < 4); // no hue at zero
        QCOMPARE(colorAt(ColorMap::Diverging, 1), 0xff000000u | table[255]);
    }

    void itSaysWhatIsComparedAndBothValues() {
        HeatmapView view;
        show(view, crosswise());
        const QString text = view.cellText(1, 2);
        QVERIFY2(text.contains("A 0.200 nats\nB (base block 2 → tiny block 1) 0.0210 nats\nΔ = A − B +0.179 nats"), qPrintable(text));
        QCOMPARE(valueLabel(view.data()), "Δ KL divergence Θ (nats) (A minus B)");
        QCOMPARE(heatmapTitle(view.data()), "A: tiny → base; B: base → tiny, crosswise: Δ KL divergence Θ (nats) (A minus B)");
        QVERIFY(!view.logScaleAction()->isEnabled());
        view.setData(example());
        QVERIFY(view.logScaleAction()->isEnabled());
        QVERIFY(!view.cellText(1, 2).contains("A − B"));
    }

    void coloursSayTheSign() {
        HeatmapData data = crosswise();
        data.against->scores.setValue(2, 1, 0.9); // meets (1, 2): larger in B
        data.selections.clear();
        HeatmapView view;
        show(view, data);
        const QImage image = view.grab().toImage();
        const QColor below = image.pixelColor(view.cellCenter(1, 2).toPoint()), above = image.pixelColor(view.cellCenter(3, 3).toPoint());
        QVERIFY2(below.blue() > below.red() + 40, qPrintable(below.name()));
        QVERIFY2(above.red() > above.blue() + 20, qPrintable(above.name()));
    }

    void theLegendNamesBothSides() {
        HeatmapData data = crosswise();
        const PairTable table = pairTable({data.source, data.target, data.rows, data.columns, &*data.scores, nullptr, &*data.stitches, nullptr});
        DrawnFacts drawn;
        drawn.map = mapOf(data, ColorMap::Cividis);
        QCOMPARE(drawn.map, ColorMap::Diverging);
        drawn.values = ownScale(data, rangedValues(data, table, otherTable(data)), Scale::Log);
        QCOMPARE(drawn.values.scale, Scale::Linear);
        QCOMPARE(drawn.values.lower, -drawn.values.upper);
        QStringList texts;
        for (const LegendEntry& entry : legendEntries(data, table, drawn, Theme::light({})))
            texts << entry.text;
        QVERIFY(texts.contains("larger in A: tiny → base") && texts.contains("larger in B: base → tiny, crosswise"));
        data.against.reset();
        QCOMPARE(ownScale(data, rangedValues(data, table, otherTable(data)), Scale::Log).scale, Scale::Log);
    }
};

QTEST_MAIN(TestDifference)
#include "tst_difference.moc"
