// SPDX-License-Identifier: GPL-3.0-or-later
// What goes wrong around the window while it works, and that work goes on afterwards.
#include "tests/app/explorer/analysed_project.h"

#include <QDir>
#include <QLabel>
#include <memory>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

class TestRecovery : public QObject, ExplorerFixture {
    Q_OBJECT

    const Job* job(MainWindow& window, long id) const {
        for (const Job& job : window.work().session().state().jobs)
            if (job.id == id) return &job;
        return nullptr;
    }
    static void finetune(MainWindow& window) {
        FinetuneRecipe recipe;
        recipe.steps = 10;
        window.work().finetune("first", "", {{{"tiny", 3, "base", 3}, {}}}, recipe);
    }

private Q_SLOTS:
    void initTestCase() { prepare(); }
    void cleanup() { qunsetenv("FAKE_WORKER"); }

    void garbageInTheMiddleOfAFinetuning() {
        qputenv("FAKE_WORKER", "garbage-later");
        MainWindow window;
        window.show();
        QVERIFY(opened(window, analysedProject("garbage.klas")));
        finetune(window);
        QTRY_VERIFY_WITH_TIMEOUT(job(window, 1) && job(window, 1)->state == JobState::Failed, 10000);
        QVERIFY2(window.messages().text().contains("not its protocol"), qPrintable(window.messages().text()));
        QTRY_VERIFY(!window.work().busy());
        QCOMPARE(window.work().session().state().accuracies.size(), size_t(1)); // what came before it is kept
        QCOMPARE(Project::open(path("garbage.klas").toStdString(), Project::Access::ReadOnly).job(1).state, JobState::Failed);

        qputenv("FAKE_WORKER", "happy"); // the same job goes on with a worker that speaks
        window.work().command(1, JobCommand::Resume);
        QTRY_VERIFY_WITH_TIMEOUT(job(window, 1)->state == JobState::Running, 10000);
        QTRY_VERIFY(window.messages().isHidden()); // what went wrong before is no longer how things are
        window.work().command(1, JobCommand::Cancel);
        QTRY_VERIFY_WITH_TIMEOUT(job(window, 1)->state == JobState::Cancelled && !window.work().busy(), 10000);
    }

    void theCardOutlivesTheProject() {
        qputenv("FAKE_WORKER", "slow-preview");
        const QString first = analysedProject("first.klas"), other = projectOf("other.klas", {{"lone", 8}, {"base", 24}}, {});
        const Stitch stitch{"tiny", 3, "base", 3};
        auto window = std::make_unique<MainWindow>();
        window->resize(1400, 900);
        window->show();
        QVERIFY(opened(*window, first));
        StitchCard& card = window->card();
        Q_EMIT window->similarity().stitchSelected(stitch); // a click: it is measured
        QTRY_VERIFY2_WITH_TIMEOUT(card.stateText().startsWith("running: job 1"), qPrintable(card.stateText()), 10000);
        window->work().open(other);
        QVERIFY2(window->messages().text().contains("Work is running"), qPrintable(window->messages().text()));
        QVERIFY(card.stitch() == stitch && card.accuracyText().contains("being measured"));
        window->work().command(1, JobCommand::Cancel);
        QTRY_VERIFY_WITH_TIMEOUT(job(*window, 1)->state == JobState::Cancelled && !window->work().busy(), 10000);
        QTRY_VERIFY(card.accuracyText().contains("not measured"));

        QVERIFY(opened(*window, other)); // the card is still up
        QVERIFY(!card.stitch());
        card.progressed(1, {0.5, "of the project before", 1, 2, 3});
        card.setBuckets(3);
        card.setStitch(stitch); // of an anchor that is gone
        card.setMeasuring(true);
        QVERIFY2(card.findChild<QLabel*>()->text().startsWith("Click a cell"), qPrintable(card.findChild<QLabel*>()->text()));

        QVERIFY(opened(*window, first));
        Q_EMIT window->similarity().stitchSelected(stitch);
        QTRY_VERIFY2_WITH_TIMEOUT(card.stateText().startsWith("running: job 2"), qPrintable(card.stateText()), 10000);
        card.setFocus();
        window.reset(); // with the preview running and the card up
        QCOMPARE(Project::open(first.toStdString(), Project::Access::ReadOnly).job(1).state, JobState::Cancelled);
    }

    void aMovedProjectGoesOn() {
        QVERIFY(QDir(m_folder.path()).mkpath("here"));
        const QString here = path("here/moved.klas"), there = path("there/moved.klas");
        {
            Project project = Project::create(here.toStdString());
            project.setData(DataSpec{});
            for (const auto& [name, width] : {std::pair("tiny", 8), std::pair("base", 24)}) {
                Anchor anchor = makeAnchor(m_folder, name, width);
                const fs::path inside = project.folder() / (std::string(name) + ".safetensors"); // moves with it
                fs::create_directories(project.folder());
                fs::rename(anchor.weights, inside);
                anchor.weights = inside;
                project.addAnchor(anchor);
            }
            for (const auto& [source, target] : {std::pair("tiny", "base"), std::pair("base", "base")})
                project.save(makeMatrix(source, target));
        }
        {
            qputenv("FAKE_WORKER", "happy");
            MainWindow window;
            QVERIFY(opened(window, here));
            finetune(window);
            QTRY_VERIFY_WITH_TIMEOUT(job(window, 1) && job(window, 1)->state == JobState::Running, 10000);
            window.work().command(1, JobCommand::Pause);
            QTRY_VERIFY_WITH_TIMEOUT(job(window, 1)->state == JobState::Paused && !window.work().busy(), 10000);
        }
        QVERIFY(QDir().rename(path("here"), path("there")));
        MainWindow window;
        window.show();
        QVERIFY(opened(window, there));
        QCOMPARE(window.work().session().state().finishedMatrices(), 2); // nothing is computed again
        QTRY_VERIFY(window.similarity().heatmap().data().scores.has_value());
        QSignalSpy ready(&window.work().session(), &ProjectSession::jobReady);
        window.work().command(1, JobCommand::Resume);
        QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 10000);
        const auto request = std::get<FinetuneRequest>(ready[0][1].value<Request>());
        QCOMPARE(QString::fromStdString(request.networks.workFolder), there + ".d"); // its checkpoints are looked for where they are now
        QCOMPARE(request.run, std::string("first"));
        for (const Anchor& anchor : request.networks.anchors)
            QVERIFY2(QString::fromStdString(fs::path(anchor.weights).string()).startsWith(path("there")), anchor.name.c_str());
        QTRY_VERIFY_WITH_TIMEOUT(job(window, 1)->state == JobState::Running, 10000);
        window.work().command(1, JobCommand::Cancel);
        QTRY_VERIFY_WITH_TIMEOUT(!window.work().busy(), 10000);
    }
};

QTEST_MAIN(TestRecovery)
#include "tst_recovery.moc"
