// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/outlined_style.h"

#include "widgets/plot/theme.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>
#include <algorithm>

namespace klas::ui {

OutlinedStyle::OutlinedStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {
    setObjectName(QStringLiteral("Fusion"));
}

QColor OutlinedStyle::outline(const QPalette& palette) {
    const QColor window = palette.color(QPalette::Active, QPalette::Window), base = palette.color(QPalette::Active, QPalette::Base);
    if (window.lightness() > 127) return {};
    for (int grey = 90; grey < 255; grey += 5)
        if (const QColor color(grey, grey, grey); std::min(contrast(color, window), contrast(color, base)) >= 3) return color;
    return Qt::white;
}

void OutlinedStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (element != PE_IndicatorCheckBox && element != PE_FrameLineEdit) return;
    const QColor color = outline(option->palette);
    if (!color.isValid() || (element == PE_FrameLineEdit && option->state.testFlag(State_HasFocus))) return; // the focus has its own
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(color);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter->restore();
}

} // namespace klas::ui
