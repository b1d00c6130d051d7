// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QPainter;
class QRectF;

namespace klas::ui {

/// How far something is, told by shape first: waiting, working, done, failed.
enum class BadgeShape { Square, Play, Tick, Cross };

/// A badge that fills the square `area`, on a dark plate of its own so that it can be read on any cell.
void drawBadge(QPainter& painter, BadgeShape shape, const QRectF& area);

} // namespace klas::ui
