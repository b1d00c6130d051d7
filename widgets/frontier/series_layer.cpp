// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/series_layer.h"

#include <algorithm>
#include <cmath>

namespace klas::ui {

SeriesLayer::SeriesLayer(QCPAxis* x, QCPAxis* y)
    : QCPLayerable(x->parentPlot(), QStringLiteral("main"), x->axisRect())
    , m_x(x)
    , m_y(y) {}

void SeriesLayer::setData(const TradeoffData* data) {
    m_data = data;
    m_curves = data ? methodCurves(*data) : std::vector<MethodCurve>();
    m_marked.reset();
    m_shortlist.clear();
    m_ringed.clear();
}

QRect SeriesLayer::clipRect() const {
    const int margin = int(std::ceil(2.4 * markerRadius()));
    return m_x->axisRect()->rect().adjusted(-margin, -margin, margin, margin);
}

double SeriesLayer::markerRadius() const {
    return QFontMetricsF(m_theme.font).xHeight() * 0.55;
}

QPointF SeriesLayer::pixel(PointRef p) const {
    return {m_x->coordToPixel(m_data->cost(p)), m_y->coordToPixel(100 * m_data->series[p.series].points[p.point].top1.value_or(0))};
}

bool SeriesLayer::shows(PointRef p) const {
    if (p.series >= m_data->series.size()) return false; // on the shortlist, but not among what is shown
    const TradeoffPoint& point = m_data->series[p.series].points[p.point];
    return point.top1 && m_y->range().contains(100 * *point.top1) && m_x->range().contains(m_data->cost(p));
}

void SeriesLayer::draw(QCPPainter* painter) {
    if (!m_data) return;
    painter->save();
    painter->setClipRect(m_x->axisRect()->rect());
    for (const OverlayCurve& overlay : m_data->overlays)
        drawOverlay(painter, overlay);
    // The anchors' own line lies below what is compared with it.
    for (const MethodCurve& curve : m_curves)
        drawCurve(painter, curve);
    painter->restore();
    // What is beaten first, anchors as they came last: nothing hides what matters.
    std::vector<std::pair<int, PointRef>> order;
    for (size_t s = 0; s < m_data->series.size(); ++s)
        for (size_t k = 0; k < m_data->series[s].points.size(); ++k)
            if (const PointRef p{s, k}; shows(p)) order.emplace_back(m_data->series[s].run.empty() ? 2 : m_data->series[s].onFront(k) ? 1 : 0, p);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [rank, point] : order)
        drawPoint(painter, point);
    drawRings(painter);
}

QPolygonF SeriesLayer::line(const std::vector<std::pair<double, double>>& points, bool steps, bool toTheEnd) const {
    QPolygonF line;
    for (const auto& [cost, top1] : points) {
        const QPointF at(m_x->coordToPixel(cost), m_y->coordToPixel(100 * top1));
        if (steps && !line.isEmpty()) line << QPointF(at.x(), line.last().y());
        line << at;
    }
    if (toTheEnd && !line.isEmpty()) line << QPointF(m_x->axisRect()->right(), line.last().y());
    return line;
}

void SeriesLayer::drawOverlay(QCPPainter* painter, const OverlayCurve& overlay) const {
    const QPolygonF polygon = line(overlay.points, overlay.staircase, false);
    painter->setBrush(Qt::NoBrush);
    // A dark rim below, so that a light colour stands out from a light background too.
    for (const auto& [color, width] : {std::pair{m_theme.axis, 3.4}, {overlay.style.color, 2.0}}) {
        painter->setPen(QPen(color, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
        painter->drawPolyline(polygon);
    }
}

/// Best top-1 at or below each budget: to the right, then up.
void SeriesLayer::drawCurve(QCPPainter* painter, const MethodCurve& curve) const {
    const TradeoffSeries& first = m_data->series[curve.series.front()];
    const bool anchors = first.run.empty();
    QPen pen(anchors ? m_theme.mutedText : first.style.color, anchors ? 1.2 : 1.8, anchors ? Qt::DashLine : Qt::SolidLine);
    pen.setJoinStyle(Qt::MiterJoin);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    painter->drawPolyline(line(curve.steps, true, true));
}

void SeriesLayer::drawPoint(QCPPainter* painter, PointRef point) const {
    const TradeoffSeries& s = m_data->series[point.series];
    const bool anchor = s.points[point.point].anchor;
    const QPointF at = pixel(point);
    const double radius = markerRadius();
    if (!s.onFront(point.point) && !(anchor && s.run.empty())) {
        QColor color = s.style.color;
        color.setAlphaF(0.5f);
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawEllipse(at, radius * 0.55, radius * 0.55);
        return;
    }
    SeriesStyle style = s.style;
    if (anchor) style.shape = MarkerShape::Star;
    drawMarker(*painter, style, at, !anchor ? radius : s.run.empty() ? radius * 1.6 : radius * 1.2);
}

void SeriesLayer::drawRings(QCPPainter* painter) const {
    const double radius = markerRadius();
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(m_theme.text, 1.2));
    for (const PointRef& p : m_ringed)
        if (shows(p)) painter->drawEllipse(pixel(p), radius * 1.9, radius * 1.9);
    if (m_marked && shows(*m_marked)) {
        painter->setPen(QPen(m_theme.focus, 2));
        painter->drawEllipse(pixel(*m_marked), radius * 2.4, radius * 2.4);
    }
    painter->setFont(m_theme.font);
    for (size_t k = 0; k < m_shortlist.size(); ++k) {
        if (!shows(m_shortlist[k])) continue;
        const QString number = QString::number(k + 1);
        const QFontMetricsF metrics(m_theme.font);
        const double side = metrics.height();
        const QRectF tag(pixel(m_shortlist[k]) + QPointF(radius, -radius - side), QSizeF(side, side));
        painter->setPen(QPen(m_theme.text, 1));
        painter->setBrush(m_theme.background);
        painter->drawRoundedRect(tag, 2, 2);
        painter->drawText(tag, Qt::AlignCenter, number);
    }
}

} // namespace klas::ui
