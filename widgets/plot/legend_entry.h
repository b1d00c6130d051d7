// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/badge.h"
#include "widgets/plot/series_style.h"

#include <QColor>
#include <QPen>
#include <QString>
#include <variant>

namespace klas::ui {

/// A small picture of a cell: its fill and what lies over it.
struct Swatch {
    QColor fill;
    QColor outline; ///< invalid: none
    QColor hatch;   ///< invalid: none
    bool slashed = false;
    bool small = false; ///< the fill leaves a margin
};

struct LegendEntry {
    std::variant<SeriesStyle, Swatch, BadgeShape, QPen> symbol; ///< a pen: a piece of a line
    QString text;
};

} // namespace klas::ui
