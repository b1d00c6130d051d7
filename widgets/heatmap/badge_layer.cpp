// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/badge_layer.h"

#include <algorithm>

namespace klas::ui {

QRectF badgeArea(const QRectF& cell, double fontHeight) {
    // A marker reaches 0.36 of the height from the middle: a corner of 0.24 stays clear of it. The smallest cells give more
    // of themselves, else nothing could be told apart.
    const double room = std::min(cell.width(), cell.height());
    const double side = std::clamp(0.24 * room, std::min(6.0, 0.55 * room), 0.7 * fontHeight);
    const double edge = room > 20 ? 1.5 : 0;
    return {cell.right() - edge - side, cell.bottom() - edge - side, side, side};
}

void BadgeLayer::draw(QCPPainter* painter) {
    const double em = QFontMetricsF(mParentPlot->font()).height();
    for (const Badge& badge : m_badges) {
        const QRectF cell = QRectF(QPointF(mKeyAxis->coordToPixel(badge.cell.x() - 0.5), mValueAxis->coordToPixel(badge.cell.y() - 0.5)),
                                   QPointF(mKeyAxis->coordToPixel(badge.cell.x() + 0.5), mValueAxis->coordToPixel(badge.cell.y() + 0.5)))
                                .normalized();
        drawBadge(*painter, badge.shape, badgeArea(cell, em));
    }
}

} // namespace klas::ui
