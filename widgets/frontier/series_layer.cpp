// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/series_layer.h"

namespace klas::ui {

SeriesLayer::SeriesLayer(QCPAxis* x, QCPAxis* y)
    : QCPLayerable(x->parentPlot(), QStringLiteral("main"), x->axisRect())
    , m_x(x)
    , m_y(y) {}

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
    for (const MethodCurve& curve : m_data->curves)
        drawFronts(painter, curve);
    painter->restore();
    for (size_t k = 0; k < m_data->series.size(); ++k)
        drawPoints(painter, m_data->series[k]);
    drawRings(painter);
    drawNumbers(painter);
}

void SeriesLayer::drawNumbers(QCPPainter* painter) const {
    painter->setFont(m_theme.font);
    const double side = QFontMetricsF(m_theme.font).height();
    for (size_t k = 0; k < m_shortlist.size(); ++k) {
        if (!m_shortlist[k]) continue;
        const QRectF tag(pixel(*m_shortlist[k]) + QPointF(markerRadius(), -markerRadius() - side), QSizeF(side, side));
        painter->setPen(QPen(m_theme.text, 1));
        painter->setBrush(m_theme.background);
        painter->drawRoundedRect(tag, 2, 2);
        painter->drawText(tag, Qt::AlignCenter, QLocale().toString(qulonglong(k + 1)));
    }
}

void SeriesLayer::drawRings(QCPPainter* painter) const {
    const double radius = markerRadius();
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(m_theme.text, 1.2));
    for (const PointRef& p : m_ringed)
        painter->drawEllipse(pixel(p), radius * 1.9, radius * 1.9);
    if (!m_marked) return;
    painter->setPen(QPen(m_theme.focus, 2));
    painter->drawEllipse(pixel(*m_marked), radius * 2.4, radius * 2.4);
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

void SeriesLayer::drawFronts(QCPPainter* painter, const MethodCurve& curve) const {
    constexpr size_t kMostRuns = 8; // more staircases are one grey heap
    const TradeoffSeries& first = m_data->series[curve.series.front()];
    const bool anchors = first.run.empty();
    QPen pen(anchors ? m_theme.mutedText : first.style.color, anchors ? 1.2 : 1.8, anchors ? Qt::DashLine : Qt::SolidLine);
    pen.setJoinStyle(Qt::MiterJoin);
    painter->setPen(pen);
    painter->setBrush(Qt::NoBrush);
    const auto drawLine = [&](const std::vector<std::pair<double, double>>& points) {
        if (points.empty()) return;
        QPolygonF line = staircase(points);
        painter->drawPolyline(line << QPointF(m_x->axisRect()->right(), line.last().y()));
    };
    if (curve.series.size() > kMostRuns) return drawLine(curve.steps);
    for (const size_t s : curve.series) {
        std::vector<std::pair<double, double>> points;
        for (const FrontPoint& p : m_data->series[s].front)
            points.emplace_back(p.flops, p.top1);
        drawLine(points);
    }
}

void SeriesLayer::drawPoints(QCPPainter* painter, const TradeoffSeries& series) const {
    const double radius = markerRadius();
    for (size_t k = 0; k < series.points.size(); ++k) {
        const TradeoffPoint& p = series.points[k];
        if (!p.top1) continue;
        SeriesStyle style = series.style;
        if (p.anchor) style.shape = MarkerShape::Star;
        if (!series.onFront(k)) style.color.setAlphaF(0.4f);
        const QPointF at(m_x->coordToPixel(double(*series.cost(k, m_data->axis))), m_y->coordToPixel(100 * *p.top1));
        painter->setOpacity(series.onFront(k) ? 1 : 0.55);
        drawMarker(*painter, style, at, p.anchor ? radius * 1.5 : radius);
        painter->setOpacity(1);
    }
}

} // namespace klas::ui
