// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/small_anchor.h"
#include "widgets/trust/trust_panel.h"

#include "core/analysis/arch.h"
#include "core/analysis/buckets.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

/// Two anchors with Θ of every block pair, and a run that finetuned every stitch between them: the smaller Θ, the better.
ProjectState project() {
    ProjectState state;
    state.file = "/p.klas";
    state.anchors = {smallAnchor("tiny", 8, 6), smallAnchor("base", 32, 6)};
    for (const char* source : {"tiny", "base"}) {
        ScoreMatrix m(6, 6, true);
        m.measure = "kl";
        m.source = source;
        m.target = "base";
        m.images = m.imagesInAll = 1000;
        m.complete = true;
        for (int i = 1; i <= 6; ++i)
            for (int j = 1; j <= 6; ++j) {
                m.setValue(i, j, m.source == "base" && i == j ? 0 : 0.1 + 0.01 * i + 0.07 * j);
                m.setError(i, j, 0.001);
            }
        state.matrices.push_back(m);
    }
    FinetuneRun run;
    run.name = "all";
    run.selection = "klas";
    FinetuneRun few = run;
    few.name = "few";
    state.runs = {few, run};
    for (int i = 1; i <= 6; ++i)
        for (int j = 1; j <= 5; ++j) {
            Evaluation e;
            e.configuration = Configuration::of(Stitch{"tiny", i, "base", j});
            e.run = "all";
            e.split = "test";
            e.images = 1000;
            e.top1 = 0.9 - 0.01 * i - 0.07 * j;
            e.top5 = 1;
            e.cost = {1000 + i, 10};
            e.key = "all" + text(e.configuration);
            state.evaluations.push_back(e);
            if (j > 2 || i > 1) continue;
            e.run = "few";
            e.key = "few" + text(e.configuration);
            state.evaluations.push_back(e);
        }
    return state;
}

} // namespace

class TestTrust : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void runsWithTheMostStitchesComeFirst() {
        const ProjectState state = project();
        QCOMPARE(runsOfPair(state, "tiny", "base", "test"), (std::vector<std::string>{"all", "few"}));
        QVERIFY(runsOfPair(state, "base", "tiny", "test").empty());
        QVERIFY(runsOfPair(state, "tiny", "base", "validation").empty());
    }

    void questionsAndAnswers() {
        const ProjectState state = project();
        QVERIFY(!trustQuestion(state, "base", "base", "test", "all"));
        QVERIFY(!trustQuestion(state, "base", "tiny", "test", "all")); // no matrix
        const auto question = trustQuestion(state, "tiny", "base", "test", "all");
        QVERIFY(question && question->after.size() == 30 && question->targetSelf && !question->headTop1);
        const TrustAnswer answer = answerOf(*question);
        QCOMPARE(answer.scores.size(), size_t(2)); // Θ and Γ; nothing is known right after initialisation
        QCOMPARE(answer.scores[0].title, std::string("Θ (Ω)"));
        QCOMPARE(*answer.scores[0].trust.inBucket, 1.0); // accuracy falls exactly as Θ rises
        QCOMPARE(answer.scores[0].trust.regret, 0.0);
        QCOMPARE(answer.scores[0].stitches.size(), answer.scores[0].results.size());
        const auto none = trustQuestion(state, "tiny", "base", "test", "");
        QVERIFY(none && answerOf(*none).scores.empty());
    }

    void theTableIsAModel() {
        ScoreModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setScores(answerOf(*trustQuestion(project(), "tiny", "base", "test", "all")).scores);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, ScoreModel::InBucket).data().toString(), QString("1.00"));
        model.setScores(answerOf(*trustQuestion(project(), "tiny", "base", "test", "few")).scores);
        QCOMPARE(model.index(0, ScoreModel::Interval).data().toString(), QString("–"));
        for (int c = 0; c < ScoreModel::ColumnCount; ++c)
            QVERIFY(!model.headerData(c, Qt::Horizontal, Qt::ToolTipRole).toString().isEmpty());
    }

    void aPointIsAStitch() {
        ProjectState state;
        TrustPanel panel([&]() -> const ProjectState& { return state; });
        panel.resize(500, 600);
        panel.show();
        const auto emptyText = [&] {
            for (QLabel* label : panel.findChildren<QLabel*>())
                if (label->isVisible() && label->text().contains("klas verify")) return label->text();
            return QString();
        };
        QSignalSpy answered(&panel, &TrustPanel::answered);
        panel.setPair("tiny", "base");
        QTRY_VERIFY2(emptyText().startsWith("Finetune some stitches of tiny → base"), qPrintable(emptyText()));
        state = project();
        panel.projectChanged();
        QTRY_COMPARE(panel.table().model()->rowCount(), 2);
        QVERIFY(emptyText().isEmpty());
        QCOMPARE(panel.runs().currentText(), QString("all"));
        QCOMPARE(panel.plot().score().results.size(), size_t(30));

        std::vector<Stitch> chosen;
        connect(&panel, &TrustPanel::stitchActivated, this, [&](const Stitch& s) { chosen.push_back(s); });
        QTest::qWait(60); // the first paint
        const Stitch wanted = panel.plot().score().stitches[7];
        QTest::mouseClick(&panel.plot(), Qt::LeftButton, {}, panel.plot().position(7).toPoint());
        QCOMPARE(chosen, std::vector<Stitch>{wanted});
        QCOMPARE(*panel.plot().marked(), wanted);
        QTest::keyClick(&panel.plot(), Qt::Key_Escape);
        QVERIFY(!panel.plot().marked());
        QTest::keyClick(&panel.plot(), Qt::Key_Right); // the least score: block 1 to block 1
        QTest::keyClick(&panel.plot(), Qt::Key_Return);
        QCOMPARE(chosen.back(), (Stitch{"tiny", 1, "base", 1}));
        panel.mark(Stitch{"tiny", 3, "base", 2});
        panel.table().selectRow(1); // another score, the same stitch
        QCOMPARE(*panel.plot().marked(), (Stitch{"tiny", 3, "base", 2}));
        panel.hide();
        const auto before = answered.count();
        panel.setPair("base", "base"); // nobody looks: nothing is asked
        QTest::qWait(50);
        QCOMPARE(answered.count(), before);
        panel.show();
        QTRY_COMPARE(panel.table().model()->rowCount(), 0);
    }
};

QTEST_MAIN(TestTrust)
#include "tst_trust.moc"
