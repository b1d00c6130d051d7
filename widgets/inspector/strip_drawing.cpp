// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/inspector/strip_drawing.h"

#include "widgets/bridge/text.h"
#include "widgets/plot/series_style.h"

#include <QPainter>

namespace klas::ui {

StripDrawing::StripDrawing(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(tr("Stitched network"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StripDrawing::setStitch(const Stitch& stitch, int sourceDepth, int targetDepth, int sourceIndex, int targetIndex) {
    m_stitch = stitch;
    m_sourceDepth = sourceDepth;
    m_targetDepth = targetDepth;
    m_sourceIndex = sourceIndex;
    m_targetIndex = targetIndex;
    setAccessibleDescription(tr("Blocks 1 to %1 of %2, a stitching layer, blocks %3 to %4 of %5")
                                 .arg(stitch.i)
                                 .arg(qstr(stitch.source))
                                 .arg(stitch.j + 1)
                                 .arg(targetDepth)
                                 .arg(qstr(stitch.target)));
    update();
}

void StripDrawing::clear() {
    m_sourceDepth = m_targetDepth = 0;
    setAccessibleDescription({});
    update();
}

QSize StripDrawing::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 30, fontMetrics().height() * 11 / 4};
}

void StripDrawing::paintEvent(QPaintEvent*) {
    if (m_sourceDepth == 0) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme = Theme::of(palette(), font());
    const double em = fontMetrics().height();
    // source blocks, a gap with the layer, target blocks
    const int cells = m_sourceDepth + m_targetDepth + 1;
    const double step = std::min(1.4 * em, (width() - 2.0) / cells), top = 1.0;
    const auto block = [&](double x, bool runs, int anchor, double high) {
        const QColor color = anchorStyle(anchor).color;
        const QRectF rect(x + 0.12 * step, top + (1.3 * em - high) / 2, 0.76 * step, high);
        painter.setPen(runs ? QPen(color, 1.5) : QPen(theme.hatch, 1, Qt::DotLine));
        painter.setBrush(runs ? QBrush(color) : Qt::NoBrush);
        painter.drawRoundedRect(rect, 2, 2);
    };
    for (int k = 1; k <= m_sourceDepth; ++k)
        block((k - 1) * step, k <= m_stitch.i, m_sourceIndex, 0.9 * em);
    const double middle = m_sourceDepth * step;
    painter.setPen(QPen(theme.text, 1.5));
    painter.setBrush(theme.background);
    const QPointF centre(middle + step / 2, top + 0.65 * em);
    painter.drawPolygon(QPolygonF{centre + QPointF(0, -0.5 * em), centre + QPointF(0.42 * step, 0), centre + QPointF(0, 0.5 * em), centre - QPointF(0.42 * step, 0)});
    for (int k = 1; k <= m_targetDepth; ++k)
        block(middle + k * step, k > m_stitch.j, m_targetIndex, 1.3 * em);
    painter.setPen(theme.text);
    const auto label = [&](double from, double to, const QString& text, Qt::Alignment where) {
        const QRectF area(from, top + 1.4 * em, to - from, em * 1.2);
        painter.drawText(area, int(where | Qt::AlignVCenter), fontMetrics().elidedText(text, Qt::ElideMiddle, int(area.width())));
    };
    label(0, middle + step / 2, tr("%1, 1 to %2").arg(qstr(m_stitch.source)).arg(m_stitch.i), Qt::AlignLeft);
    label(middle + step / 2, width(), tr("%1, %2 to %3").arg(qstr(m_stitch.target)).arg(m_stitch.j + 1).arg(m_targetDepth), Qt::AlignLeft);
}

} // namespace klas::ui
