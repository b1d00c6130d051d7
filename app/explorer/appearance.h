// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace klas::ui {

enum class Appearance { System, Light, Dark };

QString text(Appearance appearance); ///< "system", "light", "dark": as stored
Appearance appearanceFromText(const QString& text);

/// Style and palette of the whole program: the platform's own, or Fusion in light or dark colours.
void apply(Appearance appearance);

} // namespace klas::ui
