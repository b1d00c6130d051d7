// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/legible.h"

#include "widgets/plot/theme.h"

namespace klas::ui {

QColor legibleLine(const QColor& color, const QColor& background) {
    const bool lighter = background.lightness() < 128;
    const auto step = [lighter](int part) { return lighter ? part + (255 - part) * 4 / 100 + 1 : part * 96 / 100; };
    QColor line = color;
    for (int k = 0; k < 60 && contrast(line, background) < 3; ++k)
        line.setRgb(qMin(255, step(line.red())), qMin(255, step(line.green())), qMin(255, step(line.blue())), color.alpha());
    return line;
}

} // namespace klas::ui
