// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/finetune_dialog.h"
#include "app/explorer/compare_box.h"
#include "app/explorer/view_controls.h"
#include "tests/app/explorer/analysed_project.h"
#include "widgets/heatmap/pair_grid.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QLabel>
#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSlider>
#include <QTableView>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

/// The pair in view: sliders, chosen and selected stitches, what is said of them.
class TestSimilarityPanel : public QObject, ExplorerFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepare(); }

    void slidersChangeTheSelectionAtOnce() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("sliders.klas")));
        SimilarityPanel& panel = window.similarity();
        QVERIFY(panel.overlapText().startsWith("overlap "));
        const size_t before = panel.selection().stitches.size();
        QVERIFY(before > 0);

        // No run has told how fast this machine trains, and no anchor how accurate it is.
        const auto* chosen = panel.findChild<SelectionTable*>();
        QVERIFY2(chosen->outlook().startsWith("5 buckets") && chosen->outlook().contains("4000 steps of 64 images") && chosen->outlook().endsWith("FLOPs"), qPrintable(chosen->outlook()));
        QVERIFY(!panel.expected());

        const auto sliders = panel.findChildren<QSlider*>();
        QCOMPARE(sliders.size(), 2);
        QCOMPARE(sliders[0]->value(), 5);
        QCOMPARE(sliders[1]->value(), 5); // target blocks - 1
        sliders[0]->setFocus();
        QTest::keyClick(sliders[0], Qt::Key_End); // τ = 100 %
        QVERIFY(panel.selection().stitches.size() > before);
        QTest::keyClick(sliders[0], Qt::Key_Home);
        QTest::keyClick(sliders[1], Qt::Key_Home); // one bucket, τ = 0: the single best
        QCOMPARE(panel.selection().stitches.size(), size_t(1));

        auto* table = panel.findChild<QTableView*>();
        QAbstractItemModelTester tester(table->model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        table->selectRow(0);
        QCOMPARE(panel.heatmap().currentCell().y(), panel.selection().stitches[0].stitch.i);
    }

    void selectedCellsGoIntoTheQueue() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("many.klas")));
        HeatmapView& heatmap = window.similarity().heatmap();
        const auto* bar = window.similarity().findChild<SelectionBar*>();
        const auto buttons = bar->findChildren<QPushButton*>();
        QCOMPARE(buttons.size(), 2);
        QCOMPARE(bar->text(), "Drag over cells to select several stitches.");
        QVERIFY(!buttons[0]->isVisible() && !buttons[1]->isVisible());
        const int height = bar->height();
        heatmap.selectCells({{1, 6}, {2, 6}, {6, 6}}); // the last target block is no stitch
        QCOMPARE(window.similarity().selectedStitches(), (std::vector<Stitch>{{"tiny", 6, "base", 1}, {"tiny", 6, "base", 2}}));
        QVERIFY(buttons[0]->isVisible() && buttons[1]->isVisible());
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QCOMPARE(bar->height(), height); // the heatmap has not moved
        QVERIFY2(bar->text().startsWith("2 stitches of tiny → base, ") && bar->text().endsWith("FLOPs"), qPrintable(bar->text()));
        heatmap.setFocus();
        QTest::keyClick(&heatmap, Qt::Key_Return, Qt::ControlModifier);
        auto* dialog = window.findChild<FinetuneDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        dialog->reject();
        for (QPushButton* button : bar->findChildren<QPushButton*>())
            if (button->text().remove('&') == "Clear") QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(!buttons[0]->isVisible() && heatmap.selectedCells().empty());
    }

    void badgesFollowJobsAndResults() {
        MainWindow window;
        QVERIFY(opened(window, analysedProject("badges.klas")));
        const HeatmapView& heatmap = window.similarity().heatmap();
        const auto state = [&](int i, int j) { return heatmap.data().states.at(i, j).state; };
        QCOMPARE(state(2, 3), StitchState::None);
        ProjectSession& session = window.work().session();
        session.enqueue([](const Project& project) {
            PreviewRequest request;
            request.networks = project.networksRequest({"tiny", "base"});
            request.stitches = {{"tiny", 2, "base", 3}};
            return Request(request);
        });
        QTRY_COMPARE(state(2, 3), StitchState::Queued);
        QVERIFY(heatmap.cellText(2, 3).contains("preview queued"));
        Evaluation result;
        result.configuration = Configuration::of(Stitch{"tiny", 4, "base", 4});
        result.run = "run";
        result.step = 10;
        result.split = "test";
        result.images = 10;
        result.key = "key";
        session.save(result);
        QTRY_COMPARE(state(4, 4), StitchState::Done);
        window.similarity().showPair("base", "tiny");
        QCOMPARE(state(2, 3), StitchState::None);
        window.similarity().showPair("tiny", "base");
        QCOMPARE(state(2, 3), StitchState::Queued); // at once, not when the next job comes
    }

    void pairsAreHeldAgainstEachOther() {
        const QString file = analysedProject("compare.klas");
        {
            Project project = Project::open(file.toStdString(), Project::Access::ReadWrite);
            ScoreMatrix back = makeMatrix("base", "tiny");
            back.setValue(5, 2, 1.5);
            project.save(back);
        }
        MainWindow window;
        window.show();
        QVERIFY(opened(window, file));
        SimilarityPanel& panel = window.similarity();
        panel.showPair("tiny", "base");
        auto* box = panel.findChild<CompareBox*>();
        QVERIFY(box);
        QStringList offers;
        for (int k = 0; k < box->count(); ++k)
            offers << box->itemText(k);
        QCOMPARE(offers, (QStringList{"Nothing", "Other Direction", "base → base", "base → tiny"}));
        QVERIFY(!panel.heatmap().data().against);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Down);
        QVERIFY(panel.heatmap().data().against && panel.heatmap().data().against->crosswise);
        // Row 2, column 5: 0.02 + 0.05 * 3 + 0.01 * 2 = 0.19 against row 5, column 2 of base → tiny.
        QVERIFY2(panel.heatmap().cellText(2, 5).contains("A 0.190 nats\nB (base block 5 → tiny block 2) 1.50 nats\nΔ = A − B -1.31 nats"),
                 qPrintable(panel.heatmap().cellText(2, 5)));
        QTest::keyClick(box, Qt::Key_Down); // base → base, block by block
        QVERIFY(panel.heatmap().data().against && !panel.heatmap().data().against->crosswise);
        panel.showPair("base", "base"); // not against itself
        QCOMPARE(box->currentText(), "Nothing");
        QVERIFY(!panel.heatmap().data().against);
        window.work().session().removeAnchor("tiny");
        QTRY_COMPARE(box->count(), 2);
    }

    void allPairsAtAGlance() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("glance.klas")));
        SimilarityPanel& panel = window.similarity();
        panel.showPair("tiny", "base");
        PairGrid& grid = panel.allPairs().grid();
        QVERIFY(!grid.isVisible());
        panel.heatmap().setFocus();
        panel.allPairs().action()->trigger();
        QVERIFY(grid.isVisible() && !panel.heatmap().isVisible());
        QCOMPARE(grid.currentPair(), QPoint(2, 1)); // the pair that was large
        QTRY_VERIFY(grid.spec().range && grid.finished());
        // Both matrices: from 0.03 (tiny → base, block 1 with itself) to 0.02 + 0.05 * 5 + 0.01 * 6.
        QVERIFY2(grid.pairText({2, 1}).contains("from 0.0300 to 0.330, 6 × 6 blocks"), qPrintable(grid.pairText({2, 1})));
        QCOMPARE(grid.pairText({1, 2}), "base → tiny: not analysed");
        ScoreMatrix more = makeMatrix("base", "tiny");
        more.setValue(1, 1, 7);
        window.work().session().save(more);
        QTRY_VERIFY(grid.pairText({1, 2}).contains("to 7"));
        QTRY_COMPARE(grid.spec().range->upper, 7.0);
        QTest::keyClick(&grid, Qt::Key_Down); // base → base
        QTest::keyClick(&grid, Qt::Key_Return);
        QVERIFY(panel.heatmap().isVisible() && !grid.isVisible());
        QVERIFY(!panel.allPairs().action()->isChecked());
        QCOMPARE(panel.view().source, std::string("base"));
        QCOMPARE(panel.view().target, std::string("base"));
        panel.allPairs().action()->trigger();
        QTest::keyClick(&grid, Qt::Key_Escape); // leaves the pair as it was
        QVERIFY(panel.heatmap().isVisible());
        QCOMPARE(panel.view().source, std::string("base"));
    }

    void whatSnnetChoosesBeforeTheFirstBlockIsLegal() {
        MainWindow window;
        QVERIFY(opened(window, analysedProject("before.klas")));
        const HeatmapView& heatmap = window.similarity().heatmap();
        const QString text = heatmap.cellText(1, 0);
        QVERIFY2(text.contains("SN-Net") && text.contains("Before the target's first block"),
                 qPrintable(text));
        QVERIFY2(!text.contains("No stitch"), qPrintable(text));
        QVERIFY(heatmap.cellText(6, 6).contains("No stitch: no block of the target"));

        window.similarity().showPair("base", "base");
        const auto labels = window.similarity().findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](auto* l) { return l->text().contains("not stitched to itself"); }));
    }

    void theSliderReachesAsManyBucketsAsATargetDeserves() {
        QAction log, grid;
        ViewControls controls(&log, &grid, nullptr);
        controls.setDefaultBuckets(99);
        const auto sliders = controls.sliderRow()->findChildren<QSlider*>();
        const auto* buckets = *std::find_if(sliders.begin(), sliders.end(), [](const QSlider* s) { return s->accessibleName() == "Buckets"; });
        QCOMPARE(buckets->value(), 99);
        controls.setDefaultBuckets(5);
        QCOMPARE(buckets->value(), 5);
        QCOMPARE(buckets->maximum(), 40);
    }

    void theChoiceSaysHowStableItIs() {
        const QString file = analysedProject("stable.klas");
        {
            Project project = Project::open(file.toStdString(), Project::Access::ReadWrite);
            for (const auto& [source, target] : {std::pair("tiny", "base"), std::pair("base", "base")}) {
                ScoreMatrix matrix = makeMatrix(source, target);
                ImageGroups groups; // all alike: every draw of them chooses the same
                for (int g = 0; g < 10; ++g) {
                    groups.images.push_back(100);
                    for (int i = 1; i <= matrix.rows(); ++i)
                        for (int j = 1; j <= matrix.columns(); ++j)
                            groups.sums.push_back(100 * matrix.value(i, j));
                }
                matrix.groups = groups;
                project.save(matrix);
            }
        }
        MainWindow window;
        QVERIFY(opened(window, file));
        window.similarity().showPair("tiny", "base");
        const auto stable = [&] {
            const Selection& s = window.similarity().selection();
            return !s.stitches.empty() && std::all_of(s.stitches.begin(), s.stitches.end(),
                                                      [](const SelectedStitch& x) { return x.stability == 1.0; });
        };
        QVERIFY(QTest::qWaitFor(stable, 5000));
        const auto* table = window.similarity().findChild<QTableView*>();
        QCOMPARE(table->model()->index(0, SelectionModel::Stability).data().toString(), "100 %");
        window.similarity().showPair("base", "base"); // no selection, no question
        QVERIFY(window.similarity().selection().stitches.empty());
    }

    void anotherTemperatureChoosesAnew() {
        const QString file = analysedProject("warm.klas");
        {
            // Of a hot softmax the last target block is no longer the one that matters: Θ falls with j instead of |i - j|.
            Project project = Project::open(file.toStdString(), Project::Access::ReadWrite);
            for (const auto& [source, target] : {std::pair("tiny", "base"), std::pair("base", "base")}) {
                ScoreMatrix matrix = makeMatrix(source, target);
                matrix.measure = "kl_temperature";
                matrix.temperature = 4;
                matrix.key += " warm";
                for (int i = 1; i <= 6; ++i)
                    for (int j = 1; j <= 6; ++j)
                        matrix.setValue(i, j, source == std::string("base") && i == j ? 0 : 0.9 - 0.1 * j + 0.01 * i);
                project.save(matrix);
            }
        }
        MainWindow window;
        window.show();
        QVERIFY(opened(window, file));
        SimilarityPanel& panel = window.similarity();
        const std::vector<SelectedStitch> cold = panel.selection().stitches;
        auto* temperature = panel.findChild<QDoubleSpinBox*>();
        QVERIFY(!temperature->isVisible());
        PairView view = panel.view();
        view.measure = "kl_temperature";
        panel.showView(view);
        QVERIFY(temperature->isVisible());
        QCOMPARE(temperature->value(), 4.0);
        QVERIFY(panel.selection().stitches != cold);
        QCOMPARE(panel.selection().options.at("temperature"), Json(4.0));
        QVERIFY(panel.heatmap().cellText(2, 3).contains("0.62")); // 0.9 - 0.3 + 0.02

        QSignalSpy started(&window.work().runner(), &JobRunner::started);
        temperature->setFocus();
        temperature->setValue(4); // as it is
        QTest::keyClick(temperature, Qt::Key_Return);
        QCOMPARE(started.count(), 0);
        temperature->setValue(8);
        QTest::keyClick(temperature, Qt::Key_Return);
        QVERIFY(started.count() > 0 || started.wait(5000));
        const Job job = window.work().session().state().jobs.back();
        QCOMPARE(job.request.at("temperature"), Json(8.0));
        QCOMPARE(job.request.at("measures"), Json({"kl_temperature"}));
        QCOMPARE(job.request.at("pairs").size(), size_t(4));
    }

    void aMethodThatChoosesNothingSaysWhy() {
        const QString file = path("deep.klas");
        {
            Project project = Project::create(file.toStdString());
            Anchor wide = makeAnchor(m_folder, "wide", 24), deep = makeAnchor(m_folder, "deep", 8);
            deep.arch.vit().depth = 7; // SN-Net has no rule from a deeper network to a shallower one
            project.setData(DataSpec{});
            project.addAnchor(wide);
            project.addAnchor(deep);
            ScoreMatrix matrix(7, 6, true);
            matrix.source = "deep", matrix.target = "wide", matrix.complete = true;
            for (int i = 1; i <= 7; ++i)
                for (int j = 1; j <= 6; ++j)
                    matrix.setValue(i, j, 0.1 * i + 0.01 * j);
            project.save(matrix);
            project.save(makeMatrix("wide", "wide"));
        }
        MainWindow window;
        QVERIFY(opened(window, file));
        QCOMPARE(window.similarity().view().source, std::string("deep"));
        QVERIFY(!window.similarity().selection().stitches.empty());
        const auto labels = window.similarity().findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](auto* l) {
            return l->text().contains("SN-Net's rule for unequal depths has no stitch from a deeper network");
        }));
    }
};

QTEST_MAIN(TestSimilarityPanel)
#include "tst_similarity_panel.moc"
