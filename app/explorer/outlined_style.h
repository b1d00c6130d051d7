// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace klas::ui {

/// Fusion whose check boxes and fields can be seen on dark windows too: Fusion outlines them darker than the window, which on a
/// dark one is no outline. There they get one with a contrast of 3:1 (WCAG 2.1, 1.4.11).
///
/// Combo boxes and tool buttons that open a menu carry the same chevron behind their text. What Fusion draws in one size, whatever
/// the font, grows with it: check boxes, the icons of combo boxes (a presentation has type for the back row).
class OutlinedStyle : public QProxyStyle {
public:
    OutlinedStyle();
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget = nullptr) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part, const QWidget* widget = nullptr) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option = nullptr, const QWidget* widget = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget = nullptr) const override;

    /// Of a control on a window of that palette; invalid where Fusion's own will do.
    static QColor outline(const QPalette& palette);
};

} // namespace klas::ui
