// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/marker_legend.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

namespace klas::ui {

static constexpr double kText = 1.4; ///< lines' heights from a symbol's left edge to its text

std::pair<std::vector<QPointF>, int> MarkerLegend::place(int width) const {
    std::vector<QPointF> places;
    if (m_entries.empty()) return {places, 0};
    const QFontMetricsF metrics(m_theme.font);
    const double em = metrics.height();
    const double rowHeight = 1.35 * em;
    double x = 0, y = 0.3 * em;
    for (const LegendEntry& entry : m_entries) {
        const double needed = kText * em + metrics.horizontalAdvance(entry.text);
        if (x > 0 && x + needed > width) {
            x = 0;
            y += rowHeight;
        }
        places.emplace_back(x, y);
        x += needed + 1.2 * em;
    }
    return {places, static_cast<int>(std::ceil(y + rowHeight))};
}

void MarkerLegend::update(UpdatePhase phase) {
    QCPLayoutElement::update(phase);
    if (phase != upPreparation) return;
    // Its height follows from the figure's width: known before the layout shares out heights.
    const int height =
        place(mParentPlot->viewport().width() - 2 * QFontMetrics(m_theme.font).height()).second;
    setMinimumSize(0, height);
    setMaximumSize(QWIDGETSIZE_MAX, height);
}

void MarkerLegend::draw(QCPPainter* painter) {
    const QFontMetricsF metrics(m_theme.font);
    const double em = metrics.height();
    const auto [places, height] = place(mRect.width());
    painter->setFont(m_theme.font);
    for (size_t k = 0; k < m_entries.size(); ++k) {
        const QPointF corner = QPointF(mRect.topLeft()) + places[k];
        const QRectF symbol(corner.x(), corner.y() + 0.06 * em, 0.9 * em, 0.9 * em);
        if (const auto* style = std::get_if<SeriesStyle>(&m_entries[k].symbol)) {
            drawMarker(*painter, *style, symbol.center(), 0.42 * em);
        } else if (const auto* badge = std::get_if<BadgeShape>(&m_entries[k].symbol)) {
            drawBadge(*painter, *badge, symbol);
        } else if (const auto* pen = std::get_if<QPen>(&m_entries[k].symbol)) {
            painter->setPen(*pen);
            painter->drawLine(QPointF(corner.x(), symbol.center().y()), QPointF(corner.x() + 1.1 * em, symbol.center().y()));
        } else {
            const Swatch& swatch = std::get<Swatch>(m_entries[k].symbol);
            painter->setPen(swatch.outline.isValid() ? QPen(swatch.outline, 1) : QPen(Qt::NoPen));
            painter->setBrush(swatch.fill);
            const double margin = swatch.small ? 0.2 * em : 0;
            painter->drawRect(symbol.adjusted(margin, margin, -margin, -margin));
            if (swatch.hatch.isValid()) {
                painter->setPen(QPen(swatch.hatch, 1));
                painter->drawLines(hatchLines(symbol, 4));
            }
            if (swatch.slashed) {
                painter->setPen(QPen(Qt::white, 1.5));
                painter->drawLine(symbol.bottomLeft(), symbol.topRight());
            }
        }
        painter->setPen(m_theme.text);
        painter->drawText(QPointF(corner.x() + kText * em, corner.y() + metrics.ascent()),
                          metrics.elidedText(m_entries[k].text, Qt::ElideRight, mRect.right() - corner.x() - kText * em));
    }
}

QVector<QLineF> hatchLines(const QRectF& area, double spacing) {
    QVector<QLineF> lines;
    // Lines x + y = c, for every multiple c of `spacing` that meets the area.
    const double first = std::ceil((area.left() + area.top()) / spacing) * spacing;
    for (double c = first; c <= area.right() + area.bottom(); c += spacing) {
        const double x1 = std::max(area.left(), c - area.bottom()),
                     x2 = std::min(area.right(), c - area.top());
        if (x2 - x1 > 0.5) lines.append(QLineF(x1, c - x1, x2, c - x2));
    }
    return lines;
}

} // namespace klas::ui
