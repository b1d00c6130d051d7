// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/badge.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>
#include <cmath>

namespace klas::ui {

/// Whether a corner of that size leaves `count` markers in the middle of the cell alone, sized as MarkerLayer does it.
static bool clearOfMarkers(const QRectF& cell, double side, int count, double fontHeight) {
    const double radius = std::min({0.36 * cell.height(), 0.4 * cell.width() / count, 0.75 * fontHeight});
    const double reach = (count - 1) * 1.3 * radius; // of the outer markers' middles
    return std::hypot(std::max(0.0, cell.width() / 2 - side - reach), cell.height() / 2 - side) >= radius;
}

QRectF badgeArea(const QRectF& cell, double fontHeight) {
    const double room = std::min(cell.width(), cell.height());
    const double edge = room >= 40 ? 1.5 : 0;
    // The smallest cells give what they can, else nothing could be told apart.
    const double least = std::min(5.0, 0.55 * room);
    double side = std::max(least, std::min(0.45 * room, 0.7 * fontHeight));
    while (side > least && !(clearOfMarkers(cell, side + edge, 1, fontHeight) && clearOfMarkers(cell, side + edge, 2, fontHeight)))
        side = std::max(least, side - 0.5);
    return {cell.right() - edge - side, cell.bottom() - edge - side, side, side};
}

void drawBadge(QPainter& painter, BadgeShape shape, const QRectF& area) {
    const double a = area.width();
    const auto at = [&](double x, double y) { return area.topLeft() + QPointF(x * a, y * a); };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0x14, 0x14, 0x14));
    painter.drawRoundedRect(area, 0.2 * a, 0.2 * a);
    // Okabe and Ito's bright tones, 4.5:1 and more on the plate.
    const QColor ink = shape == BadgeShape::Play    ? QColor(0x56b4e9)
                       : shape == BadgeShape::Cross ? QColor(0xff8a3c)
                       : shape == BadgeShape::Tick  ? QColor(0xf0e442)
                                                    : QColor(Qt::white);
    const QPen line(ink, 0.15 * a, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin);
    switch (shape) {
    case BadgeShape::Square:
        painter.setPen(line);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(at(0.3, 0.3), at(0.7, 0.7)));
        break;
    case BadgeShape::Play:
        painter.setBrush(ink);
        painter.drawPolygon(QPolygonF{at(0.26, 0.18), at(0.84, 0.5), at(0.26, 0.82)});
        break;
    case BadgeShape::Tick:
        painter.setPen(line);
        painter.drawPolyline(QPolygonF{at(0.24, 0.52), at(0.43, 0.71), at(0.77, 0.29)});
        break;
    case BadgeShape::Cross:
        painter.setPen(line);
        painter.drawLine(at(0.28, 0.28), at(0.72, 0.72));
        painter.drawLine(at(0.72, 0.28), at(0.28, 0.72));
        break;
    }
    painter.restore();
}

} // namespace klas::ui
