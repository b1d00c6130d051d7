// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/score_plot.h"

#include "core/base/error.h"
#include "widgets/bridge/text.h"
#include "widgets/plot/axis_style.h"
#include "widgets/plot/series_style.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <qcustomplot.h>

namespace klas::ui {

/// The markers. Drawn by hand: shapes and halos are those of every other plot.
class ScoreLayer : public QCPLayerable {
public:
    ScoreLayer(QCPAxis* x, QCPAxis* y)
        : QCPLayerable(x->parentPlot(), QStringLiteral("main"))
        , m_x(x)
        , m_y(y) {}

    const ScoreFigures* figures = nullptr;
    std::optional<size_t> marked;
    double radius = 5;
    QColor ring;

    QPointF pixel(size_t k) const {
        return {m_x->coordToPixel(figures->results[k].score), m_y->coordToPixel(100 * figures->results[k].outcome)};
    }

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
    void draw(QCPPainter* painter) override {
        constexpr std::array shapes{MarkerShape::Square, MarkerShape::TriangleUp, MarkerShape::Diamond, MarkerShape::Pentagon, MarkerShape::TriangleDown,
                                    MarkerShape::Hexagon, MarkerShape::Plus, MarkerShape::Cross};
        for (size_t k = 0; figures && k < figures->results.size(); ++k) {
            const int bucket = figures->results[k].bucket;
            SeriesStyle style = anchorStyle(bucket);
            style.shape = shapes[size_t(bucket) % shapes.size()];
            drawMarker(*painter, style, pixel(k), radius);
        }
        if (!figures || !marked) return;
        painter->setPen(QPen(ring, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(pixel(*marked), 1.7 * radius, 1.7 * radius);
    }

private:
    QCPAxis *m_x, *m_y;
};

ScorePlot::ScorePlot(QWidget* parent)
    : Plot(parent)
    , m_layer(new ScoreLayer(canvas()->xAxis, canvas()->yAxis)) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Accuracy after finetuning over the score"));
    m_layer->figures = &m_figures;
    canvas()->yAxis->setLabel(tr("top-1, %"));
    for (QCPAxis* axis : {canvas()->xAxis, canvas()->yAxis}) {
        axis->setSubTicks(false);
        axis->ticker()->setTickCount(4);
    }
}

void ScorePlot::setScore(const ScoreFigures& figures) {
    const auto kept = marked();
    m_marked = m_layer->marked = {};
    m_figures = {figures.title, figures.trust, {}, {}};
    for (size_t k = 0; k < figures.results.size(); ++k)
        if (std::isfinite(figures.results[k].score)) {
            m_figures.stitches.push_back(figures.stitches[k]);
            m_figures.results.push_back(figures.results[k]);
        }
    QCPAxis *x = canvas()->xAxis, *y = canvas()->yAxis;
    x->setLabel(qstr(figures.title));
    if (!m_figures.results.empty()) {
        const auto [low, high] = std::minmax_element(m_figures.results.begin(), m_figures.results.end(), [](const auto& a, const auto& b) { return a.score < b.score; });
        const auto [least, most] = std::minmax_element(m_figures.results.begin(), m_figures.results.end(), [](const auto& a, const auto& b) { return a.outcome < b.outcome; });
        const bool log = low->score > 0 && high->score > 20 * low->score;
        x->setScaleType(log ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        x->setTicker(log ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog) : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
        x->ticker()->setTickCount(4);
        x->setNumberFormat("g");
        x->setNumberPrecision(3);
        if (log) {
            x->setRange(low->score / 1.2, high->score * 1.2);
        } else {
            const double wide = std::max(high->score - low->score, 1e-6);
            x->setRange(low->score - 0.06 * wide, high->score + 0.06 * wide);
        }
        const double tall = std::max(100 * (most->outcome - least->outcome), 0.1);
        y->setRange(100 * least->outcome - 0.08 * tall, 100 * most->outcome + 0.08 * tall);
    }
    mark(kept);
    setAccessibleDescription(tr("%L1 stitches").arg(qulonglong(m_figures.results.size())));
    scheduleReplot();
}

void ScorePlot::mark(const std::optional<Stitch>& stitch) {
    std::optional<size_t> point;
    for (size_t k = 0; stitch && k < m_figures.stitches.size(); ++k)
        if (m_figures.stitches[k] == *stitch) point = k;
    setMarked(point);
}

std::optional<Stitch> ScorePlot::marked() const { return m_marked ? std::optional(m_figures.stitches[*m_marked]) : std::nullopt; }

void ScorePlot::setMarked(std::optional<size_t> point) {
    m_marked = m_layer->marked = point;
    if (point) setAccessibleDescription(pointText(*point));
    scheduleReplot();
}

QPointF ScorePlot::position(size_t point) const { return m_layer->pixel(point) + canvas()->pos(); }

QString ScorePlot::pointText(size_t point) const {
    const ScoredResult& r = m_figures.results.at(point);
    return tr("%1\n%2 %3, top-1 %4, bucket %L5")
        .arg(qstr(text(m_figures.stitches[point])), qstr(m_figures.title), number(r.score), percent(r.outcome, 2))
        .arg(r.bucket + 1);
}

std::optional<size_t> ScorePlot::pointAt(const QPointF& at) const {
    std::optional<size_t> nearest;
    double least = fontMetrics().height();
    for (size_t k = 0; k < m_figures.results.size(); ++k)
        if (const double away = QLineF(position(k), at).length(); away < least) {
            least = away;
            nearest = k;
        }
    return nearest;
}

void ScorePlot::applyTheme(const Theme& theme) {
    Plot::applyTheme(theme);
    for (QCPAxis* axis : {canvas()->xAxis, canvas()->yAxis})
        styleAxis(*axis, theme);
    m_layer->ring = theme.text;
    m_layer->radius = QFontMetricsF(theme.font).height() * 0.32;
    scheduleReplot();
}

void ScorePlot::mouseMoveEvent(QMouseEvent* event) {
    if (const auto point = pointAt(event->position()))
        QToolTip::showText(event->globalPosition().toPoint(), pointText(*point), this);
    else
        QToolTip::hideText();
}

void ScorePlot::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    setMarked(pointAt(event->position()));
    if (const auto stitch = marked()) Q_EMIT stitchActivated(*stitch);
}

void ScorePlot::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (step != 0 && !m_figures.results.empty()) {
        std::vector<size_t> order(m_figures.results.size());
        std::iota(order.begin(), order.end(), size_t(0));
        std::stable_sort(order.begin(), order.end(), [this](size_t a, size_t b) { return m_figures.results[a].score < m_figures.results[b].score; });
        const long last = long(order.size()) - 1;
        const long at = m_marked ? std::find(order.begin(), order.end(), *m_marked) - order.begin() : step > 0 ? -1 : last + 1;
        setMarked(order[size_t(std::clamp(at + step, 0L, last))]);
        QToolTip::showText(mapToGlobal(position(*m_marked).toPoint()), pointText(*m_marked), this);
    } else if (m_marked && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space)) {
        Q_EMIT stitchActivated(*marked());
    } else if (m_marked && event->key() == Qt::Key_Escape) {
        setMarked({});
    } else {
        Plot::keyPressEvent(event);
    }
}

void ScorePlot::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    Q_EMIT menuOpening(menu);
    if (menu->isEmpty()) return delete menu;
    menu->popup(event->reason() == QContextMenuEvent::Mouse ? event->globalPos() : mapToGlobal(rect().center()));
}

void ScorePlot::setCaption(const QString& text) {
    auto* caption = new QCPTextElement(canvas(), text, theme().titleFont());
    caption->setTextColor(theme().text);
    canvas()->plotLayout()->insertRow(0);
    canvas()->plotLayout()->addElement(0, 0, caption);
}

void ScorePlot::drawOn(QCPPainter& painter, const QSize& size) { canvas()->toPainter(&painter, size.width(), size.height()); }

FigureDrawing scoreDrawing(const ScoreFigures& figures, const QString& caption, const ExportFormat& format) {
    auto plot = std::make_shared<ScorePlot>();
    plot->setFixedTheme(fileTheme(format.dark));
    plot->setScore(figures);
    if (plot->score().results.empty()) throw Error("There is nothing to plot yet: finetune some stitches of the pair first.");
    plot->setCaption(caption);
    return [plot, size = format.size](QCPPainter& painter) { plot->drawOn(painter, size); };
}

} // namespace klas::ui
