// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/theme.h"

#include <algorithm>
#include <cmath>

namespace klas::ui {

namespace {

QColor mix(const QColor& a, const QColor& b, double shareOfB) {
    const auto channel = [&](float x, float y) { return static_cast<float>(x + shareOfB * (y - x)); };
    return QColor::fromRgbF(channel(a.redF(), b.redF()), channel(a.greenF(), b.greenF()),
                            channel(a.blueF(), b.blueF()));
}

double luminance(const QColor& color) {
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// The text colour faded towards the background as far as 4.5:1 (with a margin) allows.
QColor muted(const QColor& text, const QColor& background) {
    for (double share = 0.4; share > 0; share -= 0.05) {
        const QColor faded = mix(text, background, share);
        if (contrast(faded, background) >= 5) return faded;
    }
    return text;
}

Theme make(const QColor& background, const QColor& text, const QColor& focus, const QFont& font) {
    Theme theme;
    theme.dark = luminance(background) < luminance(text);
    theme.background = background;
    theme.text = text;
    theme.mutedText = muted(text, background);
    theme.axis = mix(text, background, 0.45);
    theme.grid = mix(text, background, 0.85);
    theme.pending = mix(background, text, 0.05);
    theme.blocked = mix(background, text, 0.1);
    theme.hatch = mix(background, text, 0.36);
    theme.focus = focus;
    theme.font = font;
    return theme;
}

QFont scaled(QFont font, double factor) {
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(std::max(1, static_cast<int>(std::lround(font.pixelSize() * factor))));
    return font;
}

} // namespace

QFont Theme::titleFont() const {
    QFont title = scaled(font, 1.2);
    title.setWeight(QFont::DemiBold);
    return title;
}

QFont Theme::smallFont() const {
    return scaled(font, 0.83);
}

Theme Theme::light(const QFont& font) {
    return make(Qt::white, QColor(0x1c1e21), QColor(0x0072b2), font);
}

Theme Theme::darkTheme(const QFont& font) {
    return make(QColor(0x1b1d20), QColor(0xe6e7e9), QColor(0x56b4e9), font);
}

Theme Theme::of(const QPalette& palette, const QFont& font) {
    return make(palette.color(QPalette::Base), palette.color(QPalette::Text),
                palette.color(QPalette::Highlight), font);
}

QFont tabular(QFont font) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    return font;
}

double contrast(const QColor& a, const QColor& b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

} // namespace klas::ui
