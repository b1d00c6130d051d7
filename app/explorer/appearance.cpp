// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explorer/appearance.h"

#include "app/explorer/outlined_style.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

namespace klas::ui {

namespace {

struct Tones {
    QRgb window, base, alternate, button, text, muted, accent, accentText, link;
};
constexpr Tones kLight{0xfff4f5f6, 0xffffffff, 0xfff0f1f3, 0xfffafafa, 0xff1c1e21,
                       0xff5a6068, 0xff0b62a3, 0xffffffff, 0xff0b62a3};
constexpr Tones kDark{0xff22252a, 0xff1a1c20, 0xff24272c, 0xff30343a, 0xffe8eaed,
                      0xffa3a9b1, 0xff2f6ea5, 0xffffffff, 0xff79bdf0};

QPalette paletteOf(const Tones& tones) {
    QPalette palette{QColor(tones.button), QColor(tones.window)};
    const auto set = [&](QPalette::ColorRole role, QRgb colour) { palette.setColor(role, QColor(colour)); };
    set(QPalette::Window, tones.window);
    set(QPalette::WindowText, tones.text);
    set(QPalette::Base, tones.base);
    set(QPalette::AlternateBase, tones.alternate);
    set(QPalette::Text, tones.text);
    set(QPalette::PlaceholderText, tones.muted);
    set(QPalette::Button, tones.button);
    set(QPalette::ButtonText, tones.text);
    set(QPalette::ToolTipBase, tones.base);
    set(QPalette::ToolTipText, tones.text);
    set(QPalette::Highlight, tones.accent);
    set(QPalette::HighlightedText, tones.accentText);
    set(QPalette::Link, tones.link);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(tones.muted));
    return palette;
}

} // namespace

QString text(Appearance appearance) {
    return appearance == Appearance::Light  ? QStringLiteral("light")
           : appearance == Appearance::Dark ? QStringLiteral("dark")
                                            : QStringLiteral("system");
}

Appearance appearanceFromText(const QString& text) {
    return text == QLatin1String("light")  ? Appearance::Light
           : text == QLatin1String("dark") ? Appearance::Dark
                                           : Appearance::System;
}

void apply(Appearance appearance) {
    static const QString systemStyle = QApplication::style()->objectName();
    if (appearance == Appearance::System) {
        const bool fusion = systemStyle.compare(QLatin1String("fusion"), Qt::CaseInsensitive) == 0;
        QApplication::setStyle(fusion ? new OutlinedStyle : QStyleFactory::create(systemStyle));
        QApplication::setPalette(QPalette());
        return;
    }
    QApplication::setStyle(new OutlinedStyle);
    QApplication::setPalette(paletteOf(appearance == Appearance::Dark ? kDark : kLight));
}

} // namespace klas::ui
