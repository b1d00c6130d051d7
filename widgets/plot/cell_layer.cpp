// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/cell_layer.h"

#include "widgets/plot/marker_legend.h"
#include "widgets/plot/marker_stamps.h"

#include <algorithm>
#include <cmath>

namespace klas::ui {

namespace {

constexpr double kHatchSpacing = 7;
constexpr size_t kMostPaths = 300; ///< markers that are drawn as paths on the screen
constexpr double kSmallMargin = 0.2; ///< of a cell's shorter side, on each side of a small cell

/// Pixel positions of the `count` + 1 edges of cells around first, first + 1, ...; whole pixels leave no
/// seams.
std::vector<double> edges(const QCPAxis& axis, int first, int count) {
    std::vector<double> result;
    for (int k = 0; k <= count; ++k)
        result.push_back(std::round(axis.coordToPixel(first + k - 0.5)));
    return result;
}

} // namespace

void CellLayer::setCells(int rows, int columns, int firstRow, int firstColumn,
                         std::vector<PaintedCell> cells) {
    Q_ASSERT(cells.size() == static_cast<size_t>(rows) * static_cast<size_t>(columns));
    m_rows = rows;
    m_columns = columns;
    m_firstRow = firstRow;
    m_firstColumn = firstColumn;
    m_cells = std::move(cells);
}

void CellLayer::draw(QCPPainter* painter) {
    if (m_cells.empty()) return;
    const std::vector<double> x = edges(*mKeyAxis, m_firstColumn, m_columns);
    const std::vector<double> y = edges(*mValueAxis, m_firstRow, m_rows);
    const double size = std::min((x.back() - x.front()) / m_columns, (y.back() - y.front()) / m_rows);
    const double gap = size >= 14 ? 1 : 0;

    painter->setAntialiasing(false);
    painter->setPen(Qt::NoPen);
    for (int r = 0, k = 0; r < m_rows; ++r) {
        const auto row = static_cast<size_t>(r);
        for (int c = 0; c < m_columns; ++c, ++k) {
            const auto column = static_cast<size_t>(c);
            const PaintedCell& cell = m_cells[static_cast<size_t>(k)];
            QColor fill(cell.color);
            if (cell.look == CellLook::Pending) fill = m_theme.pending;
            if (cell.look == CellLook::Blocked) fill = m_theme.blocked;
            const QRectF rect(x[column], y[row], x[column + 1] - x[column] - gap, y[row + 1] - y[row] - gap);
            if (cell.small) {
                painter->fillRect(rect, m_theme.background);
                const double margin = std::round(kSmallMargin * std::min(rect.width(), rect.height()));
                painter->fillRect(rect.adjusted(margin, margin, -margin, -margin), fill);
            } else {
                painter->fillRect(rect, fill);
            }
        }
    }
    drawOverFills(painter, x, y, gap);
}

void CellLayer::drawOverFills(QCPPainter* painter, const std::vector<double>& x, const std::vector<double>& y,
                              double gap) {
    QVector<QLineF> hatch, slashes;
    QVector<QRectF> boxes;
    for (size_t r = 0; r < static_cast<size_t>(m_rows); ++r) {
        const PaintedCell* row = &m_cells[r * static_cast<size_t>(m_columns)];
        for (size_t c = 0; c < static_cast<size_t>(m_columns); ++c) {
            const QRectF rect(x[c], y[r], x[c + 1] - x[c] - gap, y[r + 1] - y[r] - gap);
            switch (row[c].look) {
            case CellLook::Filled:
                break;
            case CellLook::Blocked:
                hatch += hatchLines(rect, kHatchSpacing);
                break;
            case CellLook::Pending:
                if (gap > 0) boxes.append(rect.adjusted(0.5, 0.5, -0.5, -0.5));
                break;
            case CellLook::Slashed:
                slashes.append(QLineF(rect.bottomLeft(), rect.topRight()));
                break;
            }
        }
    }
    painter->setAntialiasing(true);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(m_theme.hatch, 1));
    painter->drawLines(hatch);
    painter->setPen(QPen(m_theme.grid, 1));
    painter->drawRects(boxes);
    painter->setPen(QPen(QColor(20, 20, 20), 2.5));
    painter->drawLines(slashes);
    painter->setPen(QPen(Qt::white, 1.2));
    painter->drawLines(slashes);
}

void MarkerLayer::draw(QCPPainter* painter) {
    const double width = std::abs(mKeyAxis->coordToPixel(1) - mKeyAxis->coordToPixel(0));
    const double height = std::abs(mValueAxis->coordToPixel(1) - mValueAxis->coordToPixel(0));
    const double largest = 0.75 * QFontMetricsF(mParentPlot->font()).height();
    size_t most = 1; // all markers have one size, so that size says nothing
    for (const Mark& mark : m_marks)
        most = std::max(most, mark.styles.size());
    const double radius =
        std::clamp(std::min(0.36 * height, 0.4 * width / static_cast<double>(most)), 2.5, largest);
    const bool many = m_marks.size() > kMostPaths && !painter->modes().testFlag(QCPPainter::pmVectorized);
    MarkerStamps stamps(mParentPlot->bufferDevicePixelRatio());
    for (const Mark& mark : m_marks) {
        const auto count = static_cast<double>(mark.styles.size());
        const double step = std::min(2.6 * radius, width / count);
        for (size_t k = 0; k < mark.styles.size(); ++k) {
            const double shift = (static_cast<double>(k) - (count - 1) / 2) * step;
            const QPointF center(mKeyAxis->coordToPixel(mark.column) + shift,
                                 mValueAxis->coordToPixel(mark.row));
            if (many)
                stamps.of({mark.styles[k], radius}).draw(*painter, center);
            else
                drawMarker(*painter, mark.styles[k], center, radius);
        }
    }
}

void ColorBar::draw(QCPPainter* painter) {
    const QRectF area = mKeyAxis->axisRect()->rect();
    const int steps = std::clamp(static_cast<int>(area.height()), 1, 256);
    painter->setAntialiasing(false);
    painter->setPen(Qt::NoPen);
    for (int k = 0; k < steps; ++k) {
        const double top = std::round(area.top() + k * area.height() / steps);
        const double bottom = std::round(area.top() + (k + 1) * area.height() / steps);
        const double fraction = steps == 1 ? 1 : 1 - static_cast<double>(k) / (steps - 1);
        painter->fillRect(QRectF(area.left(), top, area.width(), bottom - top),
                          QColor(colorAt(m_map, fraction)));
    }
}

} // namespace klas::ui
