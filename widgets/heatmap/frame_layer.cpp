// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/frame_layer.h"

namespace klas::ui {

FrameLayer::FrameLayer(QCPAxis* x, QCPAxis* y, const QString& layer)
    : QCPLayerable(x->parentPlot(), layer)
    , m_x(x)
    , m_y(y) {}

void FrameLayer::draw(QCPPainter* painter) {
    painter->setBrush(Qt::NoBrush);
    for (const QPoint& cell : m_cells) {
        const QRectF area = QRectF(QPointF(m_x->coordToPixel(cell.x() - 0.5), m_y->coordToPixel(cell.y() - 0.5)),
                                   QPointF(m_x->coordToPixel(cell.x() + 0.5), m_y->coordToPixel(cell.y() + 0.5)))
                                .normalized()
                                .adjusted(2.5, 2.5, -2.5, -2.5);
        painter->setPen(QPen(Qt::white, 4, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        painter->drawRect(area);
        painter->setPen(QPen(QColor(20, 20, 20), 2, Qt::DashLine, Qt::FlatCap, Qt::MiterJoin));
        painter->drawRect(area);
    }
}

} // namespace klas::ui
