// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/small_anchor.h"
#include "widgets/anchors/anchors_panel.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>
#include <cmath>

using namespace klas;
using namespace klas::ui;

static Anchor anchor(const std::string& name, int width) {
    Anchor anchor = sample::smallAnchor(name, width, 6);
    anchor.weights = "/nowhere/" + name + ".safetensors";
    return anchor;
}

/// Three anchors, added largest first; the closest heads are those of small and base.
static ProjectState threeAnchors() {
    ProjectState state;
    state.file = "/nowhere/x.klas";
    state.anchors = {anchor("base", 96), anchor("tiny", 8), anchor("small", 24)};
    AnchorAccuracy accuracy;
    accuracy.anchor = "tiny";
    accuracy.split = "test";
    accuracy.images = 10000;
    accuracy.top1 = 0.8139;
    state.accuracies = {accuracy};
    AnchorDistances table;
    table.anchors = {"base", "tiny", "small"};
    //           base  tiny  small
    table.kl = {{0, 0.9, 0.2}, {0.8, 0, 0.5}, {0.142, 0.6, 0}};
    table.errors = {{0, 0.01, 0.01}, {0.01, 0, 0.01}, {0.006, 0.01, 0}};
    table.images = 10000;
    state.distances = table;
    return state;
}

/// A model as a person reads it: rows of cells between bars.
static QStringList drawn(const QAbstractItemModel& model) {
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells.append(model.index(row, column).data().toString());
        lines.append(cells.join(" | "));
    }
    return lines;
}

class TestAnchors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void anchorsAreListedSmallestFirst() {
        AnchorsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setProject(threeAnchors());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.name(0), "tiny");
        QCOMPARE(model.name(2), "base");
        QCOMPARE(model.index(0, AnchorsModel::Top1).data().toString(), "81.4 %");
        QCOMPARE(model.index(1, AnchorsModel::Top1).data().toString(), "–");
        QCOMPARE(model.index(0, AnchorsModel::State).data().toString(), "⚠ weights missing");
        // klas.md's closed form by hand for width 8, N = 17, MLP 16: 16·49·8 + 6·(10·17·8 + 8·17·64 +
        // 2·289·8)
        // + 5·17·8 + 80 = 6272 + 6·(1360 + 8704 + 4624) + 680 + 80 = 95160.
        QCOMPARE(model.headerData(AnchorsModel::Flops, Qt::Horizontal).toString(), "MFLOPs");
        QCOMPARE(model.index(0, AnchorsModel::Flops).data().toString(), "0.0952");
        QVERIFY(model.index(0, AnchorsModel::Flops).data(Qt::ToolTipRole).toString().startsWith("95160 "));
        model.setProject({});
        QCOMPARE(model.rowCount(), 0);
    }

    void namesAreShortInTablesAndWholeInToolTips() {
        ProjectState state;
        state.anchors = {anchor("fashion_vit_tiny", 8), anchor("fashion_vit_base", 96)};
        AnchorDistances table;
        table.anchors = {"fashion_vit_tiny", "fashion_vit_base"};
        table.kl = {{0, 0.5}, {0.4, 0}};
        AnchorsModel model;
        model.setProject(state);
        QCOMPARE(model.index(1, AnchorsModel::Name).data().toString(), "base");
        QCOMPARE(model.index(1, AnchorsModel::Name).data(Qt::ToolTipRole).toString(), "fashion_vit_base");
        QCOMPARE(model.name(1), "fashion_vit_base");
        DistancesModel distances;
        distances.setDistances(table, table.anchors);
        for (const Qt::Orientation side : {Qt::Horizontal, Qt::Vertical}) {
            QCOMPARE(distances.headerData(1, side).toString(), "base");
            QCOMPARE(distances.headerData(1, side, Qt::ToolTipRole).toString(), "fashion_vit_base");
        }
        QVERIFY(distances.index(0, 1)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .contains("KL(fashion_vit_tiny ‖ fashion_vit_base)"));
    }

    void probesAreATableWithTheirWarnings() {
        ProbesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ProbeReport report;
        report.anchor = "tiny";
        report.blocks = {{1, 0.7214, 0.801, 0.8123, 9.6e-5, 41}, {2, 0.8139, 0.52, 0.5321, 2e-3, 100}};
        report.headKl = 0.0068;
        report.warnings = {"The probe of block 2 has not converged; raise the number of iterations."};
        model.setProbes(report.blocks);
        QCOMPARE(drawn(model), (QStringList{"1 | 72.1 % | 0.812 | 0.801 | 1e-04 | 41",
                                            "2 | 81.4 % | 0.532 | 0.520 | 2e-03 | 100"}));
        model.setProbes({});
        QCOMPARE(model.rowCount(), 0);

        ProjectState state = threeAnchors();
        state.probes = {report};
        AnchorsModel anchors;
        anchors.setProject(state);
        QVERIFY(anchors.index(0, AnchorsModel::Name).data(Qt::ToolTipRole).toString() == "tiny");

        ProbesPanel panel;
        panel.show("tiny", &report);
        QStringList texts;
        for (const QLabel* label : panel.findChildren<QLabel*>())
            texts << label->text();
        QVERIFY2(texts.contains("Last probe against the anchor's head: KL 0.00680 nats"),
                 qPrintable(texts.join('|')));
        QVERIFY(texts.contains("⚠ The probe of block 2 has not converged; raise the number of iterations."));
        panel.show("base", nullptr);
        QVERIFY(panel.table().isHidden());
    }

    void distancesMarkTheClosestPair() {
        DistancesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const ProjectState state = threeAnchors();
        model.setDistances(state.distances, {"tiny", "small", "base"});
        QCOMPARE(drawn(model),
                 (QStringList{"· | 0.500 | 0.800", "0.600 | · | ★ 0.142", "0.900 | 0.200 | ·"}));
        QCOMPARE(model.recommended(), (std::pair<QString, QString>{"small", "base"}));
        QVERIFY(model.index(1, 2).data(Qt::ToolTipRole).toString().contains("0.1420 ± 0.0060 nats"));
        QCOMPARE(model.pairAt(model.index(2, 0)), (std::pair<QString, QString>{"tiny", "base"}));
        QCOMPARE(model.pairAt(model.index(1, 1)), (std::pair<QString, QString>{}));

        // A table that knows fewer anchors than the project, and one with a NaN.
        AnchorDistances partial = *state.distances;
        partial.kl[2][0] = std::nan("");
        model.setDistances(partial, {"tiny", "small", "base", "new"});
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.recommended(), (std::pair<QString, QString>{"tiny", "small"}));
        model.setDistances({}, {"tiny"});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.recommended(), (std::pair<QString, QString>{}));
    }

    void thePanelTakesClicksAndKeys() {
        QAction add("Add"), analyse("Analyse"), cancel("Cancel"), demo("Open Demo"), create("New"),
            open("Open");
        cancel.setEnabled(false);
        AnchorsPanel panel({&demo, &create, &open, &add, &analyse, &cancel});
        panel.resize(500, 600);
        panel.show();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        QCOMPARE(panel.findChild<QStackedWidget*>()->currentIndex(), 0); // says the next step

        panel.setProject(threeAnchors());
        QCOMPARE(panel.findChild<QStackedWidget*>()->currentIndex(), 1);
        QCOMPARE(panel.recommendedPair().first, "small");

        const auto tables = panel.findChildren<QTableView*>();
        QCOMPARE(tables.size(), 3);
        QSignalSpy pairs(&panel, &AnchorsPanel::pairActivated);
        const QModelIndex cell = tables[1]->model()->index(0, 2);
        QTest::mouseClick(tables[1]->viewport(), Qt::LeftButton, {}, tables[1]->visualRect(cell).center());
        QCOMPARE(pairs.size(), 1);
        QCOMPARE(pairs[0], (QVariantList{"tiny", "base"}));

        QSignalSpy removed(&panel, &AnchorsPanel::removeWanted);
        tables[0]->selectRow(1);
        tables[0]->setFocus();
        QTest::keyClick(tables[0], Qt::Key_Delete);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(removed[0][0].toString(), "small");

        analyse.setEnabled(false);
        QSignalSpy triggered(&analyse, &QAction::triggered);
        const auto buttons = panel.findChildren<QPushButton*>();
        QPushButton* button =
            *std::find_if(buttons.begin(), buttons.end(), [](auto* b) { return b->text() == "Analyse"; });
        QVERIFY(!button->isEnabled());
        analyse.setEnabled(true);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(triggered.size(), 1);

        const auto* stop =
            *std::find_if(buttons.begin(), buttons.end(), [](auto* b) { return b->text() == "Cancel"; });
        QVERIFY(stop->isHidden());
        cancel.setEnabled(true); // while an analysis runs one button takes the other's place
        QVERIFY(button->isHidden() && stop->isVisible());
    }
};

QTEST_MAIN(TestAnchors)
#include "tst_anchors.moc"
