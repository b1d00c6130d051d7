// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRgb>
#include <array>

namespace klas::ui {

/// Perceptually uniform colour maps, dark to bright; cividis reads the same with and without colour
/// blindness. The diverging one is for differences only: blue below, orange above.
enum class ColorMap { Cividis, Viridis, Diverging };

/// 256 colours 0xRRGGBB, from dark (0) to bright (255), or from blue to orange.
const std::array<QRgb, 256>& colorTable(ColorMap map);
/// The opaque colour at `fraction` 0 (dark) .. 1 (bright), clamped; NaN gives the dark end.
QRgb colorAt(ColorMap map, double fraction);

} // namespace klas::ui
