// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/theme.h"

class QCPAxis;

namespace klas::ui {

/// Lines, ticks, labels, fonts and grid of an axis in the theme's colours.
void styleAxis(QCPAxis& axis, const Theme& theme);

} // namespace klas::ui
