// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/badge.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>

namespace klas::ui {

QRectF badgeArea(const QRectF& cell, double fontHeight) {
    // A marker reaches 0.36 of the height from the middle: a corner of 0.22 stays clear of it. The smallest cells give more
    // of themselves, else nothing could be told apart.
    const double room = std::min(cell.width(), cell.height());
    const double side = std::clamp(0.22 * room, std::min(5.0, 0.55 * room), 0.7 * fontHeight);
    const double edge = room >= 40 ? 1.5 : 0;
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
