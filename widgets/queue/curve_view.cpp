// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/queue/curve_view.h"

#include "widgets/bridge/text.h"
#include "widgets/plot/axis_style.h"

#include <QLabel>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace klas::ui {

namespace {

constexpr size_t kDrawn = 2000; ///< more points than a screen has columns say nothing

bool earlier(const CurvePoint& a, const CurvePoint& b) { return a.step < b.step; }

} // namespace

std::vector<CurvePoint> thinned(const std::vector<CurvePoint>& points, size_t most) {
    if (points.size() <= most || most < 4) return points;
    std::vector<CurvePoint> kept{points.front()};
    const size_t inner = points.size() - 2, stretches = (most - 2) / 2;
    for (size_t s = 0; s < stretches; ++s) {
        const auto first = points.begin() + 1 + std::ptrdiff_t(inner * s / stretches), last = points.begin() + 1 + std::ptrdiff_t(inner * (s + 1) / stretches);
        const auto [low, high] = std::minmax_element(first, last, [](const CurvePoint& a, const CurvePoint& b) { return a.loss < b.loss; });
        const auto [one, other] = std::minmax(low, high);
        kept.push_back(*one);
        if (other != one) kept.push_back(*other);
    }
    kept.push_back(points.back());
    return kept;
}

CurveView::CurveView(QWidget* parent)
    : Plot(parent)
    , m_line(canvas()->addGraph())
    , m_empty(new QLabel(this))
    , m_text(new QLabel(this)) {
    setAccessibleName(tr("Training curve"));
    setMouseTracking(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setAutoFillBackground(true);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_text->setAttribute(Qt::WA_TransparentForMouseEvents);
    canvas()->xAxis->setLabel(tr("step"));
    canvas()->yAxis->setLabel(tr("training loss"));
    for (QCPAxis* axis : {canvas()->xAxis, canvas()->yAxis})
        axis->setSubTicks(false);
    canvas()->xAxis->ticker()->setTickCount(4);
    canvas()->yAxis->ticker()->setTickCount(2); // the view is low
    canvas()->xAxis->setNumberFormat("f");
    canvas()->xAxis->setNumberPrecision(0);
    clear({});
}

void CurveView::clear(const QString& emptyText) {
    m_curve = {};
    m_steps = 0;
    m_empty->setText(emptyText);
    refresh();
}

void CurveView::setCurve(const RunCurve& curve, long steps) {
    m_curve = curve;
    m_steps = steps;
    refresh();
}

void CurveView::add(const RunCurve& stretch) {
    if (stretch.run != m_curve.run || stretch.points.empty()) return;
    auto& points = m_curve.points;
    points.erase(std::lower_bound(points.begin(), points.end(), stretch.points.front(), earlier), points.end());
    points.insert(points.end(), stretch.points.begin(), stretch.points.end());
    refresh();
}

void CurveView::refresh() {
    const bool empty = m_curve.points.empty();
    m_empty->setGeometry(rect());
    m_empty->setVisible(empty);
    canvas()->setVisible(!empty);
    m_text->setVisible(!empty);
    if (empty) {
        m_readout.clear();
        setAccessibleDescription(m_empty->text());
        return;
    }
    QVector<double> x, y;
    for (const CurvePoint& p : thinned(m_curve.points, kDrawn)) {
        x << double(p.step);
        y << p.loss;
    }
    m_line->setData(x, y, true);
    const auto [low, high] = std::minmax_element(y.begin(), y.end());
    const double tall = std::max(*high - *low, 1e-3 * std::max(1.0, std::abs(*high)));
    canvas()->yAxis->setRange(*low - 0.08 * tall, *high + 0.08 * tall);
    canvas()->xAxis->setRange(0, std::max(double(std::max(m_steps, m_curve.points.back().step)), 1.0) * 1.02);
    tell(nullptr);
    scheduleReplot();
}

void CurveView::tell(const CurvePoint* point) {
    const CurvePoint& p = point ? *point : m_curve.points.back();
    m_readout = tr("step %L1, loss %2, learning rate %3").arg(p.step).arg(number(p.loss), number(p.rate));
    m_text->setText(m_readout);
    m_text->adjustSize();
    m_text->move(std::max(0, width() - m_text->width() - fontMetrics().height() / 2), 0);
    setAccessibleDescription(tr("%1: %2").arg(qstr(m_curve.run), m_readout));
}

void CurveView::applyTheme(const Theme& theme) {
    Plot::applyTheme(theme);
    canvas()->setBackground(theme.background);
    for (QCPAxis* axis : {canvas()->xAxis, canvas()->yAxis})
        styleAxis(*axis, theme);
    m_line->setPen(QPen(theme.focus, 1.5));
    for (QLabel* label : {m_empty, m_text}) {
        QPalette colors = label->palette();
        colors.setColor(QPalette::Window, theme.background);
        colors.setColor(QPalette::WindowText, theme.mutedText);
        label->setPalette(colors);
    }
    refresh();
}

void CurveView::mouseMoveEvent(QMouseEvent* event) {
    Plot::mouseMoveEvent(event);
    if (m_curve.points.empty()) return;
    const double step = canvas()->xAxis->pixelToCoord(event->position().x() - canvas()->x());
    const auto& points = m_curve.points;
    auto next = std::lower_bound(points.begin(), points.end(), CurvePoint{long(std::ceil(step)), 0, 0, 0}, earlier);
    if (next == points.end() || (next != points.begin() && step - double(std::prev(next)->step) < double(next->step) - step)) --next;
    tell(&*next);
}

void CurveView::leaveEvent(QEvent* event) {
    Plot::leaveEvent(event);
    if (!m_curve.points.empty()) tell(nullptr);
}

void CurveView::resizeEvent(QResizeEvent* event) {
    Plot::resizeEvent(event);
    refresh();
}

} // namespace klas::ui
