// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/pair_grid_layout.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

namespace klas::ui {

namespace {

constexpr double kLongestName = 9; ///< font heights; longer ones are cut in the middle

QString tr(const char* text) {
    return QCoreApplication::translate("heatmap", text);
}

} // namespace

PairGridLayout::PairGridLayout(const QSizeF& size, const QStringList& names, const QFont& font)
    : m_count(static_cast<int>(names.size())) {
    if (names.isEmpty()) return;
    const QFontMetricsF metrics(font);
    const double em = metrics.height();
    double longest = 0;
    for (const QString& name : names)
        longest = std::max(longest, std::min(metrics.horizontalAdvance(name), kLongestName * em));
    // The names of sources stand below the caption of their side.
    const double left = std::max(longest, metrics.horizontalAdvance(tr("source"))) + em, right = 7.5 * em, bottom = 0.5 * em;
    const double width = size.width() - left - right;
    turned = longest + 0.5 * em > width / m_count;
    const double top = 1.9 * em + (turned ? longest + 0.5 * em : em);
    tiles = QRectF(left, top, std::max(0.0, width), std::max(0.0, size.height() - top - bottom));
    const double side = std::min(tiles.width(), tiles.height()) / m_count;
    gap = std::clamp(0.04 * side, 1.0, 0.3 * em);
    bar = QRectF(tiles.right() + em, tiles.top() + gap, em, std::max(0.0, tiles.height() - 2 * gap));
}

QRectF PairGridLayout::tile(int s, int t) const {
    const double width = tiles.width() / m_count, height = tiles.height() / m_count;
    return QRectF(tiles.left() + (t - 1) * width, tiles.top() + (s - 1) * height, width, height).adjusted(gap, gap, -gap, -gap);
}

void drawNames(QPainter& painter, const PairGridLayout& layout, const QStringList& names, const Theme& theme) {
    const QFontMetricsF metrics(theme.font);
    const double em = metrics.height();
    painter.setFont(theme.font);
    painter.setPen(theme.mutedText);
    painter.drawText(QRectF(layout.tiles.left(), 0.3 * em, layout.tiles.width(), 1.2 * em), Qt::AlignLeft | Qt::AlignVCenter, tr("target →"));
    painter.drawText(QRectF(0, layout.tiles.top() - 1.5 * em, layout.tiles.left() - 0.5 * em, 1.2 * em), Qt::AlignRight | Qt::AlignVCenter, tr("source ↓"));
    painter.setPen(theme.text);
    const double highest = layout.tiles.height() / static_cast<double>(names.size());
    for (int k = 0; k < names.size(); ++k) {
        const QString name = metrics.elidedText(names[k], Qt::ElideMiddle, kLongestName * em);
        const QRectF row = layout.tile(k + 1, 1), column = layout.tile(1, k + 1);
        if (highest >= 0.75 * em || k % 2 == 0) // too narrow rows name every second one
            painter.drawText(QRectF(0, row.center().y() - em, layout.tiles.left() - 0.5 * em, 2 * em), Qt::AlignRight | Qt::AlignVCenter, name);
        painter.save();
        painter.translate(column.center().x(), layout.tiles.top() - 0.3 * em);
        if (layout.turned) {
            painter.rotate(-90);
            painter.drawText(QRectF(0, -em, kLongestName * em, 2 * em), Qt::AlignLeft | Qt::AlignVCenter, name);
        } else {
            painter.drawText(QRectF(-kLongestName * em, -1.3 * em, 2 * kLongestName * em, 1.3 * em), Qt::AlignHCenter | Qt::AlignBottom, name);
        }
        painter.restore();
    }
}

void drawColorBar(QPainter& painter, const QRectF& bar, const ValueScale& values, ColorMap map, bool largerOnTop, const QString& label,
                  const QString& top, const Theme& theme) {
    const QFontMetricsF metrics(theme.font);
    const double em = metrics.height();
    const int steps = std::clamp(static_cast<int>(bar.height()), 1, 256);
    for (int k = 0; k < steps; ++k) {
        const double from = bar.top() + k * bar.height() / steps, to = bar.top() + (k + 1) * bar.height() / steps;
        painter.fillRect(QRectF(bar.left(), from, bar.width(), to - from + 0.5), QColor(colorAt(map, 1 - (k + 0.5) / steps)));
    }
    painter.setFont(theme.font);
    painter.setPen(theme.text);
    painter.drawText(QRectF(bar.left(), bar.top() - 1.6 * em, 7 * em, 1.3 * em), Qt::AlignLeft | Qt::AlignVCenter, top);
    double widest = 0;
    for (const ScaleTick& tick : scaleTicks(values)) {
        const double fraction = values.fraction(tick.value);
        const double y = bar.bottom() - (largerOnTop ? fraction : 1 - fraction) * bar.height();
        painter.setPen(theme.axis);
        painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + (tick.major ? 4 : 2), y));
        if (!tick.major) continue;
        painter.setPen(theme.text);
        const QString text = tickText(tick.value);
        widest = std::max(widest, metrics.horizontalAdvance(text));
        painter.drawText(QRectF(bar.right() + 6, y - em, 5 * em, 2 * em), Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    painter.save();
    painter.translate(bar.right() + 6 + widest + 0.9 * em, bar.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-bar.height() / 2, -em, bar.height(), 2 * em), Qt::AlignCenter, metrics.elidedText(label, Qt::ElideRight, bar.height()));
    painter.restore();
}

} // namespace klas::ui
