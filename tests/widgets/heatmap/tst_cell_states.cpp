// SPDX-License-Identifier: GPL-3.0-or-later
// How far the work on stitches is: found from jobs and results, drawn in the corners of cells, said in words.
#include "core/jobs/stitch_requests.h"
#include "tests/widgets/heatmap/example_heatmap.h"
#include "widgets/heatmap/heatmap_legend.h"
#include "widgets/heatmap/heatmap_text.h"
#include "widgets/plot/badge.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QtTest>
#include <set>

using namespace klas;
using namespace klas::ui;
using namespace klas::ui::sample;

namespace {

Job job(long id, JobKind kind, JobState state, const std::vector<Stitch>& stitches) {
    Job made;
    made.id = id;
    made.kind = kind;
    made.state = state;
    PreviewRequest request; // a finetuning lists its stitches in the same words
    request.stitches = stitches;
    made.request = toJson(request);
    return made;
}

Evaluation result(const Stitch& stitch, const std::string& run, long step) {
    Evaluation e;
    e.configuration = Configuration::of(stitch);
    e.run = run;
    e.step = step;
    return e;
}

/// One letter a cell: . none, q queued, r running, f failed, d done.
QStringList drawn(const PairStates& states) {
    QStringList rows;
    for (int i = 1; i <= states.rows(); ++i) {
        QString row;
        for (int j = 0; j <= states.columns(); ++j)
            row += QLatin1Char(".dfqr"[static_cast<int>(states.at(i, j).state)]);
        rows << row;
    }
    return rows;
}

Stitch at(int i, int j) { return {"tiny", i, "base", j}; }

} // namespace

class TestCellStates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatJobsAndResultsSay() {
        const std::vector<Job> jobs{job(1, JobKind::Finetune, JobState::Done, {at(1, 1)}),
                                    job(2, JobKind::Finetune, JobState::Failed, {at(1, 1), at(1, 2), at(2, 1)}),
                                    job(3, JobKind::Preview, JobState::Done, {at(1, 2)}), // says nothing of a finetuning
                                    job(4, JobKind::Finetune, JobState::Done, {at(2, 1)}),
                                    job(5, JobKind::Finetune, JobState::Running, {at(2, 2), at(2, 0)}),
                                    job(6, JobKind::Finetune, JobState::Pending, {at(2, 2), at(1, 2), {"base", 1, "tiny", 3}}),
                                    job(7, JobKind::Preview, JobState::Paused, {at(3, 3)}),
                                    job(8, JobKind::Finetune, JobState::Cancelled, {at(3, 1)}),
                                    job(9, JobKind::Finetune, JobState::Pending, {at(4, 1), at(1, 9)})}; // no such cells
        const std::vector<Evaluation> results{result(at(2, 1), "run", 100), result(at(1, 1), "run", 100), result(at(3, 2), "run", 0),
                                              result(at(1, 3), "", 0), result({"base", 1, "tiny", 3}, "run", 5)};
        const PairStates states = statesOf(jobs, results, "tiny", "base", 3, 4);
        QCOMPARE(drawn(states), (QStringList{".fq..", "rdr..", "...q."}));
        QCOMPARE(states.at(1, 1).job, 2L);
        QVERIFY(states.at(1, 1).finetuned); // failed again after it
        QCOMPARE(states.at(2, 2).job, 5L);
        QCOMPARE(states.at(9, 9), CellState{});
        QCOMPARE(drawn(statesOf(jobs, results, "base", "tiny", 2, 4)), (QStringList{"...q.", "....."}));
        QVERIFY(statesOf(jobs, results, "base", "tiny", 2, 4).at(1, 3).finetuned);
    }

    void requestsOfOtherVersionsAreLeftOut() {
        Job odd = job(1, JobKind::Finetune, JobState::Pending, {});
        for (const char* request : {"null", "[]", "{}", R"({"stitches": 3})", R"({"stitches": [3, {"source": 1}, {"source": "tiny", "target": "base", "i": "1", "j": 2}]})"}) {
            odd.request = Json::parse(request);
            QCOMPARE(drawn(statesOf({odd}, {}, "tiny", "base", 1, 1)), QStringList{".."});
        }
    }

    void manyCellsManyJobs() {
        std::vector<Job> jobs;
        for (int k = 0; k < 400; ++k) {
            std::vector<Stitch> stitches;
            for (int s = 0; s < 25; ++s)
                stitches.push_back(at(1 + (k * 25 + s) / 100 % 100, (k * 25 + s) % 100));
            jobs.push_back(job(k + 1, JobKind::Finetune, JobState::Pending, stitches));
        }
        std::vector<Evaluation> results;
        for (int k = 0; k < 10000; ++k)
            results.push_back(result(at(1 + k / 100, k % 100), "run", 1));
        QElapsedTimer timer;
        timer.start();
        const PairStates states = statesOf(jobs, results, "tiny", "base", 100, 100);
        const qint64 took = timer.elapsed();
        QCOMPARE(states.at(100, 99).state, StitchState::Queued);
        QVERIFY2(took < 100, qPrintable(QString::number(took))); // 1 to 2 ms; a search in each cell takes seconds
    }

    void wordsForPeople() {
        QCOMPARE(stateText(CellState{}), QString());
        QCOMPARE(stateText({StitchState::Done, 0, JobKind::Finetune, JobState::Pending, true}), "finetuned");
        QCOMPARE(stateText({StitchState::Queued, 7, JobKind::Preview, JobState::Paused, false}), "preview paused (job 7)");
        QCOMPARE(stateText({StitchState::Failed, 12, JobKind::Finetune, JobState::Failed, true}), "finetuned; finetuning failed (job 12)");
        HeatmapView view;
        show(view, example());
        view.setCurrentCell(1, 2);
        QVERIFY(!view.cellText(1, 2).contains("state"));
        view.setStates(statesOf({job(3, JobKind::Finetune, JobState::Running, {at(1, 2)})}, {}, "tiny", "base", 3, 4));
        QVERIFY2(view.cellText(1, 2).contains("state finetuning running (job 3)"), qPrintable(view.cellText(1, 2)));
        QVERIFY(view.accessibleDescription().contains("finetuning running (job 3)")); // without moving the cursor
    }

    void badgesStandBesideTheMarks() {
        // The circle of one marker has a radius of 0.36 of the cell's height, at most 0.75 of the font's 18.
        for (const double size : {24.0, 40.0, 80.0}) {
            const QRectF cell(0, 0, size, size), badge = badgeArea(cell, 18);
            QVERIFY(cell.contains(badge));
            QVERIFY(badge.width() >= 5);
            QVERIFY(QLineF(cell.center(), badge.topLeft()).length() >= std::min(0.36 * size, 13.5));
        }
        // Two markers side by side in a flat cell: the right one's middle is 1.3 * 10.08 right of the cell's.
        const QRectF flat(0, 0, 87, 28);
        QVERIFY(badgeArea(flat, 18).width() > 10); // there is room beside them
        QVERIFY(QLineF(flat.center() + QPointF(13.1, 0), badgeArea(flat, 18).topLeft()).length() >= 10.08);
        QCOMPARE(badgeArea(QRectF(0, 0, 6, 6), 18), QRectF(2.7, 2.7, 3.3, 3.3)); // what the smallest cells can give
    }

    void eachStateHasItsOwnShape() {
        std::set<QByteArray> shapes;
        for (const BadgeShape shape : {BadgeShape::Square, BadgeShape::Play, BadgeShape::Tick, BadgeShape::Cross}) {
            QImage image(16, 16, QImage::Format_RGB32);
            image.fill(Qt::gray);
            QPainter painter(&image);
            drawBadge(painter, shape, QRectF(0, 0, 16, 16));
            painter.end();
            QByteArray mask; // light or dark, without colours
            for (int y = 0; y < 16; ++y)
                for (int x = 0; x < 16; ++x)
                    mask += qGray(image.pixel(x, y)) > 90 ? '1' : '0';
            shapes.insert(mask);
        }
        QCOMPARE(shapes.size(), size_t(4));
    }

    void onlyWhatIsThereIsInTheLegend() {
        HeatmapData data = example();
        const PairTable table = pairTable({data.source, data.target, data.rows, data.columns, &*data.scores, nullptr, &*data.stitches, nullptr});
        const auto titles = [&] {
            QStringList found;
            for (const LegendEntry& entry : legendEntries(data, table, {}, Theme::light({})))
                if (std::holds_alternative<BadgeShape>(entry.symbol)) found << entry.text;
            return found;
        };
        QVERIFY(titles().isEmpty());
        data.states = statesOf({job(1, JobKind::Finetune, JobState::Pending, {at(1, 1), at(1, 2)}), job(2, JobKind::Finetune, JobState::Failed, {at(2, 2)})}, {},
                               "tiny", "base", 3, 4);
        QCOMPARE(titles(), (QStringList{"queued (2)", "failed (1)"}));
    }

    void theyAreDrawnInTheCorner() {
        HeatmapView view;
        show(view, example());
        const QImage before = view.grab().toImage();
        const QColor mark = before.pixelColor(view.cellCenter(2, 2).toPoint());
        view.setStates(statesOf({job(1, JobKind::Finetune, JobState::Pending, {at(2, 2)})}, {}, "tiny", "base", 3, 4));
        view.replotNow();
        QCoreApplication::processEvents();
        const QImage after = view.grab().toImage();
        const QPointF half = (view.cellCenter(3, 3) - view.cellCenter(2, 2)) / 2;
        const QPoint corner = (view.cellCenter(2, 2) + half - QPointF(6, 3.5)).toPoint(), middle = view.cellCenter(2, 2).toPoint();
        QVERIFY(after.pixelColor(corner).lightness() < 60);
        QVERIFY(before.pixelColor(corner).lightness() > 60);
        QCOMPARE(after.pixelColor(middle), mark); // SN-Net's
    }

    void framesDoNotCutThem() {
        HeatmapView view;
        show(view, example());
        view.setStates(statesOf({job(1, JobKind::Finetune, JobState::Pending, {at(2, 2)})}, {}, "tiny", "base", 3, 4));
        const auto drawnNow = [&] {
            view.replotNow();
            QCoreApplication::processEvents();
            return view.grab().toImage();
        };
        drawnNow(); // the legend takes its room
        const QPointF size = view.cellCenter(3, 3) - view.cellCenter(2, 2);
        const QRectF cell(view.cellCenter(2, 2) - size / 2, QSizeF(size.x(), size.y()));
        const QRectF area = badgeArea(cell, QFontMetricsF(view.theme().font).height());
        const QRect badge(int(area.right()) - 2, int(area.center().y()) - 1, 2, 3); // of its right edge, away from the round corners
        const QImage alone = drawnNow().copy(badge);
        const auto same = [&](const char* frame) { QVERIFY2(drawnNow().copy(badge) == alone, frame); };
        view.showChosen({2, 2}, {{2, 2}});
        same("of the chosen cell and of its run");
        view.selectCells({{2, 2}});
        same("of the selection");
        view.setCurrentCell(2, 2);
        same("of the cursor");
        view.setFocus();
        same("of the cursor with the keyboard");
    }
};

QTEST_MAIN(TestCellStates)
#include "tst_cell_states.moc"
