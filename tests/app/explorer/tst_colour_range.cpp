// SPDX-License-Identifier: GPL-3.0-or-later
// What decides the ends of the heatmap's colours: the picture, a lock, all pairs together.
#include "app/explorer/settings.h"
#include "tests/app/explorer/analysed_project.h"

#include <QAction>
#include <QComboBox>
#include <QElapsedTimer>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

/// The same number everywhere but in one cell.
ScoreMatrix twoNumbers(const std::string& source, const std::string& target, double low, double high) {
    ScoreMatrix matrix = makeMatrix(source, target);
    for (int i = 1; i <= 6; ++i)
        for (int j = 1; j <= 6; ++j)
            matrix.setValue(i, j, i == 1 && j == 1 ? high : low);
    return matrix;
}

} // namespace

class TestColourRange : public QObject, ExplorerFixture {
    Q_OBJECT

private:
    /// tiny → base from 0.1 to 0.4, base → tiny from 0.2 to 0.8, each with itself from 0.05 to 0.3, which does not count.
    QString project(const char* name) {
        return projectOf(name, {{"tiny", 8}, {"base", 24}},
                         {twoNumbers("tiny", "base", 0.1, 0.4), twoNumbers("base", "tiny", 0.2, 0.8),
                          twoNumbers("base", "base", 0.05, 0.3)});
    }

private Q_SLOTS:
    void initTestCase() { prepare(); }
    void cleanup() { settings::setColorRange("own"); }

    void endsThatAreGiven() {
        const ValueScale held = fixedScale(0.1, 0.4, Scale::Log, {0.2, 0.8, std::nan("")});
        QCOMPARE(held.lower, 0.1);
        QCOMPARE(held.upper, 0.4);
        QVERIFY(held.clippedAbove && !held.clippedBelow);
        QCOMPARE(fixedScale(0, 1, Scale::Log, {}).lower, 1e-4); // a log scale has no zero
        QCOMPARE(fixedScale(-2, -1, Scale::Log, {}).scale, Scale::Linear);
        QVERIFY(fixedScale(3, 3, Scale::Linear, {}).upper > 3);
        QCOMPARE(*united(ColorRange{0.1, 0.4}, ColorRange{0.2, 0.8}), (ColorRange{0.1, 0.8}));
        QCOMPARE(*united({}, ColorRange{0.2, 0.8}), (ColorRange{0.2, 0.8}));
        QVERIFY(!united({}, {}));
    }

    void aLockKeepsTheEnds() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, project("lock.klas")));
        SimilarityPanel& panel = window.similarity();
        HeatmapView& heatmap = panel.heatmap();
        panel.showPair("tiny", "base");
        QCOMPARE(heatmap.range(), (ColorRange{0.1, 0.4}));
        panel.rangeLock().lockAction()->trigger();
        QCOMPARE(settings::colorRange(), "locked");
        panel.showPair("base", "tiny");
        QCOMPARE(heatmap.range(), (ColorRange{0.1, 0.4}));
        QCOMPARE(heatmap.rangeNote(), "range locked"); // beside the colour bar
        heatmap.logScaleAction()->trigger();
        QCOMPARE(heatmap.range(), (ColorRange{0.1, 0.4}));
        heatmap.logScaleAction()->trigger();
        panel.rangeLock().lockAction()->trigger();
        QCOMPARE(heatmap.range(), (ColorRange{0.2, 0.8}));
        QCOMPARE(heatmap.rangeNote(), "");
        QCOMPARE(settings::colorRange(), "own");
    }

    void anotherMeasureGetsItsOwnLock() {
        const QString file = project("measures.klas");
        {
            Project made = Project::open(file.toStdString(), Project::Access::ReadWrite);
            for (const auto& [source, target, high] : {std::tuple("tiny", "base", 0.9), std::tuple("base", "tiny", 0.95)}) {
                ScoreMatrix cka = twoNumbers(source, target, 0.5, high);
                cka.measure = "cka";
                cka.key += "cka";
                made.save(cka);
            }
        }
        MainWindow window;
        window.show();
        QVERIFY(opened(window, file));
        SimilarityPanel& panel = window.similarity();
        panel.showPair("tiny", "base");
        panel.rangeLock().lockAction()->trigger();
        QComboBox* measure = nullptr;
        for (QComboBox* box : panel.findChildren<QComboBox*>())
            if (box->accessibleName() == "Measure") measure = box;
        QVERIFY(measure);
        measure->setFocus();
        while (measure->currentData().toString() != "cka")
            QTest::keyClick(measure, Qt::Key_Down);
        QCOMPARE(panel.heatmap().range(), (ColorRange{0.5, 0.9}));
        panel.showPair("base", "tiny");
        QCOMPARE(panel.heatmap().range(), (ColorRange{0.5, 0.9}));
        while (measure->currentData().toString() != "kl")
            QTest::keyClick(measure, Qt::Key_Up);
        QCOMPARE(panel.heatmap().range(), (ColorRange{0.1, 0.4})); // still held
    }

    void onePairDoesNotHideTheRangeOfAll() {
        MainWindow window;
        window.show();
        QVERIFY(opened(window, project("shared.klas")));
        SimilarityPanel& panel = window.similarity();
        panel.showPair("tiny", "base");
        panel.rangeLock().lockAction()->trigger();
        panel.rangeLock().sharedAction()->trigger(); // one or the other
        QVERIFY(!panel.rangeLock().lockAction()->isChecked());
        QTRY_COMPARE(panel.heatmap().range(), (ColorRange{0.1, 0.8}));
        QCOMPARE(panel.heatmap().rangeNote(), "range of all pairs");
        panel.showPair("base", "tiny");
        QCOMPARE(panel.heatmap().range(), (ColorRange{0.1, 0.8}));
        ScoreMatrix more = twoNumbers("base", "tiny", 0.2, 3); // what is measured anew counts
        more.key = "anew";
        window.work().session().save(more);
        QTRY_COMPARE(panel.heatmap().range(), (ColorRange{0.1, 3.0}));
    }

    void theChoiceIsRemembered() {
        settings::setColorRange("shared");
        const QString file = project("remembered.klas");
        MainWindow window;
        window.show();
        QVERIFY(window.similarity().rangeLock().sharedAction()->isChecked());
        QVERIFY(opened(window, file));
        QTRY_COMPARE(window.similarity().heatmap().range(), (ColorRange{0.1, 0.8}));
    }

    void manyLargeMatricesDoNotHoldUpTheWindow() {
        ProjectSession session;
        QSignalSpy openedSpy(&session, &ProjectSession::opened);
        session.create(path("large.klas"));
        QVERIFY(openedSpy.wait(5000));
        ScoreMatrix matrix(100, 100, false);
        for (int i = 1; i <= 100; ++i)
            for (int j = 1; j <= 100; ++j)
                matrix.setValue(i, j, 0.01 * i + 0.0001 * j);
        for (int k = 0; k < 100; ++k) { // partial ones are not written; complete in memory is what counts
            matrix.source = "a" + std::to_string(k);
            matrix.target = "b";
            matrix.key = matrix.source;
            matrix.complete = false;
            session.save(matrix);
        }
        auto& state = const_cast<ProjectState&>(session.state());
        for (ScoreMatrix& m : state.matrices)
            m.complete = true;
        RangeSurvey survey(session);
        QSignalSpy found(&survey, &RangeSurvey::found);
        QVERIFY(!survey.range({}));
        qint64 longest = 0;
        QElapsedTimer all;
        all.start();
        while (found.isEmpty() && all.elapsed() < 20000) {
            QElapsedTimer slice;
            slice.start();
            QCoreApplication::processEvents();
            longest = std::max(longest, slice.nsecsElapsed() / 1000000);
        }
        QCOMPARE(*survey.range({}), (ColorRange{0.01 * 1 + 0.0001 * 1, 0.01 * 100 + 0.0001 * 100}));
        QVERIFY2(longest < 50, qPrintable(QString::number(longest))); // 4 to 6 ms on a machine of its own
        QVERIFY(all.elapsed() > longest); // more than one slice
    }
};

QTEST_MAIN(TestColourRange)
#include "tst_colour_range.moc"
