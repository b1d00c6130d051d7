// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/window_bench.h"

#include "app/explorer/bench_project.h"
#include "app/explorer/main_window.h"
#include "core/base/error.h"
#include "core/base/memory.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMouseEvent>
#include <QSettings>
#include <QSlider>
#include <QTableView>
#include <QTemporaryDir>
#include <algorithm>
#include <functional>

namespace klas::ui {

namespace {

constexpr double kFrameMs = 8; ///< half of what a screen of 60 pictures a second leaves

/// Milliseconds of every call, with all that it makes the window's thread do until nothing is left to paint.
class Frames {
public:
    void time(const std::function<void()>& work) {
        QElapsedTimer clock;
        clock.start();
        work();
        QApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
        m_ms.push_back(double(clock.nsecsElapsed()) * 1e-6);
    }
    double median() const { return at(0.5); }
    double worst() const { return at(1); }
    WindowBenchLine line(const QString& what, double wanted = kFrameMs) const {
        return {what, median(), wanted, QStringLiteral("ms"),
                QStringLiteral("median of %1, the slowest %2 ms").arg(m_ms.size()).arg(worst(), 0, 'f', 1)};
    }

private:
    double at(double share) const {
        std::vector<double> sorted = m_ms;
        std::sort(sorted.begin(), sorted.end());
        return sorted.empty() ? 0 : sorted[std::min(sorted.size() - 1, size_t(share * double(sorted.size())))];
    }
    std::vector<double> m_ms;
};

bool waitFor(const std::function<bool()>& done, int ms) {
    QElapsedTimer clock;
    clock.start();
    while (!done() && clock.elapsed() < ms)
        QApplication::processEvents(QEventLoop::AllEvents, 10);
    return done();
}

void hover(QWidget& widget, QPointF at) {
    QMouseEvent move(QEvent::MouseMove, at, widget.mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &move);
}

void press(QWidget& widget, int key, Qt::KeyboardModifiers modifiers = {}) {
    QKeyEvent down(QEvent::KeyPress, key, modifiers);
    QApplication::sendEvent(&widget, &down);
}

QSlider* sliderNamed(QWidget& parent, const QString& begin) {
    for (QSlider* slider : parent.findChildren<QSlider*>())
        if (slider->accessibleName().startsWith(begin)) return slider;
    throw Error("The bench does not find the slider of the window that it moves.");
}

} // namespace

std::vector<WindowBenchLine> benchWindow(const WindowBenchSize& size) {
    QTemporaryDir folder;
    if (!folder.isValid()) throw Error("No folder could be made for the bench's project; set TMPDIR to where there is room.");
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path()); // no trace of it among the recent projects
    const QString file = folder.filePath(QStringLiteral("bench.klas"));
    makeBenchProject(file.toStdString(), size);

    std::vector<WindowBenchLine> lines;
    MainWindow window;
    window.resize(1560, 960);
    window.show();
    QApplication::processEvents();
    const std::int64_t before = residentBytes();
    QElapsedTimer clock;
    clock.start();
    window.work().open(file);
    SimilarityPanel& similarity = window.similarity();
    TradeoffView& tradeoff = window.tradeoff().view();
    if (!waitFor([&] { return similarity.heatmap().data().scores && !tradeoff.data().series.empty(); }, 120'000))
        throw Error("The bench's project did not open: " + window.messages().text().toStdString());
    similarity.heatmap().replotNow();
    tradeoff.replotNow();
    QApplication::processEvents();
    lines.push_back({QStringLiteral("open the project"), double(clock.elapsed()) * 1e-3, 2, QStringLiteral("s"),
                     QStringLiteral("%1 anchors, %2 matrices of %3 x %3, %4 evaluations, %5 runs")
                         .arg(size.anchors).arg(size.anchors * size.anchors).arg(size.blocks).arg(size.runs * size.stitches + size.anchors).arg(size.runs)});

    similarity.showPair(QStringLiteral("net0"), QStringLiteral("net1"));
    HeatmapView& heatmap = similarity.heatmap();
    heatmap.replotNow();
    QApplication::processEvents();
    Frames cells, cursor, points, budget, heatmapDrawn, tradeoffDrawn, tau, pairs, results;
    for (int k = 1; k <= size.blocks; ++k)
        cells.time([&] { hover(heatmap, heatmap.cellCenter(1 + (k * 37) % size.blocks, k)); });
    heatmap.setCurrentCell(1, 1);
    heatmap.setFocus();
    for (int k = 1; k < size.blocks; ++k)
        cursor.time([&] { press(heatmap, k % 2 ? Qt::Key_Right : Qt::Key_Down); });
    const int series = int(tradeoff.data().series.size());
    for (int k = 0; k < 100; ++k)
        points.time([&] { hover(tradeoff, tradeoff.pointPosition({(k * 97) % series, 0})); });
    for (int k = 0; k < 100; ++k)
        budget.time([&] { hover(tradeoff, {tradeoff.width() * (0.2 + 0.006 * k), tradeoff.height() * 0.9}); });
    for (int k = 0; k < 50; ++k) {
        heatmapDrawn.time([&] { heatmap.replotNow(); });
        tradeoffDrawn.time([&] { tradeoff.replotNow(); });
    }
    QSlider* slider = sliderNamed(similarity, MainWindow::tr("Tolerance"));
    for (int k = 0; k < 30; ++k)
        tau.time([&] {
            slider->setValue(2 * k);
            heatmap.replotNow();
            tradeoff.replotNow(); // with what the selection is expected to reach
        });
    for (int k = 0; k + 1 < std::min(size.anchors, 20); ++k)
        pairs.time([&] {
            similarity.showPair(QStringLiteral("net%1").arg(k), QStringLiteral("net%1").arg(k + 1));
            heatmap.replotNow();
            tradeoff.replotNow();
        });
    Evaluation evaluation = window.work().session().state().evaluations.back();
    for (int k = 0; k < 30; ++k) {
        evaluation.top1 = 0.5 + 0.01 * k;
        results.time([&] {
            window.work().session().save(evaluation);
            waitFor([] { return false; }, 0);
        });
    }
    lines.push_back(cells.line(QStringLiteral("hover a cell of the heatmap")));
    lines.push_back(cursor.line(QStringLiteral("move the heatmap's cursor")));
    lines.push_back(points.line(QStringLiteral("hover a point of the trade-off")));
    lines.push_back(budget.line(QStringLiteral("hover a budget of the trade-off")));
    lines.push_back(heatmapDrawn.line(QStringLiteral("draw the heatmap")));
    lines.push_back(tradeoffDrawn.line(QStringLiteral("draw the trade-off")));
    lines.push_back(tau.line(QStringLiteral("a step of τ, both plots drawn"), 2 * kFrameMs));
    lines.push_back(pairs.line(QStringLiteral("another pair, both plots drawn"), 2 * kFrameMs));
    lines.push_back(results.line(QStringLiteral("take in a new evaluation")));
    lines.push_back({QStringLiteral("memory of the window"), double(residentBytes()) / (1 << 20), 500, QStringLiteral("MB"),
                     QStringLiteral("%1 MB of it before the project was opened").arg(before >> 20)});
    return lines;
}

QString tableOf(const std::vector<WindowBenchLine>& lines) {
    QString text;
    for (const WindowBenchLine& line : lines)
        text += QStringLiteral("%1 %2 %3  (wanted %4)  %5\n")
                    .arg(line.what, -34)
                    .arg(line.value, 8, 'f', line.unit == QLatin1String("MB") ? 0 : line.value < 10 ? 2 : 1)
                    .arg(line.unit, -2)
                    .arg(line.wanted)
                    .arg(line.note);
    return text;
}

} // namespace klas::ui
