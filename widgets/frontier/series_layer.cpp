// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/series_layer.h"

#include "widgets/plot/legible.h"
#include "widgets/plot/marker_stamps.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace klas::ui {

SeriesLayer::SeriesLayer(QCPAxis* x, QCPAxis* y)
    : QCPLayerable(x->parentPlot(), QStringLiteral("main"), x->axisRect())
    , m_x(x)
    , m_y(y) {}

void SeriesLayer::setData(const TradeoffData* data) {
    constexpr size_t kMostColored = 16; // as many as one can still find again in a legend
    m_data = data;
    m_quiet.assign(data->series.size(), false);
    for (size_t c = kMostColored; c < data->curves.size(); ++c)
        for (const size_t s : data->curves[c].series)
            m_quiet[s] = true;
}

QRect SeriesLayer::clipRect() const {
    const int margin = int(std::ceil(2 * markerRadius()));
    return m_x->axisRect()->rect().adjusted(-margin, -margin, margin, margin);
}

double SeriesLayer::markerRadius() const {
    return QFontMetricsF(m_theme.font).xHeight() * 0.62;
}

QPointF SeriesLayer::pixel(PointRef p) const {
    return {m_x->coordToPixel(m_data->cost(p)), m_y->coordToPixel(100 * m_data->point(p).top1.value_or(0))};
}

QPen SeriesLayer::overlayPen(const Theme& theme, size_t k) {
    static const QList<QList<qreal>> dashes{{2, 2}, {8, 3, 2, 3}, {10, 4}, {2, 5}};
    QPen pen(theme.mutedText, 1, Qt::CustomDashLine, Qt::FlatCap, Qt::MiterJoin);
    pen.setDashPattern(dashes[qsizetype(k) % dashes.size()]);
    return pen;
}

void SeriesLayer::draw(QCPPainter* painter) {
    if (!m_data) return;
    painter->save();
    painter->setClipRect(m_x->axisRect()->rect());
    drawOverlays(painter);
    for (auto curve = m_data->curves.rbegin(); curve != m_data->curves.rend(); ++curve) // the best lies on top
        drawFronts(painter, *curve);
    painter->restore();
    constexpr size_t kMostPaths = 300; // vectors in files, however many
    const bool many = m_data->byCost.size() > kMostPaths && !painter->modes().testFlag(QCPPainter::pmVectorized);
    MarkerStamps stamps(mParentPlot->bufferDevicePixelRatio());
    for (size_t s = 0; s < m_data->series.size(); ++s)
        if (m_quiet[s]) drawQuietPoints(painter, m_data->series[s]);
    for (size_t s = 0; s < m_data->series.size(); ++s)
        if (!m_quiet[s]) drawPoints(painter, m_data->series[s], many ? &stamps : nullptr);
}

/// Best top-1 at or below each budget: to the right, then up.
QPolygonF SeriesLayer::staircase(const std::vector<std::pair<double, double>>& points) const {
    QPolygonF line;
    for (const auto& [cost, top1] : points) {
        const QPointF at(m_x->coordToPixel(cost), m_y->coordToPixel(100 * top1));
        if (!line.isEmpty()) line << QPointF(at.x(), line.last().y());
        line << at;
    }
    return line;
}

void SeriesLayer::drawOverlays(QCPPainter* painter) const {
    painter->setBrush(Qt::NoBrush);
    for (size_t k = 0; k < m_data->overlays.size(); ++k) {
        painter->setPen(overlayPen(m_theme, k));
        painter->drawPolyline(staircase(m_data->overlays[k].points));
    }
}

/// Level and upright lines on whole pixels: sharper than antialiased ones, and a thousand of them need no time.
static void fillSteps(QCPPainter& painter, const QPolygonF& line, const QPen& pen) {
    const double ratio = painter.device()->devicePixelRatioF(), width = std::max(1.0, std::round(pen.widthF() * ratio)) / ratio;
    const auto edge = [&](double at) { return std::round((at - width / 2) * ratio) / ratio; };
    painter.setAntialiasing(false);
    for (qsizetype k = 1; k < line.size(); ++k) {
        const auto [left, right] = std::minmax({edge(line[k - 1].x()), edge(line[k].x())});
        const auto [top, bottom] = std::minmax({edge(line[k - 1].y()), edge(line[k].y())});
        painter.fillRect(QRectF(left, top, right - left + width, bottom - top + width), pen.color());
    }
    painter.setAntialiasing(true);
}

void SeriesLayer::drawFronts(QCPPainter* painter, const MethodCurve& curve) const {
    constexpr size_t kMostRuns = 8; // more staircases are one grey heap
    const TradeoffSeries& first = m_data->series[curve.series.front()];
    const bool anchors = first.run.empty();
    QPen pen(anchors ? m_theme.mutedText : legibleLine(first.style.color, m_theme.background), anchors ? 1.2 : 1.8, anchors ? Qt::DashLine : Qt::SolidLine);
    const bool quiet = m_quiet[curve.series.front()];
    if (quiet) pen = QPen(m_theme.grid, 1);
    pen.setJoinStyle(Qt::MiterJoin);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    const bool onScreen = !painter->modes().testFlag(QCPPainter::pmVectorized) && pen.style() == Qt::SolidLine;
    const auto drawLine = [&](const std::vector<std::pair<double, double>>& points) {
        if (points.empty()) return;
        QPolygonF line = staircase(points);
        if (!quiet) line << QPointF(m_x->axisRect()->right(), line.last().y());
        onScreen ? fillSteps(*painter, line, pen) : painter->drawPolyline(line);
    };
    if (curve.series.size() > kMostRuns) return drawLine(curve.steps);
    for (const size_t s : curve.series) {
        std::vector<std::pair<double, double>> points;
        for (const FrontPoint& p : m_data->series[s].front)
            points.emplace_back(p.flops, p.top1);
        drawLine(points);
    }
}

/// A dot for each: where there are many of them, a cloud.
void SeriesLayer::drawQuietPoints(QCPPainter* painter, const TradeoffSeries& series) const {
    QColor color = m_theme.mutedText;
    color.setAlphaF(0.5f);
    const double size = 0.5 * markerRadius();
    painter->setAntialiasing(false);
    for (size_t k = 0; k < series.points.size(); ++k) {
        const auto& top1 = series.points[k].top1;
        if (!top1 || !m_y->range().contains(100 * *top1)) continue;
        const QPointF at(m_x->coordToPixel(double(*series.cost(k, m_data->axis))), m_y->coordToPixel(100 * *top1));
        painter->fillRect(QRectF(at.x() - size / 2, at.y() - size / 2, size, size), color);
    }
    painter->setAntialiasing(true);
}

void SeriesLayer::drawPoints(QCPPainter* painter, const TradeoffSeries& series, MarkerStamps* stamps) const {
    std::vector<bool> best(series.points.size(), false);
    for (const FrontPoint& p : series.front)
        best[p.index] = true;
    std::array<const MarkerStamp*, 4> made{}; // by anchor and front
    const auto look = [&](bool anchor, bool front) {
        const double radius = stamps && !front && !anchor ? 0.6 * markerRadius() : markerRadius(); // of thousands, those that count
        MarkerLook l{series.style, anchor ? radius * 1.5 : radius, front ? 1.0 : 0.55};
        if (anchor) l.style.shape = MarkerShape::Star;
        if (!front) l.style.color.setAlphaF(0.4f);
        return l;
    };
    for (size_t k = 0; k < series.points.size(); ++k) {
        const TradeoffPoint& p = series.points[k];
        if (!p.top1) continue;
        if (!m_y->range().contains(100 * *p.top1)) continue; // far below what matters: nothing of it lies over the axis' labels
        const QPointF at(m_x->coordToPixel(double(*series.cost(k, m_data->axis))), m_y->coordToPixel(100 * *p.top1));
        if (!stamps) {
            drawLook(*painter, look(p.anchor, best[k]), at);
            continue;
        }
        const MarkerStamp*& stamp = made[2 * size_t(p.anchor) + size_t(best[k])];
        if (!stamp) stamp = &stamps->of(look(p.anchor, best[k]));
        stamp->draw(*painter, at);
    }
}

} // namespace klas::ui
