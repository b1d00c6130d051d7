// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/badge_layer.h"

namespace klas::ui {

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
