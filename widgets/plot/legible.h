// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace klas::ui {

/// The colour, darker or lighter until a thin line of it stands out from the background (WCAG 1.4.11, 3:1). Its hue stays, and
/// with it what tells it from others where one of the usual colours is not seen.
QColor legibleLine(const QColor& color, const QColor& background);

} // namespace klas::ui
