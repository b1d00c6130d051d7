// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heatmap/heatmap_layout.h"

#include <algorithm>
#include <cmath>

namespace klas::ui {

std::optional<QPoint> cellAt(const QPointF& position, const QRectF& area, const HeatmapExtent& extent) {
    if (extent.isEmpty() || area.isEmpty()) return std::nullopt;
    const double x = (position.x() - area.left()) / area.width() * extent.columns();
    const double y = (position.y() - area.top()) / area.height() * extent.rows;
    if (!(x >= 0 && x < extent.columns() && y >= 0 && y < extent.rows)) return std::nullopt;
    return QPoint(extent.firstColumn + static_cast<int>(x), 1 + static_cast<int>(y));
}

QRectF cellArea(QPoint cell, const QRectF& area, const HeatmapExtent& extent) {
    const double width = area.width() / extent.columns(), height = area.height() / extent.rows;
    return {area.left() + (cell.x() - extent.firstColumn) * width, area.top() + (cell.y() - 1) * height,
            width, height};
}

std::optional<QPoint> movedCell(std::optional<QPoint> cell, Qt::Key key, const HeatmapExtent& extent) {
    if (extent.isEmpty()) return std::nullopt;
    QPoint next = cell.value_or(QPoint());
    switch (key) {
    case Qt::Key_Left:
        next.rx() -= 1;
        break;
    case Qt::Key_Right:
        next.rx() += 1;
        break;
    case Qt::Key_Up:
        next.ry() -= 1;
        break;
    case Qt::Key_Down:
        next.ry() += 1;
        break;
    case Qt::Key_Home:
        next.setX(extent.firstColumn);
        break;
    case Qt::Key_End:
        next.setX(extent.lastColumn);
        break;
    case Qt::Key_PageUp:
        next.setY(1);
        break;
    case Qt::Key_PageDown:
        next.setY(extent.rows);
        break;
    default:
        return std::nullopt;
    }
    if (!cell) return QPoint(extent.firstColumn, 1);
    return QPoint(std::clamp(next.x(), extent.firstColumn, extent.lastColumn),
                  std::clamp(next.y(), 1, extent.rows));
}

std::vector<int> labelledBlocks(int first, int last, double pixelsPerBlock, double labelPixels) {
    int step = 1;
    for (int decade = 1; step * pixelsPerBlock < labelPixels && decade < 100000; decade *= 10) {
        for (const int factor : {1, 2, 5}) {
            step = factor * decade;
            if (step * pixelsPerBlock >= labelPixels) break;
        }
    }
    std::vector<int> blocks;
    for (int block = first; block <= last; ++block) {
        if (block == first || block % step == 0) blocks.push_back(block);
    }
    // "1" and "2" of 1, 2, 4, 6, ... would touch.
    if (step > 1 && blocks.size() > 1 && (blocks[1] - blocks[0]) * pixelsPerBlock < labelPixels)
        blocks.erase(blocks.begin() + 1);
    return blocks;
}

} // namespace klas::ui
