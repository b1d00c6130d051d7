// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/frontier/choice_layer.h"

namespace klas::ui {

ChoiceLayer::ChoiceLayer(const SeriesLayer& series)
    : QCPLayerable(series.parentPlot(), QStringLiteral("overlay"))
    , m_series(series) {}

void ChoiceLayer::draw(QCPPainter* painter) {
    const double radius = m_series.markerRadius();
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(m_theme.focus, 1.6, Qt::DotLine));
    for (const PointRef& p : m_highlighted)
        painter->drawEllipse(m_series.pixel(p), radius * 1.6, radius * 1.6);
    painter->setPen(QPen(m_theme.text, 1.2));
    for (const PointRef& p : m_ringed)
        painter->drawEllipse(m_series.pixel(p), radius * 1.9, radius * 1.9);
    if (m_marked) {
        painter->setPen(QPen(m_theme.focus, 2));
        painter->drawEllipse(m_series.pixel(*m_marked), radius * 2.4, radius * 2.4);
    }
    painter->setFont(m_theme.font);
    painter->setPen(QPen(m_theme.text, 1));
    painter->setBrush(m_theme.background);
    const double side = QFontMetricsF(m_theme.font).height();
    for (size_t k = 0; k < m_shortlist.size(); ++k) {
        if (!m_shortlist[k]) continue;
        const QRectF tag(m_series.pixel(*m_shortlist[k]) + QPointF(radius, -radius - side), QSizeF(side, side));
        painter->drawRoundedRect(tag, 2, 2);
        painter->drawText(tag, Qt::AlignCenter, QLocale().toString(qulonglong(k + 1)));
    }
}

} // namespace klas::ui
