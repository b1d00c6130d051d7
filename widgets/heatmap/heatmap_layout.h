// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QRectF>
#include <Qt>
#include <optional>
#include <vector>

namespace klas::ui {

/// Which blocks a heatmap shows: rows 1..rows from top to bottom, columns first..last from left to right.
struct HeatmapExtent {
    int rows = 0;
    int firstColumn = 1, lastColumn = 0;

    int columns() const { return lastColumn - firstColumn + 1; }
    bool isEmpty() const { return rows < 1 || columns() < 1; }
    bool contains(QPoint cell) const {
        return cell.y() >= 1 && cell.y() <= rows && cell.x() >= firstColumn && cell.x() <= lastColumn;
    }
    bool operator==(const HeatmapExtent&) const = default;
};

/// The cell (x = target block j, y = source block i) under a position, when whole cells fill `area`.
std::optional<QPoint> cellAt(const QPointF& position, const QRectF& area, const HeatmapExtent& extent);
/// The area of one cell.
QRectF cellArea(QPoint cell, const QRectF& area, const HeatmapExtent& extent);

/// Where the cursor goes from `cell`: arrow keys one step, Home and End to the ends of the row, Page Up and
/// Down to those of the column; it stays inside. Without a cell any of these keys goes to the first one.
/// nullopt for other keys.
std::optional<QPoint> movedCell(std::optional<QPoint> cell, Qt::Key key, const HeatmapExtent& extent);

/// The blocks first..last that get a label when a block is `pixelsPerBlock` wide and a label `labelPixels`:
/// all, or the first and the multiples of 2, 5, 10, 20, 50, ...
std::vector<int> labelledBlocks(int first, int last, double pixelsPerBlock, double labelPixels);

} // namespace klas::ui
