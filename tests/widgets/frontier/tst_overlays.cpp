// SPDX-License-Identifier: GPL-3.0-or-later
// Curves beside the project's own: where they lie, what they are called, and that no figure of a method knows of them.
#include "core/base/files.h"
#include "tests/widgets/frontier/example_tradeoff.h"
#include "widgets/frontier/method_curves.h"
#include "widgets/frontier/tradeoff_panel.h"

#include <QFile>
#include <QMenu>
#include <QTemporaryDir>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

/// Anchors of 0.6 at 100 and 0.8 at 300, a better network of 0.7 at 200 and a beaten one; `scale` makes all of it dearer.
ReferenceCurve published(double scale) {
    ReferenceCurve curve;
    curve.name = "theirs";
    curve.title = "Theirs";
    const auto add = [&](double flops, double top1, bool anchor) {
        TradeoffPoint p;
        p.flops = std::int64_t(scale * flops);
        p.top1 = top1;
        p.anchor = anchor;
        curve.points.push_back(p);
    };
    add(100, 0.6, true);
    add(300, 0.8, true);
    add(200, 0.7, false);
    add(250, 0.65, false);
    return curve;
}

/// A program in the place of klas that says `text` and ends with `code`.
QString program(const QTemporaryDir& folder, const QByteArray& text, int code) {
    QFile file(folder.filePath("klas"));
    if (!file.open(QIODevice::WriteOnly)) return {};
    file.write("#!/bin/sh\n" + QByteArray(code ? "echo 'klas: " + text + "' >&2\n" : "echo '" + text + "'\n") + "exit " + QByteArray::number(code) + "\n");
    file.close();
    file.setPermissions(file.permissions() | QFileDevice::ExeOwner);
    return file.fileName();
}

QAction* actionOf(QMenu& menu, const QString& start) {
    for (QAction* action : menu.actions())
        if (action->text().startsWith(start)) return action;
    return nullptr;
}

/// With everything that a cascade needs; weights are not read here.
ProjectState cascadeProject(const QString& weights) {
    ProjectState state = tradeoffProject();
    state.data = DataSpec{};
    for (Anchor& a : state.anchors)
        a.weights = weights.toStdString();
    return state;
}

} // namespace

class TestOverlays : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void whatIsComparableStaysAsItIs() {
        const auto overlay = referenceOverlay(published(1), CostAxis::Flops, {90, 310, 0.5, 0.9});
        QVERIFY(overlay);
        QCOMPARE(overlay->title, QString("Theirs"));
        const std::vector<std::pair<double, double>> expected{{100, 0.6}, {200, 0.7}, {300, 0.8}}; // its front
        QCOMPARE(overlay->points, expected);
    }

    void whatIsNotIsScaledAndSaysSo() {
        const auto overlay = referenceOverlay(published(1e6), CostAxis::Flops, {10, 20, 0.5, 0.9});
        QVERIFY(overlay);
        QCOMPARE(overlay->title, QString("Theirs, scaled to these anchors"));
        QCOMPARE(overlay->points.size(), size_t(3));
        QVERIFY(std::abs(overlay->points[1].first - 15) < 1e-9 && std::abs(overlay->points[1].second - 0.7) < 1e-9);
        QVERIFY(std::abs(overlay->points[2].first - 20) < 1e-9 && std::abs(overlay->points[2].second - 0.9) < 1e-9);
        QVERIFY(!referenceOverlay(published(1), CostAxis::Latency, {10, 20, 0.5, 0.9})); // nobody published any
        QVERIFY(!referenceOverlay(published(1), CostAxis::Params, {10, 20, 0.5, 0.9}));  // this one has none
    }

    void noFigureKnowsOfThem() {
        TradeoffData data = tradeoffOf(tradeoffProject(), "test");
        const auto lines = tradeoffLegend(data);
        const auto area = data.series[1].areas;
        data.overlays = {cascadeOverlay(cascade({{0.9, true, true}, {0.5, false, true}}, 100, 300), "cascade of tiny and base"),
                         *referenceOverlay(published(1e6), CostAxis::Flops, *data.anchors())};
        QCOMPARE(data.overlays[0].points.front().first, 100.0); // the source alone
        QCOMPARE(data.overlays[0].points.front().second, 0.5);
        QCOMPARE(data.overlays[0].points.back(), std::pair(250.0, 1.0)); // one image in two is passed on
        const auto with = tradeoffLegend(data);
        QCOMPARE(with.size(), lines.size());
        for (size_t k = 0; k < lines.size(); ++k)
            QCOMPARE(with[k].text, lines[k].text);
        QVERIFY(data.series[1].areas == area);

        QTemporaryDir folder;
        const fs::path svg = fs::path(folder.path().toStdString()) / "f.svg";
        exportTradeoff(data, svg, ExportFormat::forFile(svg));
        const QString text = QString::fromStdString(readTextFile(svg));
        for (const char* part : {"first  0.6750 (+0.0750)", "cascade of tiny and base", "Theirs, scaled to these anchors", "stroke-dasharray"})
            QVERIFY2(text.contains(part), part);
    }

    void whatIsExpectedOfASelection() {
        // One stitch is beaten by a cheaper one; over parameters it is the other way round.
        const ExpectedFront expected{"expected of KLAS", {{{100, 9}, 0.5}, {{900, 90}, 0.9}, {{300, 50}, 0.8}, {{500, 20}, 0.7}}};
        const auto flops = expectedOverlay(expected, CostAxis::Flops), params = expectedOverlay(expected, CostAxis::Params);
        QCOMPARE(flops->points, (std::vector<std::pair<double, double>>{{100, 0.5}, {300, 0.8}, {900, 0.9}}));
        QCOMPARE(params->points, (std::vector<std::pair<double, double>>{{9, 0.5}, {20, 0.7}, {50, 0.8}, {90, 0.9}}));
        QVERIFY(!expectedOverlay(expected, CostAxis::Latency));
        OverlayChoice overlays;
        QVERIFY(!overlays.items()[1].why.isEmpty());
        QSignalSpy changed(&overlays, &OverlayChoice::changed);
        overlays.setExpected(expected);
        overlays.setExpected(expected); // the same: nothing to draw anew
        QCOMPARE(changed.count(), 1);
        QVERIFY(overlays.items()[1].why.isEmpty() && overlays.items()[1].on);
        overlays.setOn("expected", false);
        QVERIFY(overlays.curves({}).empty());
    }

    void theMenuOffersWhatIsThere() {
        TradeoffPanel panel;
        panel.resize(700, 700);
        panel.show();
        ProjectState state = tradeoffProject();
        state.references = {published(1e6)};
        panel.setProject(state);
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QTRY_COMPARE(panel.overlays().items().size(), size_t(6)); // the cascade, what is expected, one imported, three that come with the program
        QMenu* menu = panel.overlayButton().menu();
        menu->popup(panel.mapToGlobal(QPoint(10, 10)));
        QAction* cascade = actionOf(*menu, "Cascade");
        QVERIFY(cascade && !cascade->isEnabled());
        QVERIFY(cascade->toolTip().startsWith("Choose the project's data first"));
        QAction* theirs = actionOf(*menu, "Theirs (imported)");
        QVERIFY(theirs && theirs->isEnabled() && !theirs->isChecked());
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(theirs).center());
        QTRY_COMPARE(panel.view().data().overlays.size(), size_t(1));
        QCOMPARE(panel.view().data().overlays[0].title, QString("Theirs, scaled to these anchors"));
        // Other results do not switch it off, another project does.
        panel.setProject(state);
        QTRY_COMPARE(panel.view().data().overlays.size(), size_t(1));
        state.file = "/other.klas";
        panel.setProject(state);
        QTRY_VERIFY(panel.view().data().overlays.empty());
    }

    void theCascadeComesFromAnotherProcess() {
        QTemporaryDir folder;
        const QString weights = program(folder, R"({"points": [{"threshold": 1, "average_flops": 100, "worst_flops": 100, "top1": 0.5},
            {"threshold": 0, "average_flops": 250, "worst_flops": 400, "top1": 0.75}]})", 0);
        qputenv("KLAS_WORKER", weights.toUtf8());
        TradeoffPanel panel;
        panel.setProject(cascadeProject(weights));
        QVERIFY(panel.overlays().items()[0].why.isEmpty());
        panel.overlays().setOn("cascade", true);
        QTRY_COMPARE(panel.view().data().overlays.size(), size_t(1));
        QCOMPARE(panel.view().data().overlays[0].points.back(), std::pair(250.0, 0.75));
        QCOMPARE(panel.view().data().overlays[0].title, QString("cascade of tiny and base, average FLOPs"));
        QVERIFY(panel.note().isEmpty());
        panel.overlays().setOn("cascade", false);
        QTRY_VERIFY(panel.view().data().overlays.empty());
        qunsetenv("KLAS_WORKER");
    }

    void aRefusalIsSaid() {
        QTemporaryDir folder;
        const QString weights = program(folder, "There are no images.", 1);
        qputenv("KLAS_WORKER", weights.toUtf8());
        TradeoffPanel panel;
        panel.setProject(cascadeProject(weights));
        panel.overlays().setOn("cascade", true);
        QTRY_COMPARE(panel.note(), QString("The cascade was not computed. There are no images."));
        QVERIFY(!panel.overlays().items()[0].on);
        qunsetenv("KLAS_WORKER");
    }
};

QTEST_MAIN(TestOverlays)
#include "tst_overlays.moc"
