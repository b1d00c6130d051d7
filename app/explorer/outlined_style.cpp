// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/outlined_style.h"

#include "widgets/plot/theme.h"

#include <QAbstractItemView>
#include <QComboBox>
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

/// Null unless it is a tool button whose whole face opens a menu.
static const QStyleOptionToolButton* menuButton(const QStyleOption* option) {
    const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option);
    const auto features = button ? button->features : QStyleOptionToolButton::None;
    return features & QStyleOptionToolButton::HasMenu && !(features & QStyleOptionToolButton::MenuButtonPopup) ? button : nullptr;
}

constexpr int kFusionArrow = 18; ///< width of a combo box's part for it

/// How many times as large as in a window's usual font.
static double growth(const QFontMetrics& metrics) {
    constexpr double kUsualHeight = 18; // of 10 to 11 points
    return std::max(1.0, metrics.height() / kUsualHeight);
}

/// What the chevron and the space around it take of the width.
static int chevronRoom(const QStyleOption& option) {
    return option.fontMetrics.height();
}

/// Between a combo box's frame and its text, beyond what Fusion leaves.
static int comboPadding(const QStyleOption& option) {
    return int(6 * (growth(option.fontMetrics) - 1));
}

static void drawChevron(QPainter& painter, const QStyleOption& control, const QRectF& room) {
    const double half = std::max(2.5, control.fontMetrics.xHeight() * 0.4);
    const QPointF middle = room.center() - QPointF(half / 2, 0); // nearer to the text than to the edge
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(control.palette.color(control.state & QStyle::State_Enabled ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText), std::max(1.3, half * 0.4),
                        Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{middle + QPointF(-half, -half / 2), middle + QPointF(0, half / 2), middle + QPointF(half, -half / 2)});
    painter.restore();
}

void OutlinedStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const {
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option); combo && control == CC_ComboBox && !combo->editable) {
        QStyleOptionComboBox face = *combo;
        face.subControls &= ~SC_ComboBoxArrow;
        QProxyStyle::drawComplexControl(control, &face, painter, widget);
        return drawChevron(*painter, *combo, subControlRect(control, combo, SC_ComboBoxArrow, widget));
    }
    const auto* button = control == CC_ToolButton ? menuButton(option) : nullptr;
    if (!button) return QProxyStyle::drawComplexControl(control, option, painter, widget);
    QStyleOptionToolButton face = *button; // without text and indicator
    face.features &= ~QStyleOptionToolButton::HasMenu;
    face.text.clear();
    face.icon = {};
    QProxyStyle::drawComplexControl(control, &face, painter, widget);
    const int room = chevronRoom(*button), frame = pixelMetric(PM_DefaultFrameWidth, button, widget);
    QRect area = button->rect.adjusted(frame, frame, -frame - room, -frame);
    QStyleOptionToolButton label = *button;
    label.rect = visualRect(button->direction, button->rect, area);
    drawControl(CE_ToolButtonLabel, &label, painter, widget);
    area.setLeft(area.right() + 1);
    area.setWidth(room);
    drawChevron(*painter, *button, visualRect(button->direction, button->rect, area));
}

QRect OutlinedStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part, const QWidget* widget) const {
    const QRect plain = QProxyStyle::subControlRect(control, option, part, widget);
    if (control != CC_ComboBox || (part != SC_ComboBoxArrow && part != SC_ComboBoxEditField)) return plain;
    const int more = std::max(0, chevronRoom(*option) - kFusionArrow);
    QRect rect = visualRect(option->direction, option->rect, plain); // as if read from the left
    part == SC_ComboBoxArrow ? rect.adjust(-more, 0, 0, 0) : rect.adjust(comboPadding(*option), 0, -more, 0);
    return visualRect(option->direction, option->rect, rect);
}

int OutlinedStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    const int plain = QProxyStyle::pixelMetric(metric, option, widget);
    if (!widget) return plain;
    switch (metric) {
    case PM_FocusFrameHMargin: // between the columns of a table
    case PM_HeaderMargin:
        if (!qobject_cast<const QAbstractItemView*>(widget)) return plain;
        return plain + int(8 * (growth(widget->fontMetrics()) - 1));
    case PM_SmallIconSize:
    case PM_ListViewIconSize:
        if (!qobject_cast<const QComboBox*>(widget) && !qobject_cast<const QAbstractItemView*>(widget)) return plain;
        [[fallthrough]];
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return int(plain * growth(widget->fontMetrics()));
    default: return plain;
    }
}

QSize OutlinedStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const {
    const QSize plain = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (type == CT_ComboBox && option) return plain + QSize(comboPadding(*option) + std::max(0, chevronRoom(*option) - kFusionArrow), 0);
    return type == CT_ToolButton && menuButton(option) ? plain + QSize(chevronRoom(*option), 0) : plain;
}

} // namespace klas::ui
