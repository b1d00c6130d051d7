// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/export.h"
#include "widgets/plot/theme.h"

class QCPPainter;

namespace klas::ui {

/// A finished figure, drawn as often as wanted, at the painter's origin and in its units: a whole file, or a part of a page.
using FigureDrawing = std::function<void(QCPPainter&)>;

/// Fonts and colours of exported figures: the application's font in points of the figure, whatever the screen's resolution.
Theme fileTheme(bool dark);

/// What writeFigure() calls.
std::function<void(QPaintDevice&)> onDevice(FigureDrawing draw, const ExportFormat& format);

} // namespace klas::ui
