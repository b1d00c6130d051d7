// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/frame_layer.h"

#include <QPainterPath>
#include <algorithm>

namespace klas::ui {

FrameLayer::FrameLayer(QCPAxis* x, QCPAxis* y, const QString& layer)
    : QCPLayerable(x->parentPlot(), layer)
    , m_x(x)
    , m_y(y) {}

QRectF FrameLayer::inside(QPoint cell, double margin) const {
    return QRectF(QPointF(m_x->coordToPixel(cell.x() - 0.5), m_y->coordToPixel(cell.y() - 0.5)),
                  QPointF(m_x->coordToPixel(cell.x() + 0.5), m_y->coordToPixel(cell.y() + 0.5)))
        .normalized()
        .adjusted(margin, margin, -margin, -margin);
}

std::vector<QPoint> FrameLayer::framed() const {
    std::vector<QPoint> all = m_cells;
    all.insert(all.end(), m_runCells.begin(), m_runCells.end());
    if (!m_chosen.isNull()) all.push_back(m_chosen);
    return all;
}

void FrameLayer::draw(QCPPainter* painter) {
    const QColor dark(20, 20, 20);
    const auto pen = [](const QColor& color, double width, Qt::PenStyle style = Qt::SolidLine) {
        return QPen(color, width, style, style == Qt::SolidLine ? Qt::SquareCap : Qt::FlatCap, Qt::MiterJoin);
    };
    painter->setBrush(Qt::NoBrush);
    for (const QPoint& cell : m_runCells) {
        const QRectF area = inside(cell, 2.5);
        const double side = std::min(area.width(), area.height()) / 4;
        QPainterPath corners;
        for (const int x : {-1, 1})
            for (const int y : {-1, 1}) {
                const QPointF corner(x < 0 ? area.left() : area.right(), y < 0 ? area.top() : area.bottom());
                corners.moveTo(corner - QPointF(x * side, 0));
                corners.lineTo(corner);
                corners.lineTo(corner - QPointF(0, y * side));
            }
        for (const QPen& p : {pen(Qt::white, 4), pen(dark, 1.6)}) {
            painter->setPen(p);
            painter->drawPath(corners);
        }
    }
    for (const QPoint& cell : m_cells) {
        const QRectF area = inside(cell, 2.5);
        painter->setPen(pen(Qt::white, 4));
        painter->drawRect(area);
        painter->setPen(pen(dark, 2, Qt::DashLine));
        painter->drawRect(area);
    }
    if (m_chosen.isNull()) return;
    const QRectF area = inside(m_chosen, 1.5);
    painter->setPen(pen(Qt::white, 5));
    painter->drawRect(area);
    painter->setPen(pen(dark, 2.4));
    painter->drawRect(area);
}

} // namespace klas::ui
