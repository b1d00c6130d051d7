// SPDX-License-Identifier: GPL-3.0-or-later
// The trade-off plot by numbers, mouse, keys and parsed exports.
#include "core/base/error.h"
#include "core/base/files.h"
#include "tests/widgets/frontier/example_tradeoff.h"
#include "widgets/frontier/method_curves.h"
#include "widgets/frontier/tradeoff_panel.h"

#include <QAbstractItemModelTester>
#include <QImage>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestTradeoff : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void frontsAndAreas() {
        const TradeoffData data = tradeoffOf(tradeoffProject(), "test");
        QCOMPARE(data.images, 1000L);
        QCOMPARE(data.series.size(), size_t(2));
        QVERIFY(data.series[0].run.empty());
        QCOMPARE(data.series[0].areas.staircase, 0.6);
        QVERIFY(std::abs(data.series[1].areas.staircase - 0.675) < 1e-6); // 0.6 for the first half, 0.75 for the second
        QVERIFY(data.series[1].onFront(2) && !data.series[1].onFront(3));
        QCOMPARE(data.series[1].names.value(2), QString("tiny:2 > base:1"));
        QCOMPARE(data.series[1].style.title, QString("KLAS"));
        QVERIFY(tradeoffOf(tradeoffProject(), "validation").empty());
    }

    void runsOfOneMethodShareALine() {
        ProjectState state = tradeoffProject();
        for (const char* name : {"second", "third"}) { // the same networks: the same area
            FinetuneRun run = state.runs[0];
            run.name = name;
            run.selection = std::string(name) == "second" ? "klas" : "random-seed3";
            state.runs.push_back(run);
            for (size_t k = 0; k < 4; ++k) {
                Evaluation e = state.evaluations[k];
                e.run = name;
                e.key += name;
                state.evaluations.push_back(e);
            }
        }
        const TradeoffData data = tradeoffOf(state, "test");
        QCOMPARE(data.series.size(), size_t(4));
        const auto lines = tradeoffLegend(data);
        QCOMPARE(lines.size(), size_t(3));
        QCOMPARE(lines[1].text, QString("KLAS, 2 runs  0.6750 (+0.0750)"));
        QVERIFY(lines[2].text.startsWith("third")); // random, alone
        const auto few = tradeoffLegend(data, 2);
        QCOMPARE(few[1].text, QString("and 2 more"));
        QVERIFY(few[1].more && !few[0].more); // it stands for no method

        // SN-Net, once it is there, is what the others are compared with; the best comes first.
        state.runs.back().selection = "snnet";
        for (Evaluation& e : state.evaluations)
            if (e.run == "third" && e.configuration.stitch) e.top1 -= 0.05;
        const auto compared = tradeoffLegend(tradeoffOf(state, "test"));
        QVERIFY2(compared[0].text.endsWith(" 0.6000"), qPrintable(compared[0].text));
        QCOMPARE(compared[1].text, QString("KLAS, 2 runs  0.6750 (+0.0250)"));
        QVERIFY2(compared[2].text.endsWith(" 0.6500"), qPrintable(compared[2].text));
        FinetuneRun best = state.runs.front();
        best.name = best.selection = "best";
        state.runs.push_back(best);
        for (size_t k = 0; k < 4; ++k) {
            Evaluation e = state.evaluations[k];
            if (e.run.empty()) continue;
            e.run = "best";
            e.key += "best";
            if (e.configuration.stitch) e.top1 += 0.04;
            state.evaluations.push_back(e);
        }
        const auto kept = tradeoffLegend(tradeoffOf(state, "test"), 3); // KLAS stays, whoever is better
        QVERIFY2(kept[1].text.startsWith("KLAS"), qPrintable(kept[1].text));

        // However the selection was named.
        for (const auto& [name, method] : {std::pair("KLAS", "klas"), {"klas:tiny-base", "klas"}, {"SN-Net of tiny", "snnet"}, {"whole source", "whole"}, {"init-both-seed2", "init-both"}}) {
            state.runs.back().selection = name;
            QCOMPARE(tradeoffOf(state, "test").series.back().method, std::string(method));
        }
    }

    void onlyTheBestOfManyMethodsAreColoured() {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "f.svg";
        const auto greyFronts = [&](int methods) {
            ProjectState state = tradeoffProject();
            const std::vector<Evaluation> measured = state.evaluations;
            state.evaluations.clear();
            state.runs.clear();
            for (int m = 0; m < methods; ++m) {
                FinetuneRun run;
                run.name = "run" + std::to_string(m);
                state.runs.push_back(run);
                for (Evaluation e : measured) {
                    e.run = run.name;
                    e.key += run.name;
                    if (e.configuration.stitch) e.top1 -= 0.002 * m;
                    state.evaluations.push_back(e);
                }
            }
            exportTradeoff(tradeoffOf(state, "test"), file, ExportFormat::forFile(file));
            QXmlStreamReader svg(QByteArray::fromStdString(readTextFile(file)));
            QString stroke;
            int fronts = 0;
            while (!svg.atEnd()) {
                if (svg.readNext() != QXmlStreamReader::StartElement) continue;
                if (svg.attributes().hasAttribute("stroke")) stroke = svg.attributes().value("stroke").toString();
                fronts += svg.name() == QLatin1String("polyline") && stroke == fileTheme(false).grid.name() && svg.attributes().value("points").count(' ') > 3;
            }
            return fronts;
        };
        const int grid = greyFronts(15); // with the anchors sixteen lines: as many as there are colours for
        QCOMPARE(greyFronts(40), grid + 25);
    }

    void mouseAndKeys() {
        TradeoffPanel panel;
        panel.resize(700, 700);
        panel.show();
        panel.setProject(tradeoffProject());
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        TradeoffView& view = panel.view();
        QTRY_VERIFY(!view.data().empty());
        view.replotNow();
        QCoreApplication::processEvents();
        std::vector<Configuration> chosen;
        connect(&panel, &TradeoffPanel::configurationActivated, this, [&](const Configuration& c) { chosen.push_back(c); });
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.pointPosition({1, 2}).toPoint());
        QCOMPARE(chosen.size(), size_t(1));
        QVERIFY(chosen[0] == Configuration::of(Stitch{"net_tiny", 2, "net_base", 1}));
        QCOMPARE(panel.table().selectionModel()->selectedRows().size(), 1); // the table follows
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Right);
        QVERIFY(view.marked() == PointRef({1, 3}));
        QVERIFY(view.accessibleDescription().contains("net_tiny:1 > net_base:1"));
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(chosen.size(), size_t(2));
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(!view.marked());
        panel.table().selectRow(0);
        QVERIFY(view.marked() && chosen.size() == 3);
        // The marked network stays marked when new results arrive.
        const Configuration kept = Configuration::of(Stitch{"net_tiny", 2, "net_base", 1});
        panel.mark(kept);
        QSignalSpy refreshed(&panel, &TradeoffPanel::refreshed);
        panel.setProject(tradeoffProject());
        QVERIFY(refreshed.wait());
        QVERIFY(view.marked());
    }

    void theTableIsTheSame() {
        TradeoffModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const TradeoffData data = tradeoffOf(tradeoffProject(), "test");
        model.setData(std::make_shared<TradeoffData>(data));
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.data(model.index(2, TradeoffModel::Network), Qt::DisplayRole).toString(), QString("tiny:2 > base:1"));
        QCOMPARE(model.data(model.index(2, TradeoffModel::Top1), Qt::DisplayRole).toString(), QString("75.00 %"));
        QCOMPARE(model.data(model.index(3, TradeoffModel::OnFront), Qt::DisplayRole).toString(), QString());
        model.setData(std::make_shared<TradeoffData>());
        QCOMPARE(model.rowCount(), 0);
    }

    void exportsHoldEverything() {
        QTemporaryDir folder;
        const auto file = [&](const char* name) { return fs::path(folder.path().toStdString()) / name; };
        const TradeoffData data = tradeoffOf(tradeoffProject(), "test");
        exportTradeoff(data, file("f.svg"), ExportFormat::forFile(file("f.svg")));
        QXmlStreamReader svg(QByteArray::fromStdString(readTextFile(file("f.svg"))));
        QString text;
        while (!svg.atEnd())
            if (svg.readNext() == QXmlStreamReader::Characters) text += svg.text().toString() + '\n';
        QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
        for (const char* part : {"Trade-off on 1,000 test images", "first  0.6750 (+0.0750)", "top-1, %", "FLOPs of one image", "KLAS Explorer"})
            QVERIFY2(text.contains(part), part);
        for (const bool dark : {false, true}) {
            ExportFormat png = ExportFormat::forFile(file("f.png"));
            png.dark = dark;
            png.scale = 2;
            exportTradeoff(data, file("f.png"), png);
            const QImage image(QString::fromStdString(file("f.png").string()));
            QCOMPARE(image.size(), png.size * 2);
            QVERIFY((image.pixelColor(2, 2).lightness() < 128) == dark);
        }
        exportTradeoff(data, file("f.pdf"), ExportFormat::forFile(file("f.pdf")));
        QVERIFY_EXCEPTION_THROWN(exportTradeoff({}, file("g.svg"), ExportFormat::forFile(file("g.svg"))), Error);
    }
};

QTEST_MAIN(TestTradeoff)
#include "tst_tradeoff.moc"
