// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/small_anchor.h"
#include "widgets/inspector/stitch_card.h"

#include <QPushButton>
#include <QTest>
#include <QToolButton>

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
        StitchCard card([&]() -> const ProjectState& { return state; });
        card.resize(400, 300);
        card.show();
        card.projectChanged(true);
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
        card.projectChanged(true);
        QVERIFY2(card.accuracyText().contains("top-1 40.15 % (2,000 validation images)"), qPrintable(card.accuracyText()));
        FinetuneRun run;
        run.name = "first";
        run.stitches = {{stitch, {}}};
        run.step = 5;
        run.steps = 9;
        state.put(run);
        card.projectChanged(false);
        QVERIFY(card.accuracyText().contains("first: 5 of 9 steps"));
        QVERIFY(!button("Queue Finetuning")->isEnabled()); // read-only
        const QImage strip = card.findChild<StripDrawing*>()->grab().toImage();
        QVERIFY(!card.findChild<StripDrawing*>()->accessibleDescription().isEmpty() && strip.width() > 100);
    }

    void theStateIsTheBadges() {
        ProjectState state;
        state.file = "/p.klas";
        state.anchors = {smallAnchor("net_tiny", 8), smallAnchor("net_base", 32)};
        const Stitch stitch{"net_tiny", 2, "net_base", 1};
        const auto job = [&](long id, JobKind kind, JobState s, const char* message = "") {
            Job j;
            j.id = id;
            j.kind = kind;
            j.state = s;
            j.message = message;
            j.request = {{"run", "r"}, {"stitches", Json::array({toJson(stitch)})}};
            return j;
        };
        StitchCard card([&]() -> const ProjectState& { return state; });
        card.resize(400, 400);
        card.show();
        card.projectChanged(true);
        card.setStitch(stitch);
        QCOMPARE(card.stateText(), QString("not run"));
        const auto with = [&](std::vector<Job> jobs) {
            state.jobs = std::move(jobs);
            card.projectChanged(true);
            return card.stateText();
        };
        QCOMPARE(with({job(4, JobKind::Finetune, JobState::Pending)}), QString("queued: job 4"));
        QCOMPARE(with({job(4, JobKind::Finetune, JobState::Paused)}), QString("queued: job 4, paused"));
        QCOMPARE(with({job(4, JobKind::Finetune, JobState::Running)}), QString("running: job 4"));
        card.progressed(5, {0.2, "else", 1, 5, 60}); // another job's
        QCOMPARE(card.stateText(), QString("running: job 4"));
        card.progressed(4, {0.784, "training", 7, 10, 120});
        QCOMPARE(card.stateText(), QString("running: job 4, 78 %, 2 min left"));
        QCOMPARE(with(state.jobs), QString("running: job 4, 78 %, 2 min left")); // it stays while others come and go
        QCOMPARE(with({job(4, JobKind::Finetune, JobState::Failed, "The loss is not a number.")}), QString("failed: job 4, The loss is not a number."));
        const auto reach = [&](const char* run, const char* split, long step, double top1) {
            Evaluation e;
            e.configuration = Configuration::of(stitch);
            e.run = run;
            e.split = split;
            e.step = step;
            e.images = 100;
            e.top1 = top1;
            e.key = std::to_string(state.evaluations.size());
            state.evaluations.push_back(e);
        };
        reach("one", "test", 10, 0.9);
        reach("one", "test", 20, 0.81); // its last step counts, not its best
        reach("two", "test", 5, 0.8);
        reach("two", "validation", 9, 0.99);
        QCOMPARE(with({}), QString("done: 81.00 % in one"));
        QCOMPARE(with({job(4, JobKind::Preview, JobState::Running)}), QString("running: job 4"));
        state.evaluations = {state.evaluations.back()};
        QCOMPARE(with({}), QString("done: 99.00 % on validation images in two"));
    }

    void aPreviewThatFailsIsOver() {
        ProjectState state;
        state.file = "/p.klas";
        state.anchors = {smallAnchor("net_tiny", 8), smallAnchor("net_base", 32)};
        const Stitch stitch{"net_tiny", 2, "net_base", 1};
        StitchCard card([&]() -> const ProjectState& { return state; });
        card.projectChanged(true);
        card.setStitch(stitch);
        const auto says = [&](const char* text) { return card.accuracyText().contains(text); };
        const auto with = [&](long id, JobState s) {
            Job j;
            j.id = id;
            j.kind = JobKind::Preview;
            j.state = s;
            j.request = {{"stitches", Json::array({toJson(stitch)})}};
            state.jobs.push_back(j);
            card.projectChanged(true);
        };
        card.setMeasuring(true);
        QVERIFY(says("being measured"));
        with(1, JobState::Failed); // so quickly that nobody saw it wait
        QVERIFY(says("not measured"));
        card.setMeasuring(true); // once more
        card.projectChanged(true);
        QVERIFY(says("being measured"));
        with(2, JobState::Running);
        QVERIFY(says("being measured"));
        state.jobs.pop_back();
        with(2, JobState::Cancelled);
        QVERIFY(says("not measured"));
    }

    void costBucketAndCopy() {
        ProjectState state;
        state.file = "/p.klas";
        state.anchors = {smallAnchor("net_tiny", 8), smallAnchor("net_base", 32)}; // 3 blocks each: buckets for j = 1 and 2
        StitchCard card([&]() -> const ProjectState& { return state; });
        card.projectChanged(true);
        card.setStitch(Stitch{"net_tiny", 1, "net_base", 1}); // all but a block of the dearer one
        QVERIFY2(card.scoresText().contains("FLOPs, ") && card.scoresText().contains("bucket 2 of 2"), qPrintable(card.scoresText()));
        card.setStitch(Stitch{"net_tiny", 1, "net_base", 2});
        QVERIFY2(card.scoresText().contains("bucket 1 of 2"), qPrintable(card.scoresText()));
        card.setBuckets(1);
        QVERIFY2(card.scoresText().contains("bucket 1 of 1"), qPrintable(card.scoresText()));
        auto* copy = card.findChild<QToolButton*>();
        QVERIFY(copy && copy->menu() == &card.copyMenu() && copy->isEnabled() && copy->focusPolicy() == Qt::StrongFocus);
        card.setStitch(Stitch{"net_tiny", 1, "net_base", 3}); // nothing of the target would be left
        QVERIFY(!copy->isEnabled() && card.stateText().isEmpty());
    }
};

QTEST_MAIN(TestStitchCard)
#include "tst_stitch_card.moc"
