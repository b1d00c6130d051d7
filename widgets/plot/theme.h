// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

namespace klas::ui {

/// Colours and fonts of everything that is plotted. Text on `background` has a contrast of at least 4.5:1.
struct Theme {
    bool dark = false;
    QColor background;
    QColor text;
    QColor mutedText;
    QColor axis; ///< axis lines, ticks, frame of the plot
    QColor grid;
    QColor pending; ///< cells without a value yet
    QColor blocked; ///< illegal cells, below their hatching
    QColor hatch;
    QColor focus;
    QFont font; ///< axes and legend, tabular figures where the font has them

    QFont titleFont() const;
    QFont smallFont() const; ///< provenance line

    static Theme light(const QFont& font);
    static Theme darkTheme(const QFont& font);
    /// Light or dark as the palette is, with its own background, text and highlight.
    static Theme of(const QPalette& palette, const QFont& font);
};

/// The font with figures of equal width, where Qt can ask for them (6.7 and later).
QFont tabular(QFont font);
/// WCAG contrast ratio 1..21 of two opaque colours.
double contrast(const QColor& a, const QColor& b);

} // namespace klas::ui
