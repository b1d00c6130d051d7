// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/marker_stamps.h"

#include <QPainter>
#include <cmath>

namespace klas::ui {

void drawLook(QPainter& painter, const MarkerLook& look, const QPointF& at) {
    painter.setOpacity(look.opacity);
    drawMarker(painter, look.style, at, look.radius);
    painter.setOpacity(1);
}

MarkerStamp::MarkerStamp(const MarkerLook& look, double pixelRatio)
    : m_half(int(std::ceil(look.radius * 1.4)) + 1)
    , m_pixels(QSize(2 * m_half + 1, 2 * m_half + 1) * pixelRatio) {
    m_pixels.setDevicePixelRatio(pixelRatio);
    m_pixels.fill(Qt::transparent);
    QPainter painter(&m_pixels);
    drawLook(painter, look, QPointF(m_half + 0.5, m_half + 0.5));
}

void MarkerStamp::draw(QPainter& painter, const QPointF& at) const {
    painter.drawPixmap(QPoint(int(std::floor(at.x())) - m_half, int(std::floor(at.y())) - m_half), m_pixels);
}

const MarkerStamp& MarkerStamps::of(const MarkerLook& look) {
    return m_stamps.try_emplace({look.style.color.rgba(), look.style.shape, look.radius, look.opacity}, look, m_pixelRatio).first->second;
}

} // namespace klas::ui
