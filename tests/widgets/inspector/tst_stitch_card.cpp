// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/small_anchor.h"
#include "widgets/inspector/stitch_card.h"

#include <QPushButton>
#include <QTest>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

ScoreMatrix matrix(const std::string& source, const std::string& target, double value) {
    ScoreMatrix m(3, 3, true);
    m.source = source;
    m.target = target;
    m.complete = true;
    for (int i = 1; i <= 3; ++i)
        for (int j = 1; j <= 3; ++j) {
            m.setValue(i, j, i == j && source == target ? 0 : value);
            m.setError(i, j, 0.01);
        }
    return m;
}

} // namespace

class TestStitchCard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void whatIsKnownIsShown() {
        ProjectState state;
        state.file = "/p.klas";
        state.anchors = {smallAnchor("net_tiny", 8), smallAnchor("net_base", 32)};
        state.matrices = {matrix("net_tiny", "net_base", 0.2), matrix("net_base", "net_base", 0.5)};
        StitchCard card;
        card.resize(400, 300);
        card.show();
        card.setProject(state, true);
        const auto button = [&](const QString& text) {
            for (QPushButton* b : card.findChildren<QPushButton*>())
                if (b->text().remove('&') == text) return b;
            return static_cast<QPushButton*>(nullptr);
        };
        QVERIFY(button("Preview")->isHidden()); // no stitch yet: the next step is said instead
        const Stitch stitch{"net_tiny", 2, "net_base", 1};
        card.setStitch(stitch);
        QVERIFY2(card.scoresText().contains("Ω 0.200 ± 0.010") && card.scoresText().contains("Γ 0.4"), qPrintable(card.scoresText()));
        QVERIFY(card.accuracyText().contains("not measured"));
        std::optional<Stitch> wanted;
        connect(&card, &StitchCard::previewWanted, this, [&](const Stitch& s) { wanted = s; });
        QTest::mouseClick(button("Preview"), Qt::LeftButton);
        QVERIFY(wanted == stitch);
        card.setMeasuring(true);
        QVERIFY(card.accuracyText().contains("being measured") && !button("Preview")->isEnabled());
        Evaluation e;
        e.configuration = Configuration::of(stitch);
        e.split = "validation";
        e.images = 2000;
        e.top1 = 0.4015;
        e.key = "1";
        state.put(e);
        card.setProject(state, true);
        QVERIFY2(card.accuracyText().contains("top-1 40.15 % (2,000 validation images)"), qPrintable(card.accuracyText()));
        FinetuneRun run;
        run.name = "first";
        run.stitches = {{stitch, {}}};
        run.step = 5;
        run.steps = 9;
        state.put(run);
        card.setProject(state, false);
        QVERIFY(card.accuracyText().contains("first: 5 of 9 steps"));
        QVERIFY(!button("Queue Finetuning")->isEnabled()); // read-only
        const QImage strip = card.findChild<StripDrawing*>()->grab().toImage();
        QVERIFY(!card.findChild<StripDrawing*>()->accessibleDescription().isEmpty() && strip.width() > 100);
    }
};

QTEST_MAIN(TestStitchCard)
#include "tst_stitch_card.moc"
