// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRgb>

namespace klas::ui {

enum class CellLook : unsigned char {
    Filled,  ///< has a value
    Pending, ///< has none yet: an empty box
    Blocked, ///< can have none: grey, hatched
    Slashed, ///< has a value that is not to be trusted
};

struct PaintedCell {
    CellLook look = CellLook::Pending;
    QRgb color = 0;     ///< of Filled and Slashed
    bool small = false; ///< of Filled and Slashed: has a value, but is none of those to choose from
};

} // namespace klas::ui
