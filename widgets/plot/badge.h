// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

class QPainter;

namespace klas::ui {

/// How far something is, told by shape first: waiting, working, done, failed.
enum class BadgeShape { Square, Play, Tick, Cross };

/// A badge that fills the square `area`, on a dark plate of its own so that it can be read on any cell.
void drawBadge(QPainter& painter, BadgeShape shape, const QRectF& area);

/// Where a cell's badge stands: in the lower right corner, beside the markers in its middle.
QRectF badgeArea(const QRectF& cell, double fontHeight);

} // namespace klas::ui
