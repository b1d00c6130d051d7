// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRgb>
#include <array>

namespace klas::ui {

/// 256 colours 0xRRGGBB from blue (0) over a pale grey to orange (255): hues that every common colour blindness tells
/// apart, and on both sides the same lightness at the same distance from the middle, falling evenly (in OKLab, B.
/// Ottosson 2020).
std::array<QRgb, 256> divergingTable();
/// Lightness 0..1 of a colour in OKLab.
double perceivedLightness(QRgb color);

} // namespace klas::ui
